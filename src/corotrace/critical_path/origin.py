"""When a call was made that began where no other one was open."""

from corotrace.critical_path.causes import Causes
from corotrace.critical_path.courses import Course
from corotrace.events import Call, CallContinued, CallStarted


def is_one_after_the_other(call: Call, course: Course, at: int) -> bool:
    """Whether the call before, in the same course, was over before this one was begun by the same code.

    Args:
        call: it.
        course: where it began.
        at: the moment when it did.
    """
    if not at:
        return False
    place, before = course.place, course.moments[at - 1].inner
    if place.task is not None or place.loop is not None:
        return place.task is not None
    job = call.started.job
    return call.parent is None or (job is not None and before is not None and before.started.job == job)


def made_before(event: CallStarted | CallContinued, maker: Call, course: Course, causes: Causes) -> int:
    """The first moment of its maker's course before which a call was made for certain, or that it began before.

    In the thread of its maker, it cannot begin before that gives the thread back.

    Args:
        event: it began.
        maker: who made it.
        course: where that was.
        causes: knows who waited for it, if it is a job.
    """
    if isinstance(event, CallStarted) and event.parent is None:  # a job, whose maker is known because it waits for it
        waits = causes.waits_for_job.get(event.job or 0)
        return course.first_after((event.seq if waits is None else min(waits.seq, event.seq)) - 1)
    moments = course.moments
    at = course.first_after(maker.started.seq if event.since is None else event.since)
    while moments[at].suspended is not None and moments[at].event.seq < event.seq:
        at += 1
    while event.place.thread == course.place.thread and moments[at].event.seq < event.seq:
        following = moments[at + 1]
        if following.inner is None or following.suspended is not None:
            break
        at += 1
    return at
