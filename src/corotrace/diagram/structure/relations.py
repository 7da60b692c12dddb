"""How acts and strands stand to those who made them."""

from corotrace.diagram.structure.courses import Act, Join, Strand


def runs_elsewhere(act: Act) -> bool:
    """Whether an act runs in another task or thread than its caller, as far as every Python version agrees."""
    strand = act.course.of
    if act.caller is None:
        return act.begun.elsewhere
    return isinstance(strand, Strand) and not _is_as_good_as_a_call(strand)


def answers(act: Act) -> bool:
    """Whether the result of an act goes back to its caller, or out of the diagram where there is none."""
    if act.ended is None or not runs_elsewhere(act):
        return act.ended is not None
    strand, caller = act.course.of, act.caller
    if caller is None:
        return False
    assert isinstance(strand, Strand)  # noqa: S101 - it runs elsewhere
    waits = not outlives(strand, strand.join) if strand.join is not None else is_run_to_its_end(strand)
    return waits and act.started is act.begun and act.started.entry


def outlives(strand: Strand, join: Join) -> bool:
    """Whether a strand goes on when its maker waits for it no more."""
    last = strand.last.ended
    return join.ended is not None and (last is None or last.seq > join.ended)


def is_run_here(strand: Strand) -> bool:
    """Whether its event loop is run, in its own thread, by its maker: nothing of it goes on when that does."""
    caller = strand.caller
    if strand.place.loop is None or strand.kind == "closing":
        return False
    return caller is None or (caller.begun.place.loop is None and caller.begun.place.thread == strand.place.thread)


def is_run_to_its_end(strand: Strand) -> bool:
    """Whether its event loop is run until it is done, and no longer."""
    blocked = getattr(strand.last.ended, "blocked", ())
    return is_run_here(strand) and strand.place.thread.number in blocked


def name_of(join: Join) -> str:
    """What joins."""
    function = join.wait.wait.function
    return f"{function.module}.{function.qualname.removesuffix('.__aexit__')}"


def _is_as_good_as_a_call(strand: Strand) -> bool:
    """Whether ``wait_for`` waits for it: before Python 3.12 that makes a task of what is a call from then on."""
    join = strand.join
    return join is not None and strand.kind == "task" and len(join.strands) == 1 and name_of(join) == "asyncio.wait_for"
