"""The traced functions that programs are made of, one of each kind; what they do is what the running oracle says."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Any

from corotrace import traced
from tests.properties import programs as p
from tests.properties.log import Asked, Yielded

if TYPE_CHECKING:
    from tests.properties.oracle import Oracle


class Boom(Exception):  # noqa: N818 - short, for it stands in many diagrams
    """What programs raise; its argument is the call that raised it."""


#: The oracle whose program runs, also in its threads.
running: "list[Oracle]" = []


@traced
async def node(number: int) -> str:
    return await running[-1].play(number)


@traced(participant="named {number}")
async def named(number: int) -> str:
    return await running[-1].play(number)


@traced
def plain(number: int) -> str:
    return running[-1].play_plain(number)


@traced(participant="named {number}")
def named_plain(number: int) -> str:
    return running[-1].play_plain(number)


class Thing:
    @traced
    async def act(self, number: int) -> str:
        return await running[-1].play(number)

    @traced
    def touch(self, number: int) -> str:
        return running[-1].play_plain(number)


@traced
async def items(number: int) -> AsyncIterator[int]:
    oracle = running[-1]
    program, at = oracle.begin_items(number)
    try:
        try:
            for index, part in enumerate(program.parts):
                await oracle.do(part, at)
                oracle.write(Yielded, number, f"yield {index}")
                try:
                    yield index
                except BaseException as error:
                    request = "aclose()" if isinstance(error, GeneratorExit) else f"athrow({error!r})"
                    oracle.write(Asked, number, oracle.asking.get(number), request)
                    raise
                oracle.write(Asked, number, oracle.asking.get(number), "anext()")
        finally:
            await oracle.do(program.cleanup, at)
    except BaseException as error:
        oracle.end(number, error)
        raise
    oracle.end(number, text="end")


@traced
def numbers(number: int) -> Iterator[int]:
    oracle = running[-1]
    program = oracle.begin_numbers(number)
    try:
        try:
            for index, part in enumerate(program.parts):
                oracle.do_plain(part, number)
                oracle.write(Yielded, number, f"yield {index}")
                try:
                    yield index
                except BaseException as error:
                    request = "close()" if isinstance(error, GeneratorExit) else f"throw({error!r})"
                    oracle.write(Asked, number, oracle.asking.get(number), request)
                    raise
                oracle.write(Asked, number, oracle.asking.get(number), "next()")
        finally:
            try:
                oracle.do_plain(program.cleanup, number)
            except Boom:  # nobody catches what a forgotten generator raises
                pass
    except BaseException as error:
        oracle.end(number, error)
        raise
    oracle.end(number, text="end")


class Functions:
    """The function of each call.

    Args:
        recorded: whether it is the traced one, or the very function that it wraps.
    """

    def __init__(self, *, recorded: bool) -> None:
        self._recorded = recorded
        self._things = {p.Style.FIRST: Thing(), p.Style.SECOND: Thing()}

    def of(self, call: p.Traced) -> Callable[[int], Any]:
        function: Any = self._traced(call)
        made: Callable[[int], Any] = function if self._recorded else function.__wrapped__
        return made

    def _traced(self, call: p.Traced) -> Any:
        match call:
            case p.Items():
                return items
            case p.Numbers():
                return numbers
            case p.Node(style=p.Style.FUNCTION):
                return node
            case p.Node(style=p.Style.NAMED):
                return named
            case p.Node(style=style):
                return self._things[style].act
            case p.Plain(style=p.Style.FUNCTION):
                return plain
            case p.Plain(style=p.Style.NAMED):
                return named_plain
            case _:
                return self._things[call.style].touch


def text_of(call: p.Traced) -> str:
    """What the message of a call says."""
    match call:
        case p.Items():
            name = "items"
        case p.Numbers():
            name = "numbers"
        case p.Node(style=style):
            name = {p.Style.FUNCTION: "node", p.Style.NAMED: "named"}.get(style, "act")
        case p.Plain(style=style):
            name = {p.Style.FUNCTION: "plain", p.Style.NAMED: "named_plain"}.get(style, "touch")
    return f"{name}({call.number})"


def lifeline_of(call: p.Traced) -> str:
    """How the name of the lifeline of a call begins; a number may follow."""
    match call:
        case p.Items():
            return "items"
        case p.Numbers():
            return "numbers"
        case p.Node(style=p.Style.NAMED, number=number) | p.Plain(style=p.Style.NAMED, number=number):
            return f"named {number}"
        case p.Node(style=p.Style.FUNCTION):
            return "node"
        case p.Plain(style=p.Style.FUNCTION):
            return "plain"
    return "Thing"
