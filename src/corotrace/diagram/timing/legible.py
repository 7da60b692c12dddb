"""States as a picture can show them: what is too short is shown as a moment, or together with what is beside it.

A hold of an event loop is the exception: it is found in the picture, and nothing long is drawn as one.
"""

from collections.abc import Iterable, Iterator, Sequence

from corotrace.diagram.timing.model import Shown, State, StateKind, Stretch

_TURNS = frozenset((StateKind.HOLDING, StateKind.RUNNING))
_ORDER = tuple(StateKind)


def legible(states: Iterable[State], shortest: int) -> Iterator[Shown]:
    """Put together what cannot be shown apart.

    Of what is given, nothing that is shorter than `shortest` stands beside another such thing.

    Args:
        states: those of a lane, in order and without gaps.
        shortest: what is shorter cannot be shown to scale, in nanoseconds.
    """
    close: list[State] = []
    for state in states:
        if state.duration < shortest:
            close.append(state)
            continue
        yield from _together(close, shortest)
        close = []
        yield state
    yield from _together(close, shortest)


def _together(close: Sequence[State], shortest: int) -> Iterator[Shown]:
    """States each of which is too short: one thing, or several where loops are held in between."""
    done = 0
    for first, last in _holds(close, shortest):
        yield from _as_one(close[done:first])
        yield from _as_one(close[first:last])
        done = last
    yield from _as_one(close[done:])


def _holds(close: Sequence[State], shortest: int) -> Iterator[tuple[int, int]]:
    """Where holds are: those that are close to each other as one, with what is too short to stand beside them."""
    found: list[list[int]] = []
    for index, state in enumerate(close):
        if state.kind is StateKind.HOLDING:
            if found and state.start - close[found[-1][1] - 1].end < shortest:
                found[-1][1] = index + 1
            else:
                found.append([index, index + 1])
    if found and close[found[0][0]].start - close[0].start < shortest:
        found[0][0] = 0
    if found and close[-1].end - close[found[-1][1] - 1].end < shortest:
        found[-1][1] = len(close)
    return ((first, last) for first, last in found)


def _as_one(states: Sequence[State]) -> Iterator[Shown]:
    if len(states) < 2:
        yield from states
        return
    turns = [state for state in states if state.kind in _TURNS]
    kinds = {state.kind for state in states}
    yield Stretch(
        tuple(kind for kind in _ORDER if kind in kinds),
        states[0].start,
        states[-1].end,
        len(turns),
        sum(state.duration for state in turns),
    )
