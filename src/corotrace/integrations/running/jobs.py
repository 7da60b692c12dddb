"""What is given to another process to do says for which call, so that it is known there who calls."""

import contextlib
import time
from functools import wraps
from typing import Any

from corotrace.integrations.running.family import Member
from corotrace.integrations.running.loading import decorate_in_library
from corotrace.integrations.running.purpose import works_for_caller
from corotrace.recording import Recorder, innermost, stand_in, work_for

_TOLD = "_corotrace_submitted"


def link_jobs(member: Member, recorder: Recorder) -> None:
    """Have the jobs of ``ProcessPoolExecutor`` say who submitted them, and processes of a fork server who started them.

    Args:
        member: this process.
        recorder: its recorder.
    """
    #: By the address of a job's keyword arguments, which are an object of its own: who submitted it, and when.
    submitted: dict[int, tuple[int | None, int]] = {}

    def note_submitter(work_item: Any) -> Any:
        original = work_item.__init__

        def __init__(self: Any, *parts: Any, **more: Any) -> None:  # noqa: N807
            original(self, *parts, **more)
            call = innermost()
            with contextlib.suppress(AttributeError):  # of a Python to come
                submitted[id(self.kwargs)] = None if call is None else call.number, time.perf_counter_ns()

        work_item.__init__ = __init__
        return work_item

    def carry_submitter(call_item: Any) -> Any:
        original = call_item.__init__

        def __init__(self: Any, *parts: Any, **more: Any) -> None:  # noqa: N807
            original(self, *parts, **more)
            told = submitted.pop(id(getattr(self, "kwargs", None)), None)
            if told is not None:
                setattr(self, _TOLD, (member.identity, *told))

        def __setstate__(self: Any, state: dict[str, Any]) -> None:  # noqa: N807 - a worker gets the job
            told = state.pop(_TOLD, None)
            vars(self).update(state)
            if told is None:
                work_for(None)
            else:
                _take_job(member, recorder, *told)

        call_item.__init__, call_item.__setstate__ = __init__, __setstate__
        return call_item

    def send_caller(get_preparation_data: Any) -> Any:
        def get_data(name: Any) -> Any:
            data = get_preparation_data(name)
            call = innermost() if works_for_caller() else None
            if call is not None:
                data[_TOLD] = member.identity, call.number, time.perf_counter_ns()
            return data

        return wraps(get_preparation_data)(get_data)

    def receive_caller(prepare: Any) -> Any:
        def prepare_process(data: Any) -> None:
            if _TOLD in data:
                _take_job(member, recorder, *data.pop(_TOLD))
            prepare(data)

        return wraps(prepare)(prepare_process)

    decorate_in_library("multiprocessing.spawn", {"get_preparation_data": send_caller, "prepare": receive_caller})
    decorate_in_library("concurrent.futures.process", {"_WorkItem": note_submitter, "_CallItem": carry_submitter})


def _take_job(member: Member, recorder: Recorder, lender: str, call: int | None, when: int) -> None:
    """Work for a call of another process from now on, or for what is no call there."""
    here = stand_in((recorder,))
    with contextlib.suppress(OSError), member.path_of_jobs().open("a", encoding="utf-8") as jobs:
        jobs.write(f"{here.number} {lender} {'-' if call is None else call} {when}\n")
    work_for(here)
