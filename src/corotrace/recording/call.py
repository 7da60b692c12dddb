"""What is recorded of a call: it begins, gives items and goes on if it is a generator, and ends."""

import asyncio
import sys
from collections.abc import Mapping
from itertools import chain
from types import FrameType
from typing import Any

from corotrace.events import Outcome
from corotrace.recording import identity
from corotrace.recording.audiences import audiences_of, audiences_of_call
from corotrace.recording.jobs import job_of
from corotrace.recording.log import CONTINUED, ENDED, ITEM, RETURNED, STARTED
from corotrace.recording.outcomes import check_raised
from corotrace.recording.place import is_made_of, is_made_of_closing, running_task
from corotrace.recording.recorder import Recorder, emit, emit_with_caller, fail
from corotrace.recording.running import RootCall, RunningCall, call_numbers, current, innermost
from corotrace.recording.subject import Subject, owner_of
from corotrace.recording.submissions import submitted_by
from corotrace.recording.tracebacks import hide_own_frames
from corotrace.recording.trio_tasks import is_cancellation
from corotrace.recording.turns import end_turn
from corotrace.recording.waiters import NOBODY, Waiters, waiters_of


def begin(
    subject: Subject,
    recorders: tuple[Recorder, ...],
    instance: object,
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any],
) -> RootCall:
    """Record that a call begins, and make it the innermost one of this context.

    Args:
        subject: the function.
        recorders: who records it.
        instance: the object that it is bound to, or None.
        args: its positional arguments.
        kwargs: its arguments by name.

    Returns:
        The call. Where the recorder fails, nothing more is recorded of it, and the program goes on.
    """
    call = RootCall(call_numbers(), recorders)
    try:
        task = call.enter(current.get())
        job = _entry(call, task, subject, sys._getframe(1)) if call.root is call else None
        plain = subject.plain and instance is None and call.entry is None and job is None and not kwargs
        call.audiences = audiences_of(recorders, subject.options)
        if subject.is_init and identity.owners.may_be_another(instance) and subject.is_init_of(instance):
            identity.owners.made(instance)
        for policy, recording in call.audiences:
            if plain and call.since is None and policy.quick and len(args) <= subject.harmless:
                emit_with_caller(
                    recording, subject.mark, call.number, call.parent, call.place, None, *map(policy.keep, args)
                )  # fmt: skip
                continue
            bound, rest = subject.bind(instance, args)
            participant, label = subject.names(policy, bound, rest, kwargs)
            special = _special(call.entry is not None, job, participant, label)
            emit_with_caller(
                recording, STARTED, call.number, call.parent, call.since, subject.fact, call.place, owner_of(bound),
                special, *chain.from_iterable(subject.arguments(policy, bound, rest, kwargs)),
            )  # fmt: skip
        current.set(call)
    except Exception as error:  # noqa: BLE001 - the program must not notice
        fail(recorders, error)
        call.root = None
    return call


#: What most calls that are all of their task have of their own: one object for all of them.
_ENTRY = (True, None, None, None)


def _special(
    entry: bool, job: tuple[int, bool] | None, participant: str | None, label: str | None
) -> tuple[Any, ...] | None:
    """What few calls have of their own; None for the others, since a record is to be small."""
    if job is None and participant is None and label is None:
        return _ENTRY if entry else None
    return entry, job, participant, label


def _entry(call: RootCall, task: Any, subject: Subject, frame: FrameType) -> tuple[int, bool] | None:
    """Find out whether the outermost call is all of its task or of its job, and who made that.

    Returns:
        The number of the job, and whether it has the context of its caller; None outside of a job.
    """
    if task is not None:
        call.entry = task if is_made_of(task, frame) else None
        return None
    found = job_of(frame, subject.code)
    if found is None:
        return None
    job, is_all_of_it = found
    call.entry = job if is_all_of_it else None
    if call.parent is not None:
        return identity.jobs.of(job), True
    call.parent, call.since = submitted_by(job)
    return identity.jobs.of(job), False


def end_returned(call: RootCall, result: object) -> None:
    """Record that a call returned."""
    try:
        if call.root is call:
            end_turn(call)
        waiters = None if call.entry is None else waiters_of(call.entry)
        for policy, recording in call.audiences:
            if waiters is None:
                emit(recording, RETURNED, call.number, policy.keep(result))
            else:
                emit(recording, ENDED, call.number, Outcome.RETURNED, policy.keep(result), waiters)
    except Exception as error:  # noqa: BLE001 - the program must not notice
        fail(call.recorders, error)
    _leave(call)


def end_raised(call: RunningCall, error: BaseException) -> None:
    """Record that a call raised, was cancelled or was closed, and take corotrace's frames off the traceback."""
    try:
        if type(call) is RootCall and call.root is call:
            end_turn(call, error.__traceback__)
        check_raised(call, error)
        outcome, waiters = _outcome(call, error), _waiters(call)
        for policy, recording in audiences_of_call(call):
            emit(recording, ENDED, call.number, outcome, policy.keep_error(error), waiters)
        hide_own_frames(error)
    except Exception as fault:  # noqa: BLE001 - the program must not notice
        fail(call.recorders, fault)
    _leave(call)


def yield_item(call: RootCall, item: object) -> None:
    """Record that a generator gives an item; what goes on in this context is its consumer's then."""
    moment = call_numbers()
    try:
        if call.root is call:
            end_turn(call)
        for policy, recording in call.audiences:
            emit(recording, ITEM, call.number, moment, policy.keep(item))
    except Exception as error:  # noqa: BLE001 - the program must not notice
        fail(call.recorders, error)
    _pause(call, moment)


def go_on(call: RootCall, request: str, *sent: object) -> None:
    """Record that a generator is asked to go on, by the innermost call of this context.

    Args:
        call: the generator's call.
        request: the method that asks.
        sent: what it hands over.
    """
    try:
        inner, task, moment = innermost(), running_task(), call_numbers()
        # the loop closes a forgotten generator in a task of its own, whose context is anybody's
        forgotten = is_made_of_closing(task) and not (inner and inner.root and inner.root.task is task)
        call.enter(None if forgotten else current.get())
        for policy, recording in call.audiences:
            asked = (request, *map(policy.keep, sent)) if sent else request  # a record is to be small
            fields = (moment, call.place, asked) if call.since is None else (moment, call.place, asked, call.since)
            emit_with_caller(recording, CONTINUED, call.number, call.parent, *fields)
        current.set((call, moment))
    except Exception as error:  # noqa: BLE001 - the program must not notice
        fail(call.recorders, error)


def _waiters(call: RunningCall) -> Waiters:
    return waiters_of(call.entry) if type(call) is RootCall and call.entry is not None else NOBODY


def _leave(call: RunningCall) -> None:
    _pause(call, call.number)
    # contexts that were copied meanwhile still hold the call: let go of all that it holds
    call.coroutine = call.wait = None
    if type(call) is RootCall:
        call.entry = None


def _pause(call: RunningCall, moment: int) -> None:
    # Restored by value and only if it is still ours: a coroutine may be closed in another context than it ran in.
    if innermost() is call:
        before = call.before
        if type(call) is RootCall and before is not None and before.root is None:
            before = call.parent  # one that is stepped by hand may have ended since
        current.set((before, moment))
    call.before = call.root = None
    if type(call) is RootCall:
        call.parent = call.task = call.loop = None


def _outcome(call: RunningCall, error: BaseException) -> Outcome:
    kind = type(error)  # isinstance() would ask the exception's own __class__
    if issubclass(kind, asyncio.CancelledError) or is_cancellation(error):
        limit = call.root and call.root.time_limit
        return Outcome.TIMED_OUT if limit and limit() is error else Outcome.CANCELLED
    if issubclass(kind, GeneratorExit):
        return Outcome.CLOSED
    return Outcome.RAISED
