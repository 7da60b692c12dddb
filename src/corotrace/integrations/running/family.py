"""The program's process and its children: what each is to know, and whose child each is."""

import json
import os
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from corotrace.recording import innermost

#: The first process, as its children name it.
PROGRAM = "program"
_RULES = "family.json"
_HOME = str(Path(__file__).parents[3])


@dataclass(frozen=True)
class Rules:
    """What is recorded, in each process alike.

    Args:
        roots: where the program's own code is.
        include: patterns of functions, as in `Own`.
        exclude: patterns of functions.
        sync: whether plain functions are traced, too.
        title: that of the trace.
        values: what is shown of values, as in `record`.
    """

    roots: list[str]
    include: list[str]
    exclude: list[str]
    sync: bool
    title: str
    values: str

    def write(self, folder: Path) -> None:
        """Leave them for the children."""
        (folder / _RULES).write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Rules":
        """Read them in a child.

        Raises:
            OSError: they are not there any more; the program is over.
        """
        return cls(**json.loads((folder / _RULES).read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Birth:
    """How a child came to be; the name of its file says so.

    Args:
        identity: no other process of the family has it.
        parent: the identity of the process that started it.
        time: when that was, by the clock of events.
        forked: whether its memory began as a copy of the parent's: calls of the parent are known by their numbers.
        call: else, the number of the parent's call that started it for itself, if there is one.
    """

    identity: str
    parent: str
    time: int
    forked: bool
    call: int | None = None

    @property
    def file_name(self) -> str:
        """The name of the file of the process."""
        how = "fork" if self.forked else "start" if self.call is None else str(self.call)
        return f"{self.identity}_{self.parent}_{self.time}_{how}.jsonl"

    @classmethod
    def of_file(cls, path: Path) -> "Birth":
        """Read it from the path of the file."""
        identity, parent, when, how = path.stem.split("_")
        return cls(identity, parent, int(when), how == "fork", int(how) if how.isdecimal() else None)

    @property
    def pid(self) -> int:
        """The number that the system gave to the process."""
        return int(self.identity.partition("-")[0])


@dataclass
class Member:
    """What this process is in the family.

    Args:
        folder: where the files of the children are.
        identity: that of this process.
    """

    folder: Path
    identity: str = PROGRAM

    def path_in_fork(self) -> Path:
        """In a process that has been forked from this one: its file. It is this process from now on."""
        birth = Birth(_new_identity(), self.identity, time.perf_counter_ns(), forked=True)
        self.identity = birth.identity
        return self.folder / birth.file_name

    def path_of_jobs(self) -> Path:
        """Where this process says for whom it works: its own number of a call, then whose call that is, and when."""
        return self.folder / f"{self.identity}.jobs"

    def greeting(self, *, caller_is_known: bool) -> str:
        """What a process that is about to be started is told, for the environment.

        Args:
            caller_is_known: whether what it does is done for the innermost call of this context.
        """
        call = innermost() if caller_is_known else None
        told = [str(self.folder), self.identity, time.perf_counter_ns(), None if call is None else call.number]
        return "\n".join((environment_of_python(), _HOME, json.dumps(told)))

    @classmethod
    def greeted(cls, told: str) -> tuple["Member", Path]:
        """Be the process that was told so.

        Returns:
            It, and its file.
        """
        folder, parent, when, call = json.loads(told)
        birth = Birth(_new_identity(), parent, when, forked=False, call=call)
        member = cls(Path(folder), birth.identity)
        return member, member.folder / birth.file_name


def environment_of_python() -> str:
    """Which Python this is, and which packages it has: `startup/sitecustomize.py` asks for the same."""
    return f"{sys.version} {sys.prefix}".replace("\n", " ")


def _new_identity() -> str:
    return f"{os.getpid()}-{time.perf_counter_ns()}"
