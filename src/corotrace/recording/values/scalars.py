"""Values that hold no others: numbers, strings, dates, paths and the like. Their size is asked first."""

import ipaddress
import pathlib
import sys
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from corotrace.recording.values.contract import Write, Writer
from corotrace.recording.values.peek import type_name
from corotrace.recording.values.text import HIDDEN

#: Beyond these sizes a number or a path is told by its size alone, or not at all.
_MAX_BITS = 1024
_MAX_BYTES = 512
_MAX_PATH = 4096


def _plain(_writer: Writer, value: Any, _room: int, _depth: int) -> str:
    return repr(value)


def _integer(_writer: Writer, value: Any, _room: int, _depth: int) -> str:
    bits = int.bit_length(value)
    return int.__repr__(value) if bits <= _MAX_BITS else f"int({bits} bits)"


def _float(_writer: Writer, value: Any, _room: int, _depth: int) -> str:
    return float.__repr__(value)


def _complex(_writer: Writer, value: Any, _room: int, _depth: int) -> str:
    return complex.__repr__(value)


def _string(writer: Writer, value: Any, room: int, _depth: int) -> str:
    return writer.string(value, room)


def _sized(_writer: Writer, value: Any, _room: int, _depth: int) -> str:
    size = value.nbytes if type(value) is memoryview else len(value)
    return f"{type(value).__name__}({size})"


def _decimal(_writer: Writer, value: Decimal, _room: int, _depth: int) -> str:
    return f"Decimal({HIDDEN})" if value.__sizeof__() > _MAX_BYTES else repr(value)


def _fraction(writer: Writer, value: Fraction, room: int, depth: int) -> str:
    above, below = (_integer(writer, part, room, depth) for part in (value.numerator, value.denominator))
    return f"Fraction({above}, {below})"


def _path(writer: Writer, value: Any, room: int, _depth: int) -> str:
    parts = getattr(value, "_raw_paths", None) or getattr(value, "_parts", None) or ()  # since 3.12, and before
    short = len(parts) <= 100 and sum(map(len, parts)) <= _MAX_PATH
    name = type(value).__name__
    return f"{name}({writer.string(str(value), room - len(name) - 2) if short else HIDDEN})"


def _date(_writer: Writer, value: date, _room: int, _depth: int) -> str:
    return f"date({value.isoformat()})"


def _datetime(_writer: Writer, value: datetime, _room: int, _depth: int) -> str:
    zone = value.tzinfo
    if _is_known(zone):
        return f"datetime({value.isoformat(sep=' ')})"
    return f"datetime({value.replace(tzinfo=None).isoformat(sep=' ')} <{type_name(type(zone))}>)"


def _time(_writer: Writer, value: time, _room: int, _depth: int) -> str:
    zone = value.tzinfo
    if _is_known(zone):
        return f"time({value.isoformat()})"
    return f"time({value.replace(tzinfo=None).isoformat()} <{type_name(type(zone))}>)"


def _is_known(zone: tzinfo | None) -> bool:
    """Whether a time zone is one of Python's own, which can be asked for the offset."""
    kind = type(zone)
    return zone is None or kind is timezone or kind is getattr(sys.modules.get("zoneinfo"), "ZoneInfo", None)


def _timedelta(_writer: Writer, value: timedelta, _room: int, _depth: int) -> str:
    return repr(value).removeprefix("datetime.")


def _timezone(_writer: Writer, value: timezone, _room: int, _depth: int) -> str:
    return f"timezone({timezone(value.utcoffset(None))})"  # without the name that the program may have given it


#: How to write what is of one of these types, or of one that adds nothing to it, …
PLAIN: dict[type, Write] = {int: _integer, float: _float, complex: _complex, str: _string}
#: … and what is exactly of one of these.
SCALARS: dict[type, Write] = {
    type(None): _plain,
    bool: _plain,
    type(...): _plain,
    type(NotImplemented): _plain,
    **PLAIN,
    bytes: _sized,
    bytearray: _sized,
    memoryview: _sized,
    Decimal: _decimal,
    Fraction: _fraction,
    UUID: _plain,
    date: _date,
    datetime: _datetime,
    time: _time,
    timedelta: _timedelta,
    timezone: _timezone,
    **dict.fromkeys((pathlib.PurePosixPath, pathlib.PureWindowsPath, pathlib.PosixPath, pathlib.WindowsPath), _path),
    **dict.fromkeys((ipaddress.IPv4Address, ipaddress.IPv6Address), _plain),
    **dict.fromkeys((ipaddress.IPv4Network, ipaddress.IPv6Network), _plain),
    **dict.fromkeys((ipaddress.IPv4Interface, ipaddress.IPv6Interface), _plain),
}
