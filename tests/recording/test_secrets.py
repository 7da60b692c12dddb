"""Secrets do not enter a recording: not by a name, nor by their look, wherever a value is recorded."""

import asyncio
import collections
import dataclasses
import enum
import functools
import sysconfig
import threading
import typing
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pydantic
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corotrace import Trace, instrument, note, record, traced, uninstrument
from corotrace.recording.active import active
from corotrace.testing import FakeClock

SECRET = "Zq7hunter2"


def written(trace: Trace, tmp_path: Path) -> str:
    """All that leaves a recording."""
    trace.save(tmp_path / "trace.jsonl")
    return (tmp_path / "trace.jsonl").read_text() + trace.to_puml() + repr(trace.events)


def arguments(call: Callable[[], object]) -> list[str]:
    """How the arguments of the traced call that a function makes are written."""
    with record() as trace:
        call()
        assert SECRET not in repr([recorder._log._raw for recorder in active.recorders])
    (made,) = trace.calls()
    return [str(argument) for argument in made.started.arguments]


@traced
def login(user: str, password: object = None, *tokens: object, api_key: object = None, **rest: object) -> None: ...


@traced
def run(*command: object) -> None: ...


@traced
def open_all(*passwords: str, **credentials: str) -> None: ...


class Client:
    @traced
    def login(self, user: str, password: str) -> None: ...

    @traced
    @classmethod
    def log_in(cls, user: str, password: str) -> None: ...

    @classmethod
    @traced
    def log_on(cls, user: str, password: str) -> None: ...

    @traced
    @staticmethod
    def log(user: str, password: str) -> None: ...

    def plain(self, user: str, password: str) -> None: ...

    @traced
    def __init__(self, password: str = SECRET) -> None: ...


@traced
class Whole:
    def login(self, user: str, password: str) -> None: ...


def wrapped(function: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(function)
    def around(*args: object, **kwargs: object) -> None:
        return function(*args, **kwargs)

    return around


@traced
@wrapped
def decorated(user: str, password: str) -> None: ...


def positional(user: str, password: str, /) -> None: ...


client = Client()


@pytest.mark.parametrize(
    ("call", "texts"),
    [
        (lambda: login("bob", SECRET), ["'bob'", "***"]),
        (lambda: login("bob", [SECRET], api_key={SECRET: 1}), ["'bob'", "***", "api_key=***"]),
        (lambda: login(user="bob", password=None), ["user='bob'", "password=***"]),
        (lambda: login("bob", 1, "shown", authToken=SECRET, n=1), ["'bob'", "***", "'shown'", "authToken=***", "n=1"]),
        (lambda: run("psql", "--password", SECRET, "--n", "1"), ["'psql'", "'--password'", "***", "'--n'", "'1'"]),
        (lambda: run(["--token", SECRET, "x"]), ["['--token', ***, 'x']"]),
        (lambda: open_all(SECRET, SECRET, user=SECRET), ["***", "***", "user=***"]),
        (lambda: client.login("bob", password=SECRET), ["'bob'", "password=***"]),
        (lambda: client.login("bob", SECRET), ["'bob'", "***"]),
        (lambda: Client.login(client, "bob", SECRET), ["'bob'", "***"]),
        (lambda: Client.log_in("bob", SECRET), ["'bob'", "***"]),
        (lambda: client.log_in("bob", SECRET), ["'bob'", "***"]),
        (lambda: Client.log_on("bob", SECRET), ["'bob'", "***"]),
        (lambda: client.log("bob", SECRET), ["'bob'", "***"]),
        (lambda: Client.log("bob", SECRET), ["'bob'", "***"]),
        (lambda: traced(client.plain)("bob", SECRET), ["'bob'", "***"]),
        (lambda: functools.partial(login, "bob")(SECRET), ["'bob'", "***"]),
        (lambda: traced(functools.partial(login.__wrapped__, "bob"))(SECRET), ["***"]),
        (lambda: traced(functools.partial(Client.plain, client, "bob"))(SECRET), ["***"]),
        (lambda: functools.partialmethod(Client.login, "bob").__get__(client)(SECRET), ["'bob'", "***"]),
        (lambda: Client(SECRET), ["***"]),
        (lambda: Whole().login("bob", SECRET), ["'bob'", "***"]),
        (lambda: decorated("bob", SECRET), ["'bob'", "***"]),
        (lambda: traced(positional)("bob", SECRET), ["'bob'", "***"]),
    ],
)
def test_arguments_are_masked_by_the_names_of_their_parameters(call: Callable[[], object], texts: list[str]) -> None:
    assert arguments(call) == texts


class Ways:
    """The same calls as coroutines, which take ways of their own through the recorder."""

    @traced
    async def login(self, user: str, password: object, n: int = 1) -> object: ...

    @traced
    async def run(self, *command: object) -> object: ...

    @traced(redact="user")
    async def redacted(self, user: str) -> object:
        return {"user": user}

    @traced(values="none")
    async def hidden(self, user: str) -> object:
        return user


@traced
async def login_later(user: str, password: object, n: int = 1) -> object: ...


@traced
async def run_later(*command: object) -> object: ...


@traced(redact="user")
async def redacted(user: str) -> object:
    return {"user": user}


@traced(values="none")
async def hidden(user: str) -> object:
    return user


@traced(label="inside")
async def inside(call: Callable[[], Any]) -> None:
    await call()


@pytest.mark.parametrize("way", ["outermost", "inner", "gathered"])
@pytest.mark.parametrize(
    ("call", "shown"),
    [
        (lambda: login_later("bob", SECRET), "('bob', ***) None"),
        (lambda: login_later("bob", SECRET, 2), "('bob', ***, 2) None"),
        (lambda: login_later("bob", password=SECRET), "('bob', password=***) None"),
        (lambda: Ways().login("bob", SECRET), "('bob', ***) None"),
        (lambda: run_later("psql", "--password", SECRET), "('psql', '--password', ***) None"),
        (lambda: Ways().run("psql", "--password", SECRET), "('psql', '--password', ***) None"),
        (lambda: redacted(SECRET), "(***) {'user': ***}"),
        (lambda: Ways().redacted(SECRET), "(***) {'user': ***}"),
        (lambda: hidden(SECRET), "(…) …"),
        (lambda: Ways().hidden(SECRET), "(…) …"),
        (lambda: Ways.hidden(Ways(), SECRET), "(…) …"),
    ],
)
def test_arguments_of_coroutines_are_masked_too(call: Callable[[], Any], shown: str, way: str) -> None:
    async def main() -> None:
        if way == "outermost":
            await call()
        elif way == "inner":
            await inside(call)
        else:
            await asyncio.gather(inside(call))

    with record() as trace:
        asyncio.run(main())
        assert SECRET not in repr([recorder._log._raw for recorder in active.recorders])
    made = trace.calls()[-1]
    assert f"({', '.join(map(str, made.started.arguments))}) {made.value}" == shown


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ({"values": "none"}, "(…) …"),
        ({"redact": "customer"}, "(***, 5) {'customer': ***}"),
        ({"redact": lambda name, value: "<c>" if name == "customer" else value}, "(<c>, 5) {'customer': <c>}"),
        ({"max_value": 10}, "('Zq7hunte…, 5) {'custom…"),
    ],
)
def test_the_options_of_a_recording_hold_for_inner_coroutines(options: dict[str, Any], shown: str) -> None:
    @traced
    async def buy(customer: str, n: int) -> object:
        return {"customer": customer}

    with record(**options) as trace:
        asyncio.run(inside(lambda: buy(SECRET, 5)))
    made = trace.calls()[-1]
    assert f"({', '.join(map(str, made.started.arguments))}) {made.value}" == shown


def test_arguments_of_what_has_no_signature_or_is_builtin_are_no_trouble() -> None:
    instrument("builtins:max", "time:sleep")
    try:
        assert arguments(lambda: max(1, 2)) == ["1", "2"]
        import time

        assert arguments(lambda: time.sleep(0)) == ["0"]
    finally:
        uninstrument()


@dataclasses.dataclass
class Account:
    user: str
    password: object = SECRET


@dataclasses.dataclass(slots=True)
class Slim:
    user: str
    apiKey: object = SECRET  # noqa: N815


class Pair(typing.NamedTuple):
    user: str
    token: object = SECRET


@attrs.define
class Cup:
    user: str
    session_id: object = SECRET


class Model(pydantic.BaseModel):
    user: str
    secret: Any = SECRET
    key: pydantic.SecretStr = pydantic.SecretStr(SECRET)


class Field(enum.Enum):
    PASSWORD = "p"
    OTHER = "access_token"


class Password(str):
    """Its type tells."""


class Header(str):
    """A key of a type of its own."""


PLANTED: list[tuple[object, str]] = [
    ({"password": SECRET}, "{'password': ***}"),
    ({"a": [{"X-Api-Key": (SECRET,)}]}, "{'a': [{'X-Api-Key': ***}]}"),
    ({b"authorization": {"is": SECRET}}, "{bytes(13): ***}"),
    ({Field.PASSWORD: SECRET, Field.OTHER: SECRET}, "{Field.PASSWORD: ***, Field.OTHER: ***}"),
    ({Header("cookie"): SECRET}, "{Header('cookie'): ***}"),
    (collections.OrderedDict(password=SECRET), "OrderedDict({'password': ***})"),
    (collections.defaultdict(list, password=SECRET), "defaultdict(list, {'password': ***})"),
    ([("Authorization", SECRET), ("n", 1)], "[('Authorization', ***), ('n', 1)]"),
    (Account("bob"), "Account(user='bob', password=***)"),
    ([Slim("bob")], "[Slim(user='bob', apiKey=***)]"),
    (Pair("bob"), "Pair(user='bob', token=***)"),
    (Cup("bob"), "Cup(user='bob', session_id=***)"),
    (Model(user="bob"), "Model(user='bob', secret=***, key=***)"),
    (pydantic.SecretStr(SECRET), "***"),
    (pydantic.SecretBytes(SECRET.encode()), "***"),
    (Password(SECRET), "Password(***)"),
    ([f"postgres://u:{SECRET}@h"], "['postgres://u:***@h']"),
    (f"postgres://u:{SECRET}@h", "'postgres://u:***@h'"),
    ({"n": f"Bearer {SECRET}"}, "{'n': 'Bearer ***'}"),
    (KeyError({"token": SECRET}), "KeyError({'token': ***})"),
    (ExceptionGroup("e", [ValueError(f"token={SECRET}")]), "ExceptionGroup('e', [ValueError('token=***')])"),
    (Path(f"/x/token={SECRET}"), "PosixPath('/x/token=***')"),
]


@pytest.mark.parametrize(("value", "text"), PLANTED)
@pytest.mark.parametrize("values", ["safe", "repr"])
def test_values_are_masked_inside(value: object, text: str, values: Any, tmp_path: Path) -> None:
    @traced(participant="p {thing}", label="l {thing}")
    def work(thing: object) -> object:
        note(thing)  # type: ignore[arg-type]
        return thing

    with record(values=values) as trace:
        work(value)
    (call,) = trace.calls()
    assert str(call.started.arguments[0]) == call.value == text
    assert SECRET not in written(trace, tmp_path)


def test_a_foreign_object_of_a_secret_name_is_told_by_its_type() -> None:
    class Session:
        def __repr__(self) -> str:
            return SECRET

    @traced(values="repr")
    def work(session: object, credentials: object = None) -> None: ...

    assert arguments(lambda: work(Session(), [Session()])) == ["<Session>", "***"]


def test_exceptions_are_masked_like_values_and_their_texts_by_their_look(tmp_path: Path) -> None:
    @traced
    def fails(error: Exception) -> None:
        raise error

    with record() as trace:
        for error in (
            KeyError({"password": SECRET}),
            ValueError(f"password={SECRET} no", 3),
            ValueError("bad token abc"),
        ):
            with pytest.raises(type(error)):
                fails(error)
    assert [call.value for call in trace.calls()] == [
        "KeyError({'password': ***})", "ValueError('password=*** no', 3)", "ValueError('bad token abc')"
    ]  # fmt: skip
    assert SECRET not in written(trace, tmp_path)


def test_generators_waits_queues_notes_and_names_are_masked(clock: FakeClock, tmp_path: Path) -> None:
    namespace: dict[str, Any] = {"asyncio": asyncio}
    library = f"{sysconfig.get_paths()['stdlib']}/not_there.py"
    source = "async def connect(host, password, *tokens, **rest): await asyncio.sleep(1)"
    exec(compile(source, library, "exec"), namespace)

    @traced
    async def items() -> AsyncIterator[object]:
        try:
            yield {"token": SECRET}
            yield f"Bearer {SECRET}"
        except LookupError:
            yield 3

    @traced
    def numbers() -> Iterator[object]:
        yield {"token": SECRET}

    @traced
    async def nothing() -> None: ...

    @traced
    async def main() -> None:
        generator = items()
        await generator.asend(None)
        await generator.asend({"password": SECRET})
        await generator.athrow(LookupError({"password": SECRET}))  # type: ignore[attr-defined]
        await generator.aclose()  # type: ignore[attr-defined]
        list(numbers())
        await namespace["connect"]("host", SECRET, 1, api_key=SECRET)
        note(f"the password: {SECRET}")
        queue: asyncio.Queue[object] = asyncio.Queue()
        asyncio.get_running_loop().call_later(1, queue.put_nowait, Account("bob"))
        await queue.get()
        await asyncio.create_task(asyncio.sleep(1), name=f"token={SECRET}")
        await asyncio.create_task(nothing(), name=f"token={SECRET}")
        thread = threading.Thread(target=list, args=(numbers(),), name=f"token={SECRET}")
        thread.start()
        thread.join()

    with record(clock=clock) as trace:
        clock.run(main())
    source = trace.to_puml()
    for text in (
        "yield {'token': ***}", "yield 'Bearer ***'", "asend({'password': ***})",
        "connect('host', ***, 1, api_key=***)", "athrow(LookupError({'password': ***}))", "the password: ***",
        "Account(user='bob', password=***)", "Task('token=***')", 'box "token=***"',
    ):  # fmt: skip
        assert text in _read(source), text
    assert SECRET not in written(trace, tmp_path)


def _read(source: str) -> str:
    """PlantUML's text with its escapes resolved."""
    parts = source.split("<U+")
    return parts[0] + "".join(chr(int(part[:4], 16)) + part[5:] for part in parts[1:])


def test_templates_are_masked(tmp_path: Path) -> None:
    @traced(participant="session {token}", label="as {user} {rest} {url} token={user}")
    def work(user: str, token: str, url: str, **rest: str) -> None: ...

    with record() as trace:
        work("bob", SECRET, f"https://u:{SECRET}@h", password=SECRET)
    started = trace.calls()[0].started
    assert started.participant == "session ***"
    assert started.label == "as bob {'password': ***} https://u:***@h token=***"
    assert SECRET not in written(trace, tmp_path)


def test_a_template_of_a_call_that_does_not_fit_shows_no_arguments() -> None:
    @traced(label="{user} and {password}")
    def work(user: str, password: str) -> None: ...

    with record() as trace, pytest.raises(TypeError):
        work("bob")  # type: ignore[call-arg]
    assert trace.calls()[0].started.label == "… and …"


# A secret anywhere, under names that say so, in values of all kinds.

names = st.sampled_from(
    ["password", "apiKey", "X-Api-Key", "session_token", "client-secret", "AUTH", "csrf", "DB_PASS"]
)
secrets = st.text("abcdef0123456789", min_size=12, max_size=60).map(lambda text: f"Zq{text}")
harmless = st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.sampled_from([ValueError, Field.OTHER])


def holders(secret: str) -> st.SearchStrategy[Any]:
    inside = st.recursive(
        st.just(secret) | st.just(Password(secret)) | st.just([secret, {"user": secret}]) | st.just({secret: 1}),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=4,
    )
    return st.one_of(
        st.dictionaries(names, inside, min_size=1, max_size=3),
        st.builds(Account, st.just("bob"), inside),
        st.builds(Slim, st.just("bob"), inside),
        st.builds(Pair, st.just("bob"), inside),
        st.builds(Cup, st.just("bob"), inside),
        st.builds(lambda value: Model(user="bob", secret=value, key=pydantic.SecretStr(secret)), inside),
        st.tuples(names, inside),
        st.builds(lambda name, value: KeyError({name: value}), names, inside),
        st.builds(collections.OrderedDict, st.dictionaries(names, inside, min_size=1)),
        st.builds(lambda name, value: collections.namedtuple("Made", ["a", name])(1, value), st.just("token"), inside),
    )


def planted(secret: str) -> st.SearchStrategy[Any]:
    return st.recursive(
        harmless | holders(secret),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.tuples(inner, inner)
            | st.dictionaries(st.text(max_size=8), inner, max_size=4)
            | st.builds(Account, inner, st.just(secret))
            | st.builds(lambda value: collections.deque([value]), inner)
            | st.builds(lambda value: ValueError("x", value), inner)
        ),
        max_leaves=12,
    )


@traced(participant="{thing}", label="{thing} {password}")
def everywhere(thing: object, password: object, /, *rest: object, apiKey: object = None, **named: object) -> Any:  # noqa: N803
    note(thing)  # type: ignore[arg-type]
    yield thing
    if isinstance(thing, Exception):
        raise thing
    return thing


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data(), secrets, st.sampled_from(["safe", "repr", "none"]), st.integers(10, 200))
def test_a_secret_under_a_secret_name_is_nowhere(
    tmp_path: Path, data: st.DataObject, secret: str, values: Any, limit: int
) -> None:
    things = data.draw(st.lists(planted(secret), min_size=3, max_size=3))
    with record(values=values, max_value=limit) as trace:
        generator = everywhere(things[0], [secret], *things[1:], apiKey={secret}, password=secret, named=things[1])
        try:
            next(generator)
            generator.send(things[2])
        except (StopIteration, Exception):
            pass
        raw = repr([recorder._log._raw for recorder in active.recorders])
    for text in (raw, written(trace, tmp_path)):
        assert secret not in text
        assert secret[:8] not in text  # nor a beginning of it
    assert len(trace.calls()) == 1


@pytest.mark.parametrize("start", ["", f"Bearer {'a' * 150} "])
def test_a_secret_at_the_edge_of_what_is_shown_is_known_as_one(start: str) -> None:
    @traced
    def work(text: str, in_list: list[str]) -> None: ...

    key = "AKIAIOSFODNN7EXAMPLE"
    with record() as trace:
        for offset in range(260):
            text = f"{start}{'x ' * (offset // 2)}{' ' * (offset % 2)}{key} {'y' * 400}"
            work(text, [text])
    assert len(trace.calls()) == 260
    assert [call for call in trace.calls() if key[:5] in str(call)] == []


looks = st.sampled_from([
    "https://user:{}@host/x", "Bearer {}", "token={}", "'password': '{}'", "Authorization: Basic {}", "api_key: {}",
    '{{"secret": "{}"}}', "?access_token={}&x=1", "Cookie: a={}", "--password {} -v",
])  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.text(max_size=300), looks, secrets, st.text(max_size=300), st.integers(10, 400))
def test_a_secret_that_looks_like_one_is_nowhere(
    tmp_path: Path, before: str, look: str, secret: str, after: str, limit: int
) -> None:
    text = f"{before} {look.format(secret)} {after}"

    @traced(label="{text}")
    def work(text: str) -> str:
        note(text)
        raise ValueError(text, [text])

    with record(max_value=limit, max_message=limit + 20) as trace, pytest.raises(ValueError):  # noqa: PT011
        work(text)
    assert secret[:8] not in written(trace, tmp_path)
