"""Interactions that every emitter of diagrams is tested with."""

from corotrace.diagram import (
    Activation,
    CallMessage,
    CombinedFragment,
    Ending,
    Finish,
    FragmentEnd,
    Interaction,
    InteractionOperator,
    MessageSort,
    Note,
    Operand,
    Page,
    Participant,
    ReplyMessage,
    Silence,
    Spread,
)


def _every_element() -> Interaction:
    one, other = Participant(1, "one", "MainThread"), Participant(2, 'the "other"', "Thread-1 (run)")
    first, second, third = Activation(1, one), Activation(2, other), Activation(3, other)
    elements = (
        CallMessage(MessageSort.SYNCH_CALL, None, one, "main()", first),
        CallMessage(MessageSort.ASYNCH_CALL, one, other, "work('AAA', n=3)", second),
        CallMessage(MessageSort.SYNCH_CALL, None, other, "found()", third),
        CallMessage(MessageSort.SYNCH_CALL, one, other, "joins the bar"),
        Silence(1_000_000_000),
        Note("한국어 [STEP]", one),
        Note("over all of them"),
        ReplyMessage(other, None, Ending.CLOSED, "GeneratorExit()", 2_000_000, (third,)),
        ReplyMessage(other, one, Ending.TIMED_OUT, "timed out", 2_000_000),
        ReplyMessage(other, one, Ending.CANCELLED, "CancelledError()", 1_000_000_000, (second,)),
        CallMessage(MessageSort.SYNCH_CALL, one, other, "again", second),
        CallMessage(MessageSort.SYNCH_CALL, other, other, "inner", third),
        Silence(2_000_000_000),
        Note("a note is no message", one),
        Finish(other, Ending.RETURNED, "None", 5_000, (third, second)),
        CallMessage(MessageSort.SYNCH_CALL, one, other, "again", second),
        Finish(other, Ending.RAISED, "ValueError('no')", 5_000),
        Finish(other, Ending.RUNNING, "still running", 5_000, (second,)),
        ReplyMessage(one, None, Ending.RAISED, "ValueError('no')", 1_000_000_000, (first,)),
    )
    return Interaction("%date() of <b>it</b>", (one, other), elements)


def _second_page() -> Interaction:
    one, other = Participant(1, "one"), Participant(2, "other")
    first, second, third = Activation(1, one), Activation(2, other), Activation(3, other)
    elements = (
        Finish(other, Ending.RETURNED, "None", 5_000, (third,)),
        ReplyMessage(other, one, Ending.CANCELLED, "CancelledError()", 1_000_000_000, (second,)),
        CallMessage(MessageSort.SYNCH_CALL, one, other, "again", second),
    )
    page = Page(2, 3, open=(first, second, third), beside=1200)
    remarks = ("412 of 500 calls left out: depth 3", "10 of 88 calls left out: without *.%date()")
    return Interaction("", (one, other), elements, remarks, page)


def _frames() -> Interaction:
    one, other = Participant(1, "one"), Participant(2, "other")
    par, loop = CombinedFragment(1, InteractionOperator.PAR), CombinedFragment(2, InteractionOperator.LOOP)
    bar, spread = Activation(1, other), Spread(1_000_000_000, 1_200_000_000, 2_000_000_000)
    repeated = (
        CallMessage(MessageSort.SYNCH_CALL, one, other, "work(0 … 8)", bar),
        Silence(1_000_000_000, 2_000_000_000),
        ReplyMessage(other, one, Ending.RETURNED, "", spread, (bar,)),
    )
    elements = (
        Operand(loop, "", (9, 9), spread, continued=True),
        *repeated,
        FragmentEnd(loop),
        Operand(par, "asyncio.gather", (1200, 1300)),
        Operand(loop, "", (2, 2)),
        *repeated,
        FragmentEnd(loop),
        Operand(par, "a_name_that_is_broken_where_it_is_alone"),
        *repeated,
        Operand(par),
        Finish(one, Ending.RETURNED, "None", spread),
        FragmentEnd(par),
    )
    return Interaction("", (one, other), elements)


#: All that there is but frames.
EVERY_ELEMENT = _every_element()
SECOND_PAGE = _second_page()
FRAMES = _frames()
