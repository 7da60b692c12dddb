"""What an event refers to: the function, where it lives, whose method it is, and where it ran."""

from dataclasses import dataclass

#: What Python calls the thread that a process begins with.
MAIN = "MainThread"


@dataclass(frozen=True, slots=True)
class Function:
    """A function whose calls are recorded, or library code that a call waited for.

    Args:
        module: the dotted name of its module.
        qualname: its name within the module, such as ``Shop.buy``.
        library: whether it belongs to Python or to an installed package, not to the user's own code.
        file: the path of the source file, where there is one.
        line: the 1-based line where its definition begins, where it is known.
        generator: whether it is a generator function, async or not, whose calls go step by step.
    """

    module: str
    qualname: str
    library: bool = False
    file: str | None = None
    line: int | None = None
    generator: bool = False

    @property
    def name(self) -> str:
        """The last part of the qualified name."""
        return self.qualname.rpartition(".")[2]

    @property
    def local_name(self) -> str:
        """The qualified name within the function in which it is defined, if it is defined in one."""
        return self.qualname.rpartition("<locals>.")[2]

    @property
    def full_name(self) -> str:
        """The module and the qualified name, such as ``app.shop.Shop.buy``."""
        return f"{self.module}.{self.qualname}"


@dataclass(frozen=True, slots=True)
class Owner:
    """The object whose method was called; ``number`` tells objects of one type apart, 0 is the class itself."""

    type: str
    number: int


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument as text; ``name`` is None for one that is written by its position."""

    text: str
    name: str | None = None

    def __str__(self) -> str:
        return self.text if self.name is None else f"{self.name}={self.text}"


@dataclass(frozen=True, slots=True)
class Task:
    """A task of an event loop, by a number that no other task of the trace has."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread, by a number that no other thread of the trace has.

    Args:
        number: that number.
        name: what the program calls it.
        process: the number of its process, where the trace has several; the program's own is 1.
    """

    number: int
    name: str
    process: int | None = None

    @property
    def shown(self) -> str:
        """What it is called in a diagram: where there are several processes, by that."""
        if self.process is None:
            return self.name
        return f"process {self.process}" if self.name == MAIN else f"process {self.process}, {self.name}"


#: Those of a thread, an event loop and a task.
PlaceNumbers = tuple[int, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a call ran.

    Args:
        thread: the thread.
        loop: the number of the event loop that ran it, or None outside one.
        task: the task that ran it, or None outside one.
    """

    thread: Thread
    loop: int | None = None
    task: Task | None = None

    @property
    def task_number(self) -> int | None:
        """The number of the task, or None outside one."""
        return None if self.task is None else self.task.number

    @property
    def numbers(self) -> PlaceNumbers:
        """What tells places apart quickly; callbacks of one event loop share theirs."""
        return self.thread.number, self.loop, self.task_number

    def is_with(self, other: "Place") -> bool:
        """Whether it is the same task and thread as another place."""
        return self.task == other.task and self.thread == other.thread


@dataclass(frozen=True, slots=True)
class Wait:
    """What a suspended call waits for.

    Args:
        number: the same for every suspension inside one and the same awaitable.
        function: the library coroutine that is awaited, or the kind of future.
        arguments: the arguments of that coroutine.
        owner: the object whose method the coroutine is, if it is one.
        joins: numbers of the tasks whose end is waited for.
        jobs: numbers of the jobs of thread pools whose end is waited for.
    """

    number: int
    function: Function
    arguments: tuple[Argument, ...] = ()
    owner: Owner | None = None
    joins: tuple[int, ...] = ()
    jobs: tuple[int, ...] = ()
