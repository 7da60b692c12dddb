"""Values as text, without ever running code of the program: what is looked into, and what is told by its type."""

import asyncio
import collections
import dataclasses
import datetime
import decimal
import enum
import fractions
import functools
import ipaddress
import pathlib
import types
import typing
import uuid
import zoneinfo
from collections.abc import Callable
from typing import Any

import attrs
import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corotrace import traced
from corotrace.recording.values import DEFAULT_POLICY, MAX_VALUE, Text


def shown(value: object) -> str:
    return DEFAULT_POLICY.write(DEFAULT_POLICY.keep(value))


def runs(*_: object, **__: object) -> Any:
    raise AssertionError("code of the program was run")


class Colour(enum.Enum):
    RED = 1
    CRIMSON = 1  # noqa: PIE796 - another name of the same

    __repr__ = __str__ = __format__ = runs  # type: ignore[assignment]


class Level(enum.IntEnum):
    LOW = 1


class Mood(enum.StrEnum):
    GOOD = "good"


class Access(enum.Flag):
    READ = 1
    WRITE = 2


class Wordy(str):
    __slots__ = ()
    __repr__ = __str__ = __len__ = __hash__ = __eq__ = runs  # type: ignore[assignment]


class Name(str):
    __slots__ = ()
    __len__ = __getitem__ = __hash__ = __eq__ = runs  # type: ignore[assignment]


class UserId(int):
    __lt__ = __eq__ = __hash__ = bit_length = __int__ = __index__ = runs  # type: ignore[assignment]


class Stack(list[Any]):
    __iter__ = __len__ = __getitem__ = __eq__ = __bool__ = runs  # type: ignore[assignment]


class Table(dict[Any, Any]):
    __iter__ = __len__ = __getitem__ = items = keys = get = __eq__ = __bool__ = runs  # type: ignore[assignment]


class Few(frozenset[Any]):
    __iter__ = __len__ = __contains__ = __eq__ = __bool__ = runs  # type: ignore[assignment]


class Key:
    __hash__ = object.__hash__
    __eq__ = __repr__ = __str__ = runs  # type: ignore[assignment]


class Meta(type):
    __hash__ = __eq__ = __call__ = __instancecheck__ = __subclasscheck__ = runs  # type: ignore[assignment]
    __repr__ = __getattr__ = runs  # type: ignore[assignment]

    @property
    def __name__(cls) -> str:
        raise AssertionError("__name__ was run")

    __dict__ = __mro__ = __name__  # type: ignore[assignment]  # noqa: A003


odd: Any = type.__call__(Meta, "Odd", (), {})


class Traps:
    """Nothing may be asked of it."""

    __getattr__ = __getattribute__ = __repr__ = __str__ = __format__ = __bool__ = __len__ = __iter__ = runs  # type: ignore[assignment]
    __eq__ = __hash__ = __dir__ = __sizeof__ = __reduce__ = __call__ = __index__ = __instancecheck__ = runs  # type: ignore[assignment]

    @property
    def __class__(self) -> Any:
        raise AssertionError("__class__ was run")

    @property
    def __dict__(self) -> Any:
        raise AssertionError("__dict__ was run")


class Point(typing.NamedTuple):
    x: int
    y: object = 2


class Hiding(Point):
    __slots__ = ()

    def __repr__(self) -> str:
        raise AssertionError("repr was run")


@dataclasses.dataclass
class Order:
    number: int
    lines: list[str] = dataclasses.field(default_factory=list)
    note: str = dataclasses.field(default="hidden", repr=False)
    currency: typing.ClassVar[str] = "EUR"
    seed: dataclasses.InitVar[int] = 0

    __getattr__ = __len__ = __iter__ = __bool__ = runs  # type: ignore[assignment]


@dataclasses.dataclass(frozen=True, slots=True)
class Slim:
    x: int
    y: int = 2


@dataclasses.dataclass
class Lazy:
    """Its field is answered by a property."""

    number: int

    @property  # type: ignore[no-redef]
    def number(self) -> int:
        raise AssertionError("the property was run")

    @number.setter
    def number(self, value: int) -> None:
        pass


@dataclasses.dataclass
class Card:
    number: str

    def __repr__(self) -> str:
        raise AssertionError("repr was run")


@dataclasses.dataclass(repr=False)
class Discreet:
    number: str


@attrs.define
class Cup:
    size: int
    colour: str = attrs.field(default="red", repr=False)
    owner: str = attrs.field(default="Kim", repr=lambda _: runs())


class Model(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="allow")
    name: str
    secret_word: str = "hush"
    inner: "Model | None" = None
    left_out: int = pydantic.Field(default=1, repr=False)
    key: pydantic.SecretStr = pydantic.SecretStr("hush")


class OwnModel(pydantic.BaseModel):
    number: str

    def __repr_args__(self) -> Any:
        raise AssertionError("repr was run")


class Zone(datetime.tzinfo):
    utcoffset = tzname = dst = __repr__ = runs  # type: ignore[assignment]


def itself() -> list[Any]:
    value: list[Any] = []
    value.append(value)
    return value


def dict_in_itself() -> dict[str, Any]:
    value: dict[str, Any] = {}
    value["me"] = value
    return value


class Answering:
    __getattr__ = runs

    def __call__(self) -> None: ...


async def coroutine() -> None: ...


traced_partial = traced(functools.partial(shown, 1))


def half_made(kind: Any) -> Any:
    return kind.__new__(kind)


UTC = datetime.UTC
MORNING = datetime.datetime(2024, 1, 2, 3, 4, 5)
ORDERED = collections.OrderedDict([("a", 1), ("b", 2)])
ORDERED.move_to_end("a")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        # scalars
        (None, "None"),
        (True, "True"),
        (3, "3"),
        (1.5, "1.5"),
        (float("nan"), "nan"),
        (2j, "2j"),
        (..., "Ellipsis"),
        (NotImplemented, "NotImplemented"),
        ("AAA", "'AAA'"),
        ("새 루프", "'새 루프'"),
        ("x" * 1000, "'" + "x" * 78 + "…"),
        (b"bytes", "bytes(5)"),
        (bytes(1024), "bytes(1024)"),
        (bytearray(3), "bytearray(3)"),
        (memoryview(b"12345"), "memoryview(5)"),
        (10**30, "1" + "0" * 30),
        ((10**5000,), "(int(16610 bits),)"),
        # containers
        ([], "[]"),
        ((), "()"),
        (set(), "set()"),
        (frozenset(), "frozenset()"),
        ({}, "{}"),
        ([1, "a", None], "[1, 'a', None]"),
        ((1,), "(1,)"),
        (("a", 1), "('a', 1)"),
        ({1}, "{1}"),
        ({"b", "a", "ccc"}, "{'a', 'b', 'ccc'}"),
        (frozenset({1}), "{1}"),
        ({"n": 1, "ok": [True]}, "{'n': 1, 'ok': [True]}"),
        (list(range(100)), "[0, 1, 2, 3, 4, 5, 6, 7, …]"),
        ([[[["deep"]]]], "[[[[…]]]]"),
        (itself(), "[[[[…]]]]"),
        (dict_in_itself(), "{'me': {'me': {'me': {…}}}}"),
        (range(3), "range(0, 3)"),
        (range(0, 10, 2), "range(0, 10, 2)"),
        (slice(1, None), "slice(1, None)"),
        (collections.deque([1, 2]), "deque([1, 2])"),
        (collections.deque([1, 2], maxlen=5), "deque([1, 2], maxlen=5)"),
        (ORDERED, "OrderedDict({'b': 2, 'a': 1})"),
        (collections.defaultdict(list, a=[1]), "defaultdict(list, {'a': [1]})"),
        (collections.Counter("aab"), "Counter({'a': 2, 'b': 1})"),
        (types.SimpleNamespace(x=1, y="a"), "namespace(x=1, y='a')"),
        # dates, numbers, paths, addresses
        (datetime.date(2024, 1, 2), "date(2024-01-02)"),
        (MORNING, "datetime(2024-01-02 03:04:05)"),
        (MORNING.replace(tzinfo=UTC), "datetime(2024-01-02 03:04:05+00:00)"),
        (MORNING.replace(tzinfo=zoneinfo.ZoneInfo("UTC")), "datetime(2024-01-02 03:04:05+00:00)"),
        (datetime.time(3, 4), "time(03:04:00)"),
        (datetime.time(3, 4, tzinfo=UTC), "time(03:04:00+00:00)"),
        (datetime.timedelta(days=1, seconds=5), "timedelta(days=1, seconds=5)"),
        (datetime.timedelta(0), "timedelta(0)"),
        (UTC, "timezone(UTC)"),
        (datetime.timezone(datetime.timedelta(hours=9), "KST"), "timezone(UTC+09:00)"),
        (decimal.Decimal("1.50"), "Decimal('1.50')"),
        (decimal.Decimal("9" * 10_000), "Decimal(…)"),
        (fractions.Fraction(1, 3), "Fraction(1, 3)"),
        (fractions.Fraction(1, 10**5000), "Fraction(1, int(16610 bits))"),
        (uuid.UUID(int=5), "UUID('00000000-0000-0000-0000-000000000005')"),
        (pathlib.PurePosixPath("/tmp/x"), "PurePosixPath('/tmp/x')"),
        (pathlib.PureWindowsPath("c:/x"), "PureWindowsPath('c:\\\\x')"),
        (pathlib.PurePosixPath("x" * 10_000), "PurePosixPath(…)"),
        (pathlib.PurePosixPath(*"abc" * 100), "PurePosixPath(…)"),
        (pathlib.Path("a", "b").__class__("a", "b"), f"{type(pathlib.Path()).__name__}('{pathlib.Path('a', 'b')}')"),
        (ipaddress.ip_address("10.0.0.1"), "IPv4Address('10.0.0.1')"),
        (ipaddress.ip_network("fe80::/64"), "IPv6Network('fe80::/64')"),
        (ipaddress.ip_interface("10.0.0.1/8"), "IPv4Interface('10.0.0.1/8')"),
        # enums; more below
        (Level.LOW, "Level.LOW"),
        (Mood.GOOD, "Mood.GOOD"),
        (Access.READ, "Access.READ"),
        (Access.READ | Access.WRITE, "Access.READ|WRITE"),
        (Access(0), "Access(0)"),
        # records
        (Point(1), "Point(x=1, y=2)"),
        (collections.namedtuple("Pair", "a b")(1, [2]), "Pair(a=1, b=[2])"),
        (Slim(1), "Slim(x=1, y=2)"),
        (half_made(Slim), "Slim()"),
        (Model(name="Kim", size=3), "Model(name='Kim', secret_word=***, inner=None, key=***, size=3)"),
        (Model(name="Kim", key=pydantic.SecretStr("x")), "Model(name='Kim', secret_word=***, inner=None, key=***)"),
        # what writes its own text is not looked into
        (Discreet("4111"), "<Discreet>"),
        (OwnModel(number="4111"), "<OwnModel>"),
        # functions and classes
        (shown, "shown"),
        (functools.partial(shown), "<partial>"),
        (traced(runs), "runs"),
        (traced_partial, "<Traced>"),
        (itself, "itself"),
        (len, "len"),
        ([].append, "list.append"),
        # exceptions
        (ValueError("no stock", 3), "ValueError('no stock', 3)"),
        (["ok", KeyError("x")], "['ok', KeyError('x')]"),
        # anything else
        (object(), "<object>"),
        (types.MappingProxyType({"a": 1}), "<mappingproxy>"),
        (half_made(uuid.UUID), "<UUID>"),
        (half_made(fractions.Fraction), "Fraction(0, 1)"),
    ],
)
def test_a_value_is_written_as_far_as_that_is_safe(value: object, text: str) -> None:
    assert shown(value) == text
    assert shown([value]) == f"[{text}]" or len(text) > 70 or "…" in text


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: Hiding(1), "<Hiding>"),
        (lambda: Wordy("x"), "<Wordy>"),
        (lambda: Name("Kim"), "Name('Kim')"),
        (lambda: UserId(5), "UserId(5)"),
        (lambda: Stack([1, Stack()]), "Stack([1, Stack([])])"),
        (lambda: Table({"a": 1}), "Table({'a': 1})"),
        (lambda: Few([1]), "Few({1})"),
        (lambda: [odd, Colour, int], "[Odd, Colour, int]"),
        (lambda: Traps(), "<Traps>"),
        (lambda: [Traps(), {"a": Traps()}], "[<Traps>, {'a': <Traps>}]"),
        (lambda: type.__call__(odd), "<Odd>"),
        (lambda: {Key(): 1}, "{<Key>: 1}"),
        (lambda: collections.OrderedDict({Key(): 1}), "OrderedDict({…})"),
        (lambda: Order(5, ["tea"]), "Order(number=5, lines=['tea'])"),
        (lambda: Lazy(5), "Lazy()"),
        (lambda: Card("4111"), "<Card>"),
        (lambda: Colour.RED, "Colour.RED"),
        (lambda: Colour.CRIMSON, "Colour.RED"),
        (lambda: MORNING.replace(tzinfo=Zone()), "datetime(2024-01-02 03:04:05 <Zone>)"),
        (lambda: types.MethodType(Answering(), 1), "<method>"),
        (lambda: Cup(3), "Cup(size=3, owner=***)"),
        (lambda: datetime.time(3, 4, tzinfo=Zone()), "time(03:04:00 <Zone>)"),
    ],
)
def test_what_would_run_code_is_not_asked(make: Callable[[], object], text: str) -> None:
    value = make()
    assert shown(value) == text
    assert shown([value]) == f"[{text}]"


def test_a_coroutine_is_told_by_its_function() -> None:
    running = coroutine()
    assert shown(running) == "coroutine()"
    running.close()


def test_a_method_is_told_by_its_function() -> None:
    assert shown(Slim(1).__repr__) == "Slim.__repr__"
    assert shown(traced(Point)._make) == "Point._make"


def test_a_released_view_is_told_by_its_type() -> None:
    view = memoryview(b"123")
    view.release()
    assert shown(view) == "<memoryview>"


def test_a_nested_text_is_not_finished_twice() -> None:
    assert shown([Text("done")]) == "[done]"


FLOAT64 = types.SimpleNamespace(name="float64")


def array(name: str, module: str, **attributes: object) -> object:
    return type(name, (), {"__module__": module, "__repr__": runs, **attributes})()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (array("ndarray", "numpy", shape=(1000, 3), dtype=FLOAT64), "ndarray(1000×3, float64)"),
        (array("ndarray", "numpy", shape=(), dtype="int64"), "ndarray(int64)"),
        (array("DataFrame", "pandas.core.frame", shape=(10, 4)), "DataFrame(10×4)"),
        (array("Series", "pandas.core.series", shape=(10,), dtype=types.SimpleNamespace(name=3)), "Series(10)"),
        (array("Tensor", "torch", shape=(2, 3), dtype=object()), "Tensor(2×3)"),
        (array("ndarray", "numpy.ma"), "<ndarray>"),
        (array("ndarray", "mine", shape=property(runs)), "<ndarray>"),
        (array("DataFrame", "mine.pandas", shape=property(runs)), "<DataFrame>"),
    ],
)  # fmt: skip
def test_arrays_and_tables_are_told_by_their_shape(value: object, text: str) -> None:
    assert shown(value) == text


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (ValueError("no stock", 3), "ValueError('no stock', 3)"),
        (ValueError(), "ValueError()"),
        (KeyError(object()), "KeyError(<object>)"),
        (KeyError({"id": 1}), "KeyError({'id': 1})"),
        (OSError(2, "No such file"), "FileNotFoundError(2, 'No such file')"),
        (ExceptionGroup("two", [ValueError(1), KeyError(2)]), "ExceptionGroup('two', [ValueError(1), KeyError(2)])"),
        (asyncio.CancelledError("Cancelled by cancel scope 7f00"), "CancelledError()"),
        (type("Loud", (Exception,), {"__str__": runs, "__repr__": runs, "args": property(runs)})("x"), "Loud('x')"),
        (ValueError("x" * 1000), "ValueError('" + "x" * 66 + "…)"),
    ],
)  # fmt: skip
def test_errors_are_their_type_and_arguments(error: BaseException, text: str) -> None:
    assert DEFAULT_POLICY.keep_error(error) == text


def test_a_string_is_plain_in_a_name() -> None:
    assert DEFAULT_POLICY.write_plain(DEFAULT_POLICY.keep("AAA")) == "AAA"
    assert DEFAULT_POLICY.write_plain(DEFAULT_POLICY.keep(["AAA"])) == "['AAA']"


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner) | st.builds(Order, inner)
    ),
    max_leaves=30,
)


@given(values)
def test_the_text_is_never_longer_than_allowed(value: object) -> None:
    assert len(shown(value)) <= MAX_VALUE


@given(st.lists(st.integers(0, 9), max_size=5) | st.dictionaries(st.integers(0, 9), st.booleans(), max_size=4))
def test_a_small_value_is_written_whole(value: object) -> None:
    assert shown(value) == repr(value)


@given(values)
def test_nothing_mutable_is_kept(value: object) -> None:
    assert type(DEFAULT_POLICY.keep(value)) in (type(None), bool, int, float, str, Text)
