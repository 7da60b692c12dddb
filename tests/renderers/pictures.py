"""Reads pictures back: what a test may believe of them is what is really in their bytes."""

import struct
import zlib
from dataclasses import dataclass
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Bitmap:
    """The pixels of an 8-bit PNG.

    Args:
        width: in pixels.
        height: in pixels.
        rows: one `bytes` a row, `depth` bytes a pixel.
        depth: bytes of a pixel.
    """

    width: int
    height: int
    rows: list[bytes]
    depth: int

    def inked(self, left: float, top: float, right: float, bottom: float, ground: bytes) -> list[tuple[int, int]]:
        """The pixels of an area that clearly differ from its ground."""
        return [
            (x, y)
            for y in range(round(top), round(bottom))
            for x in range(round(left), round(right))
            if max(abs(a - b) for a, b in zip(self.pixel(x, y), ground, strict=False)) > 60
        ]

    def pixel(self, x: int, y: int) -> bytes:
        return self.rows[y][x * self.depth : (x + 1) * self.depth]


def read_png(data: bytes) -> Bitmap:
    """Decodes a PNG of 8 bits, not interlaced, without a palette: what resvg writes."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert data[-8:-4] == b"IEND"
    width, height, bits, colours, _, _, interlaced = struct.unpack(">IIBBBBB", data[16:29])
    assert (bits, interlaced) == (8, 0)
    depth = {0: 1, 2: 3, 4: 2, 6: 4}[colours]
    packed, place = b"", 8
    while place < len(data):
        size, kind = struct.unpack(">I4s", data[place : place + 8])
        packed += data[place + 8 : place + 8 + size] if kind == b"IDAT" else b""
        place += size + 12
    raw, step = zlib.decompress(packed), width * depth + 1
    rows: list[bytes] = []
    above = bytes(width * depth)
    for start in range(0, len(raw), step):
        above = _unfiltered(raw[start], raw[start + 1 : start + step], above, depth)
        rows.append(above)
    return Bitmap(width, height, rows, depth)


def _unfiltered(kind: int, row: bytes, above: bytes, depth: int) -> bytes:
    out = bytearray(row)
    for place, value in enumerate(row):
        left = out[place - depth] if place >= depth else 0
        corner = above[place - depth] if place >= depth else 0
        up = above[place]
        guess = left + up - corner
        nearest = min((left, up, corner), key=lambda near: abs(guess - near))
        out[place] = (value + (0, left, up, (left + up) // 2, nearest)[kind]) & 255
    return bytes(out)


def texts(svg: bytes, fill: str | None = None) -> list[str]:
    """The texts of an SVG, in order; with a colour, those that are written in it."""
    found = ElementTree.fromstring(svg).iter(f"{SVG}text")
    return ["".join(text.itertext()) for text in found if fill in (None, text.get("fill"))]


def lines(svg: bytes) -> list[str]:
    """The texts of an SVG, each whole: engines draw one of two colours in pieces, without the space between."""
    whole: list[str] = []
    end = baseline = float("-inf")
    for element in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        piece = "".join(element.itertext()).replace("\xa0", " ")
        left, below, width = (float(element.get(name, 0)) for name in ("x", "y", "textLength"))
        if below == baseline and -1 < left - end < 6:
            whole[-1] += " " * (left - end > 2) + piece
        else:
            whole.append(piece)
        end, baseline = left + width, below
    return whole
