"""What is not a whole picture of the diagram is never taken for one."""

import struct
import zlib
from xml.etree import ElementTree

import pytest

from corotrace.errors import RenderError
from corotrace.renderers import picture


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


HEAD = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 3, 8, 0, 0, 0, 0))
DATA = _chunk(b"IDAT", zlib.compress(b"\0\xff\xff" * 3))
END = _chunk(b"IEND", b"")
SVG = b'<svg style="background:#FFFFFF" xmlns="http://www.w3.org/2000/svg" width="20px" height="10.5">%b</svg>'


def test_a_png_keeps_its_picture_and_loses_its_words() -> None:
    words = _chunk(b"iTXt", b"plantuml\0@startuml secret") + _chunk(b"tEXt", b"a\0b") + _chunk(b"zTXt", b"c\0\0d")
    assert picture.clean_png(HEAD + words + DATA + END) == (HEAD + DATA + END, (2, 3))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "nothing at all"),
        (b"<svg/>", "not a PNG"),
        (HEAD, "only the beginning"),
        (HEAD + DATA, "only the beginning"),
        (HEAD + DATA[:-5], "damaged"),
        (HEAD + DATA + END[:-1], "only the beginning"),
        (HEAD + DATA[:-1] + b"x" + END, "damaged"),
    ],
)
def test_a_png_that_is_not_whole_is_an_error(data: bytes, message: str) -> None:
    with pytest.raises(RenderError, match=message):
        picture.clean_png(data)


def test_an_svg_keeps_its_picture_and_loses_its_words() -> None:
    svg = b'<?xml version="1.0"?>' + SVG % b"<?plantuml-src secret?><!--SRC=[\nsecret]--><text>a &lt;?b?&gt;</text>"
    cleaned, size = picture.clean_svg(svg + b"\n")
    assert cleaned == b'<?xml version="1.0"?>' + SVG % b"<text>a &lt;?b?&gt;</text>"
    assert size == (20, 10.5)


@pytest.mark.parametrize("style", [b"", b' style="width:20px"'])
def test_an_svg_without_a_ground_gets_a_white_one(style: bytes) -> None:
    cleaned, _ = picture.clean_svg(SVG.replace(b' style="background:#FFFFFF"', style) % b"")
    root = ElementTree.fromstring(cleaned)
    assert root.get("style", "").split(";")[0] == "background:#FFFFFF"
    assert root.get("width") == "20px"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "nothing at all"),
        (SVG[:-6], "not an SVG"),
        (SVG % b"\xff", "not an SVG"),
        (b"<html/>", "not an SVG of a known size"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" width="1"/>', "not an SVG of a known size"),
    ],
)
def test_what_is_not_a_whole_svg_is_an_error(data: bytes, message: str) -> None:
    with pytest.raises(RenderError, match=message):
        picture.clean_svg(data)


def test_the_picture_of_an_error_is_an_error() -> None:
    shown = (
        b'<text fill="#000000">[From string (line 12) ]</text><text fill="#33FF02">a -> b</text>'
        b'<text fill="#FF0000"> Syntax Error?</text>'
    ).replace(b"->", b"-&gt;")
    with pytest.raises(
        RenderError, match=r"^PlantUML refused line 12 of the diagram's text: Syntax Error\?$"
    ) as caught:
        picture.clean_svg(SVG % shown)
    assert caught.value.line == 12


def test_the_picture_of_a_diagram_that_is_none_is_an_error() -> None:
    said = (b"Diagram not supported by this release of PlantUML", b"Sorry", b"Possible causes:", b"Suggested actions:")
    shown = b"".join(b"<text>%b</text>" % line for line in said)
    with pytest.raises(RenderError, match="Diagram not supported") as caught:
        picture.clean_svg(SVG % shown)
    assert caught.value.line is None


def test_a_label_that_speaks_of_errors_is_no_error() -> None:
    shown = b'<text fill="#000000">a</text><text fill="#000000">[From string (line 12) ] Syntax Error?</text>'
    assert picture.clean_svg(SVG % shown)
    shown = b"<text>Diagram not supported by this release of PlantUML</text><text>a</text>"
    assert picture.clean_svg(SVG % shown)


def test_a_tooltip_is_kept_where_it_is_the_name_itself() -> None:
    """Engines write dots for the characters of a name that they do not like."""
    names = b"<text>asyncio.sleep</text><text>the &quot;other&quot;</text>"
    cleaned, _ = picture.clean_svg(SVG % (b"<title>asyncio.sleep</title><title>the..other.</title>" + names))
    assert cleaned == SVG % (b"<title>asyncio.sleep</title>" + names)
