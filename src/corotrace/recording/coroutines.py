"""Runs traced coroutines."""

from collections.abc import Callable, Coroutine, Mapping
from threading import get_ident
from types import CoroutineType
from typing import Any

from corotrace.recording.call import begin, end_raised, end_returned
from corotrace.recording.disguise import in_the_name_of
from corotrace.recording.driver import drive_on
from corotrace.recording.log import RETURNED
from corotrace.recording.place import task_in
from corotrace.recording.recorder import Recorder, fail, keep_bounds
from corotrace.recording.running import RunningCall, call_numbers, current
from corotrace.recording.subject import Subject, owner_of
from corotrace.recording.values import LARGE

Runner = Callable[[tuple[Recorder, ...], Any, Any, tuple[Any, ...], Mapping[str, Any]], Coroutine[Any, Any, Any]]


def runner_of(subject: Subject) -> Runner:
    """Make the coroutine function that runs in the place of the user's.

    Most calls begin inside of another coroutine of their task and return. What is recorded of them is written out here,
    and not in functions of its own: a function's call costs a tenth of what the limit is, tests/benchmarks/overhead.py.

    Args:
        subject: the user's function.

    Returns:
        A function of the recorders, the function, the object that it is bound to, and its arguments.
    """
    mark, plain, plain_method = subject.mark, subject.plain, subject.plain_method

    async def run(
        recorders: tuple[Recorder, ...], function: Any, instance: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> Any:
        call: RunningCall
        standing = current.get()
        before = standing[0] if isinstance(standing, tuple) else standing
        if not (
            (plain if instance is None else plain_method)
            and not kwargs
            and before is not None
            and before.recorders is recorders
            and type(before.coroutine) is CoroutineType
            and before.coroutine.cr_running
            and (root := before.root) is not None
            and root.thread == get_ident()
            and root.loop is not None
            and root.task is task_in(root.loop)
            and len(recorders) == 1
            and recorders[0].policy.quick
        ):
            call = root = begin(subject, recorders, instance, args, kwargs)
            try:
                coroutine = call.coroutine = function(*args, **kwargs)
                # the program may drop its arguments before the call is over
                del function, instance, args, kwargs
                if call.root is not call or not issubclass(type(coroutine), Coroutine):
                    result = await coroutine
                else:
                    try:
                        yielded = coroutine.send(None)
                    except StopIteration as finished:
                        result = finished.value
                    else:
                        driven = drive_on(root, coroutine, yielded)
                        del yielded
                        result = await driven
            except BaseException as error:
                end_raised(call, error)
                raise
            end_returned(root, result)
            return result

        recorder = recorders[0]
        call = RunningCall()
        call.number = number = call_numbers()
        call.recorders = recorders
        call.before = before
        call.root = root
        try:
            owner = None if instance is None else owner_of(instance)
            kept = args
            for value in args:
                if type(value) is not int or not -LARGE < value < LARGE:
                    kept = tuple(map(recorder.policy.keep, args))
                    break
            # one tuple with *kept in it takes twice as long to build
            recorder.write((mark, recorder.clock(), number, before.number, root.place, owner) + kept)  # noqa: RUF005
            if not number & 255:
                keep_bounds()
        except Exception as error:  # noqa: BLE001 - the program must not notice
            fail(recorders, error)
        current.set(call)
        try:
            coroutine = call.coroutine = function(*args)
            del function, instance, args, kwargs
            result = await coroutine
        except BaseException as error:
            end_raised(call, error)
            raise
        try:
            shown = None if result is None else recorder.policy.keep(result)
            recorder.write((RETURNED, recorder.clock(), number, shown))
        except Exception as error:  # noqa: BLE001 - the program must not notice
            fail(recorders, error)
        standing = current.get()
        if standing is call or (isinstance(standing, tuple) and standing[0] is call):
            current.set((before, number))
        call.before = call.root = call.coroutine = None
        return result

    return in_the_name_of(subject.code, subject.name, subject.qualname, run)
