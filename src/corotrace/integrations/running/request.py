"""What the process that runs the program is told."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Request:
    """A program, and what is to be recorded of it.

    Args:
        target: the path of a script, directory or archive, or the name of a module.
        arguments: those of the program.
        is_module: whether `target` is the name of a module.
        spool: the file that events go to.
        title: that of the trace.
        values: what is shown of values, as in `record`.
        include: patterns of functions, as in `Own`.
        exclude: patterns of functions.
        sync: whether plain functions are traced, too.
        blocked_signals: the signals that the program's main thread is to block.
        family: where the files of child processes are to be; None where they are not recorded.
    """

    target: str
    arguments: list[str]
    is_module: bool
    spool: str
    title: str
    values: str
    include: list[str]
    exclude: list[str]
    sync: bool
    blocked_signals: list[int]
    family: str | None

    def write(self, path: Path) -> None:
        """Write it to a file."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> "Request":
        """Read it from a file."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))
