"""Timing diagrams that emitters and engines are tested with."""

from corotrace.diagram import Ending, Lane, LanePage, Shown, State, StateKind, Stretch, Timing

SECOND = 1_000_000_000
_SHORTEST = SECOND // 20


def lane(*shown: Shown, **other: object) -> Lane:
    """A lane of what is shown."""
    states = tuple(one if isinstance(one, State) else State(one.kinds[0], one.start, one.end, "") for one in shown)
    usual = {"name": "lane()", "group": "", "of_thread": False, "calls": 1, "ending": Ending.RETURNED, "value": ""}
    return Lane(states=states, shown=shown, **{**usual, **other})  # type: ignore[arg-type]


def state(kind: StateKind, start: float, end: float, text: str = "", within: str = "") -> State:
    """A state, from and until so many seconds."""
    return State(kind, round(start * SECOND), round(end * SECOND), text, within)


EVERY_STATE = Timing(
    "every state",
    (
        lane(
            state(StateKind.RUNNING, 0, 0, "runs"),
            state(StateKind.WAITING, 0, 0.5, 'get("x")', "take"),
            state(StateKind.READY, 0.5, 1, "ready"),
            state(StateKind.HOLDING, 1, 1.5, "take until app.py:7"),
            state(StateKind.UNTRACED, 1.5, 2),
            name="main()", group="event loop of MainThread", calls=3, value="'done'",
        ),
        lane(
            state(StateKind.RUNNING, 0.25, 0.5, "runs"),
            Stretch((StateKind.RUNNING, StateKind.READY, StateKind.WAITING), 500_000_000, SECOND, 1_200, 30_000_000),
            Stretch((StateKind.HOLDING, StateKind.RUNNING), SECOND, 1_250_000_000, 2, 240_000_000),
            Stretch((StateKind.READY, StateKind.WAITING), 1_250_000_000, 1_251_000_000, 0, 0),
            state(StateKind.WAITING, 1.251, 1.3, "too long for the little room that there is"),
            state(StateKind.WAITING, 1.3, 1.45, "too long for the room that there is"),
            name='say "hello"', ending=Ending.RAISED, value="ValueError('no')",
        ),
        lane(
            state(StateKind.IN_CALL, 0, 1, "inner()", "middle()"),
            Stretch((StateKind.IN_CALL, StateKind.UNTRACED), SECOND, 2 * SECOND, 0, 0),
            name="thread Pool", of_thread=True, ending=Ending.RUNNING,
        ),
        lane(state(StateKind.WAITING, 0, 2, "x" * 150), ending=Ending.CANCELLED),
        lane(state(StateKind.WAITING, 0, 0.001, "x"), ending=Ending.TIMED_OUT),
    ),
    2 * SECOND,
    _SHORTEST,
    ("of the trace",),
    LanePage(2, 3),
)  # fmt: skip
