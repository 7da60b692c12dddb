"""Whether what an engine gave is a picture: whole, of the diagram and not of an error, and nothing but a picture."""

import re
import struct
import zlib
from xml.etree import ElementTree

from corotrace.errors import RenderError

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Chunks that say something about the picture; PlantUML puts the diagram's source there, argument values and all.
_PNG_WORDS = (b"tEXt", b"zTXt", b"iTXt", b"eXIf")
_SVG_WORDS = re.compile(r"<\?(?!xml\s).*?\?>|<!--.*?-->", re.DOTALL)  # the same in an SVG

_SVG = "{http://www.w3.org/2000/svg}"
_ERROR_COLOUR = "#33FF02"  # PlantUML writes a refused text in it; no text of ours has it
_ERROR_LINE = re.compile(r"\[From \S+ \(line (\d+)\)")
_NOT_SUPPORTED = ("Diagram not supported by this release of PlantUML", "Possible causes:", "Suggested actions:")
_TOOLTIP = re.compile(r"<title>([^<]*)</title>")


def clean_png(data: bytes) -> tuple[bytes, tuple[int, int]]:
    """Checks that a PNG is whole, chunk by chunk, and leaves only the picture in it.

    Args:
        data: what an engine gave as a PNG.

    Returns:
        The PNG without the source that engines embed, and its width and height in pixels.

    Raises:
        RenderError: it is not a PNG, or not all of one.
    """
    if not data.startswith(_PNG_SIGNATURE):
        raise RenderError(f"the engine gave something that is not a PNG: {_beginning(data)}")
    kept, size, kind, place = [_PNG_SIGNATURE], (0, 0), b"", len(_PNG_SIGNATURE)
    while kind != b"IEND" and place + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        chunk = data[place : place + 12 + length]
        if zlib.crc32(chunk[4:-4]).to_bytes(4, "big") != chunk[-4:]:
            raise RenderError("the engine gave a PNG that is damaged; draw it again, or save it as .svg")
        if kind == b"IHDR":
            size = struct.unpack_from(">II", chunk, 8)
        if kind not in _PNG_WORDS:
            kept.append(chunk)
        place += len(chunk)
    if kind != b"IEND":
        raise RenderError("the engine gave only the beginning of a PNG; draw it again, or save it as .svg")
    return b"".join(kept), size


def clean_svg(data: bytes) -> tuple[bytes, tuple[float, float]]:
    """Checks that an SVG is whole and shows the diagram, and leaves only the picture in it.

    Args:
        data: what an engine gave as an SVG, in UTF-8.

    Returns:
        The SVG without the source that engines embed and without tooltips of names that they could not write, and its
        width and height in pixels.

    Raises:
        RenderError: it is not an SVG, or it shows PlantUML's refusal of the text: with its message and the line.
    """
    try:
        text = _SVG_WORDS.sub("", data.decode()).strip()
        root = ElementTree.fromstring(text)  # noqa: S314 - expat bounds what entities may grow to
    except (UnicodeDecodeError, ElementTree.ParseError) as failure:
        raise RenderError(f"the engine gave something that is not an SVG ({failure}): {_beginning(data)}") from failure
    drawn = [(text.get("fill"), "".join(text.itertext()).strip()) for text in root.iter(f"{_SVG}text")]
    _raise_refusal(drawn)
    width, height = (re.match(r"[\d.]+", root.get(side, "")) for side in ("width", "height"))
    if root.tag != f"{_SVG}svg" or width is None or height is None:
        raise RenderError(f"the engine gave something that is not an SVG of a known size: {_beginning(data)}")
    names = {name for _, name in drawn}
    text = _TOOLTIP.sub(lambda found: found[0] if found[1] in names else "", text)
    return _on_white(text, root).encode(), (float(width[0]), float(height[0]))


def _on_white(text: str, root: ElementTree.Element) -> str:
    """The picture with a background of its own, as the local engine gives it: pages may be dark."""
    style = root.get("style")
    if style is None:
        return text.replace("<svg ", '<svg style="background:#FFFFFF" ', 1)
    return text if "background" in style else text.replace(' style="', ' style="background:#FFFFFF;', 1)


def _raise_refusal(texts: list[tuple[str | None, str]]) -> None:
    """Raises PlantUML's own words where the texts of a picture, each with its colour, are those of an error."""
    if any(colour == _ERROR_COLOUR for colour, _ in texts):
        lines = [int(found[1]) for _, text in texts if (found := _ERROR_LINE.search(text))]
        raise refusal(texts[-1][1], lines[0] if lines else None)
    words = [text for _, text in texts]
    if words[:1] == [_NOT_SUPPORTED[0]] and set(_NOT_SUPPORTED) <= set(words):  # not one title that says the same
        raise refusal(_NOT_SUPPORTED[0], None)


def refusal(message: str, line: int | None) -> RenderError:
    """The error for a text that an engine refused.

    Args:
        message: what PlantUML says of it; may be empty.
        line: the line that it names, the first being 1; None where it names none.
    """
    where = f"line {line} of the diagram's text" if line else "the diagram's text"
    return RenderError(f"PlantUML refused {where}: {message or 'it did not say why'}", line)


def _beginning(data: bytes) -> str:
    return repr(data[:60].decode("latin-1")) if data else "nothing at all"
