"""Entries of Chrome's trace event format as JSON text."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping

#: A backslash at the end of a text; other escapes are passed over.
_LAST_BACKSLASH = re.compile(r'\\\\(")|\\.')
#: An entry, as JSON will have it.
Entry = dict[str, object]


def write_entries(entries: Iterable[Entry], above: Mapping[str, object]) -> Iterator[str]:
    r"""Write a JSON object, piece by piece; it is strict, and in UTF-8: Perfetto shows ``\uc790`` as six letters.

    Args:
        entries: what happened.
        above: what is true of all of it.
    """
    yield f'{{"displayTimeUnit":"ms","otherData":{_text(above)},"traceEvents":[\n'
    comma = ""
    for entry in entries:
        yield comma + _text(entry)
        comma = ",\n"
    yield "\n]}\n"


def _text(value: object) -> str:
    text = json.dumps(_sound(value), separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    # Perfetto takes a quotation mark behind two backslashes for a part of the text, and reads nothing at all
    return _LAST_BACKSLASH.sub(lambda found: '\\u005c"' if found[1] else found[0], text) if '\\\\"' in text else text


def _sound(value: object) -> object:
    r"""Without halves of characters, which are not in UTF-8: they are written as ``\ud800``, letter by letter."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, Mapping):
        return {key: _sound(one) for key, one in value.items()}
    return [_sound(one) for one in value] if isinstance(value, list) else value
