"""Recordings at once may differ in what they keep of values: those that keep the same are one audience."""

from corotrace.recording.recorder import Recorder
from corotrace.recording.running import Audience, RootCall, RunningCall
from corotrace.recording.values import Options


def audiences_of(recorders: tuple[Recorder, ...], options: Options | None = None) -> tuple[Audience, ...]:
    """The recorders by their policies; what is kept of a value is worked out once for each.

    Args:
        recorders: who records.
        options: what the called function's own decorator says.
    """
    if options is None and len(recorders) == 1:
        return recorders[0].alone
    policies = dict.fromkeys(recorder.policy for recorder in recorders)
    return tuple(
        (policy.joined(options), tuple(recorder for recorder in recorders if recorder.policy is policy))
        for policy in policies
    )


def audiences_of_call(call: RunningCall) -> tuple[Audience, ...]:
    """The audiences of a call; one that has taken the short way has one recorder, and a function without options."""
    return call.audiences if type(call) is RootCall else call.recorders[0].alone
