"""What a picture can show of states, each written as its kind and how long it is."""

import pytest

from corotrace.diagram import State, StateKind
from corotrace.diagram.timing.legible import legible

KINDS = {
    "h": StateKind.HOLDING,
    "r": StateKind.RUNNING,
    "c": StateKind.IN_CALL,
    "y": StateKind.READY,
    "w": StateKind.WAITING,
}
LETTERS = {kind: letter for letter, kind in KINDS.items()}


def states(text: str) -> list[State]:
    found: list[State] = []
    for word in text.split():
        start = found[-1].end if found else 0
        found.append(State(KINDS[word[0]], start, start + int(word[1:]), word))
    return found


def shown(text: str) -> str:
    """With 10 as the shortest: a state as it was; a stretch as kinds, length, turns, and how long they ran."""
    words = []
    for one in legible(states(text), 10):
        if isinstance(one, State):
            words.append(one.text)
        else:
            kinds = "".join(LETTERS[kind] for kind in one.kinds)
            words.append(f"{kinds}{one.duration}({one.turns}:{one.ran})")
    return " ".join(words)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("r0 w50 r0", "r0 w50 r0"),
        ("w50 r10 w10", "w50 r10 w10"),
        ("w50 r1 w3 r2 w50", "w50 rw6(2:3) w50"),
        ("w50 y1 r2 w50", "w50 ry3(1:2) w50"),
        ("w9 r3 w9 r4 w20", "rw25(2:7) w20"),
        ("c1 c2 w20", "c3(0:0) w20"),
        # a hold is found, and is not longer than it was, as far as a picture can tell
        ("w50 h5 w50", "w50 h5 w50"),
        ("w50 r1 w2 h5 w3 r1 w50", "w50 hrw12(3:7) w50"),
        ("w9 r9 h5 w9 r9", "rw18(1:9) h5 rw18(1:9)"),
        ("w9 r9 h5 w9 h5 w9 r9", "rw18(1:9) hw19(2:10) rw18(1:9)"),
        ("h5 w9 r9 h5", "h5 rw18(1:9) h5"),
        ("h10 r1 h5", "h10 hr6(2:6)"),
    ],
)
def test_what_is_too_short_stands_together(given: str, expected: str) -> None:
    assert shown(given) == expected
