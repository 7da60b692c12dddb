"""A process of the family begins to be recorded: the program's own, one that is started, or one that is forked."""

import atexit
from pathlib import Path

from corotrace.integrations.running.family import Member, Rules
from corotrace.integrations.running.jobs import link_jobs
from corotrace.integrations.running.launching import record_children
from corotrace.integrations.running.purpose import works_for_caller
from corotrace.recording import MAX_MESSAGE, MAX_VALUE, FamilyBounds, Recorder, leave_parent, read_policy


def record_family(member: Member, rules: Rules, spool: Path, *, is_child: bool) -> None:
    """Record this process until it ends, and its children.

    Args:
        member: this process.
        rules: what is recorded.
        spool: the file of this process.
        is_child: whether it is not the program's own process.
    """
    policy = read_policy(rules.values, (), MAX_VALUE, MAX_MESSAGE)  # type: ignore[arg-type]
    bounds = FamilyBounds(spool=spool, path_in_child=lambda: _forked(member), is_child=is_child)
    recorder = Recorder(rules.title, policy=policy, bounds=bounds)
    recorder.start()

    def stop() -> None:
        recorder.stop()
        recorder.close()

    # it is called after all that the program registers, when its threads have ended; in forked processes too
    atexit.register(stop)
    record_children(member, recorder)
    link_jobs(member, recorder)


def _forked(member: Member) -> Path:
    leave_parent(caller_is_known=works_for_caller())
    return member.path_in_fork()
