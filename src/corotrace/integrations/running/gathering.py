"""What the processes of a program have left, as one trace."""

from pathlib import Path

from corotrace.errors import StorageError
from corotrace.integrations.running.family import Birth
from corotrace.integrations.running.merging import Job, Process, merge
from corotrace.recording import is_held
from corotrace.trace import Trace


def gather(program: Trace, folder: Path) -> Trace:
    """Merge the recording of the program's own process with those of its children.

    Args:
        program: that recording.
        folder: where the files of the children are.

    Returns:
        The merged trace; where no child has recorded anything, the recording as it is.
    """
    children = [process for path in folder.glob("*.jsonl") if (process := _read(path)) is not None]
    own = Process(None, program.events, program.header.pid)
    events = merge(own, children)
    if not any(child.number for child in children):
        return program
    return Trace(program.header, lambda: events)


def _read(path: Path) -> Process | None:
    birth = Birth.of_file(path)
    jobs = _read_jobs(path.with_name(f"{birth.identity}.jobs"))
    goes_on = is_held(path)  # asked before the file is read
    try:
        return Process(birth, Trace.load(path).events, birth.pid, jobs, goes_on=goes_on)
    except StorageError:
        return None  # it was killed when it had begun to write the first line


def _read_jobs(path: Path) -> dict[int, Job]:
    if not path.exists():
        return {}
    lines = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    return {
        int(number): Job(identity, None if call == "-" else int(call), int(time))
        for number, identity, call, time in lines
    }
