"""Values that hold others: only as many are looked at as there is room for."""

from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable
from enum import Enum
from itertools import islice
from types import SimpleNamespace
from typing import Any

from corotrace.recording.values.contract import Write, Writer
from corotrace.recording.values.peek import stored
from corotrace.recording.values.scalars import SCALARS
from corotrace.recording.values.text import HIDDEN

MAX_ITEMS = 8
#: A hash table with fewer things in it has been emptied, and is long to search.
_MAX_BYTES_EACH = 1024
_MAX_ORDERED = 64


def items(writer: Writer, values: Iterable[Any], count: int, room: int, depth: int) -> str:
    """Write the first of some values, with commas, and ``…`` where there are more.

    Args:
        writer: writes each of them.
        values: gives them.
        count: how many there are.
        room: characters; a value may use what the ones before it have left.
        depth: how many containers, one inside the other, may still be looked into.
    """
    before: Any = None

    def item(value: Any, room: int, depth: int) -> str:
        nonlocal before
        name, before = option(before), value
        return writer.named(name, value, room, depth)

    return _join(item, values, count, room, depth)


def option(value: Any) -> str | None:
    """The option of a command line that a value is, such as ``--password``: what follows has that name."""
    return value if type(value) is str and value[:2] == "--" else None


def fields(writer: Writer, named: Iterable[tuple[str, Any]], room: int, depth: int) -> str:
    """Write named values as ``x=1, y=2``."""

    def field(pair: tuple[str, Any], room: int, depth: int) -> str:
        name, value = pair
        return f"{name}={writer.named(name, value, room - len(name) - 1, depth)}"

    pairs = list(islice(named, MAX_ITEMS + 1))
    return _join(field, pairs, len(pairs), room, depth)


def _join(write: Callable[[Any, int, int], str], things: Iterable[Any], count: int, room: int, depth: int) -> str:
    if depth <= 0:
        return HIDDEN if count else ""
    shown: list[str] = []
    for thing in islice(things, MAX_ITEMS):
        text = write(thing, room, depth - 1)
        shown.append(text)
        room -= len(text) + 2
        if room < 1:
            break
    return ", ".join([*shown, HIDDEN] if len(shown) < count else shown)


def _list(writer: Writer, value: Any, room: int, depth: int) -> str:
    return f"[{items(writer, list.__iter__(value), list.__len__(value), room - 2, depth)}]"


def _tuple(writer: Writer, value: Any, room: int, depth: int) -> str:
    count = tuple.__len__(value)
    if count == 2:
        name, second = tuple.__iter__(value)
        if type(name) is str and writer.hides(name):  # such as a header: ("Authorization", …)
            return f"({writer.string(name, room)}, {writer.named(name, second, room, depth - 1)})"
    inside = items(writer, tuple.__iter__(value), count, room - 2, depth)
    return f"({inside},)" if count == 1 else f"({inside})"


def _set(writer: Writer, value: Any, room: int, depth: int) -> str:
    kind: Any = set if issubclass(type(value), set) else frozenset
    count = kind.__len__(value)
    if not count:
        return f"{kind.__name__}()"
    if _is_sparse(kind, value, count):
        return f"{{{HIDDEN}}}"
    if count > MAX_ITEMS or depth <= 0:
        return f"{{{items(writer, kind.__iter__(value), count, room - 2, depth)}}}"
    # the order of a set differs from run to run
    texts = [writer.value(each, room, depth - 1) for each in kind.__iter__(value)]
    return f"{{{', '.join(sorted(texts, key=lambda text: (len(text), text)))}}}"


def _dict(writer: Writer, value: Any, room: int, depth: int) -> str:
    count = dict.__len__(value)
    return _pairs(writer, None if _is_sparse(dict, value, count) else dict.items(value), count, room, depth)


def _pairs(writer: Writer, pairs: Iterable[tuple[Any, Any]] | None, count: int, room: int, depth: int) -> str:
    def entry(pair: tuple[Any, Any], room: int, depth: int) -> str:
        key, value = pair
        name = writer.value(key, room, depth)
        return f"{name}: {writer.named(_name(writer, key), value, room - len(name) - 2, depth)}"

    return f"{{{HIDDEN if pairs is None else _join(entry, pairs, count, room - 2, depth)}}}"


def _name(writer: Writer, key: Any) -> str | None:
    """What a key says of its value, where it is a string, bytes or an enum's member."""
    kind = type(key)
    if kind is str:
        return str(key)
    if kind is bytes:
        return bytes.decode(key[:256], "latin-1")
    if issubclass(kind, Enum):
        names = [name for name in (stored(key, "_name_"), stored(key, "_value_")) if type(name) is str]
        return next(filter(writer.hides, names), None)
    return str.__str__(key) if issubclass(kind, str) else None


def _is_sparse(kind: Any, table: Any, count: int) -> bool:
    size: int = kind.__sizeof__(table)
    return size > _MAX_BYTES_EACH * (count + 8)


def _ordered(writer: Writer, value: OrderedDict[Any, Any], room: int, depth: int) -> str:
    """Write an `OrderedDict`: its order is only to be had by hashing its keys, which may be the program's objects."""
    count = len(value)
    known = count <= _MAX_ORDERED and all(is_scalar(type(key)) for key in dict.__iter__(value))
    return f"OrderedDict({_pairs(writer, value.items() if known else None, count, room - 13, depth)})"


def _deque(writer: Writer, value: deque[Any], room: int, depth: int) -> str:
    limit = "" if value.maxlen is None else f", maxlen={value.maxlen}"
    return f"deque([{items(writer, value, len(value), room - 9 - len(limit), depth)}]{limit})"


def _defaultdict(writer: Writer, value: defaultdict[Any, Any], room: int, depth: int) -> str:
    factory = writer.value(value.default_factory, room, 0)
    return f"defaultdict({factory}, {_dict(writer, value, room - len(factory) - 15, depth)})"


def _counter(writer: Writer, value: Any, room: int, depth: int) -> str:
    return f"Counter({_dict(writer, value, room - 9, depth)})"


def _range(writer: Writer, value: range, room: int, _depth: int) -> str:
    bounds = [value.start, value.stop] if value.step == 1 else [value.start, value.stop, value.step]
    return f"range({items(writer, bounds, len(bounds), room - 7, 1)})"


def _slice(writer: Writer, value: slice, room: int, depth: int) -> str:
    bounds = [value.start, value.stop] if value.step is None else [value.start, value.stop, value.step]
    return f"slice({items(writer, bounds, len(bounds), room - 7, depth)})"


def _namespace(writer: Writer, value: SimpleNamespace, room: int, depth: int) -> str:
    return f"namespace({fields(writer, vars(value).items(), room - 11, depth)})"


def is_scalar(kind: type) -> bool:
    """Whether a type is one of `SCALARS`; one with a metaclass is not asked, for it may hash as it likes."""
    return type(kind) is type and kind in SCALARS


#: How to write what is exactly of one of these types, or of one that adds nothing to it, …
CONTAINERS: dict[type, Write] = {list: _list, tuple: _tuple, set: _set, frozenset: _set, dict: _dict}
#: … and what is exactly of one of these.
FURTHER: dict[type, Write] = {
    OrderedDict: _ordered,
    deque: _deque,
    defaultdict: _defaultdict,
    Counter: _counter,
    range: _range,
    slice: _slice,
    SimpleNamespace: _namespace,
}
