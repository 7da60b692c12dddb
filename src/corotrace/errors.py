"""What can go wrong, each with one clear sentence: what was wrong, where, and what to do."""


class CorotraceError(Exception):
    """The root of every error that corotrace raises on purpose."""


class UsageError(CorotraceError, ValueError):
    """corotrace was asked for something that it cannot do: an unknown suffix, a bad template, an empty trace."""


class NotTraceableError(CorotraceError, TypeError):
    """``@traced`` was put on something whose calls cannot be recorded."""


class StorageError(CorotraceError, OSError):
    """A file could not be written or read, or what it holds is not a trace."""


class RenderError(CorotraceError):
    """An engine did not turn a diagram's text into a whole picture.

    Args:
        message: what happened, and what to do about it.
        line: the 1-based line of the PlantUML text that the engine refused, where it named one.
    """

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


class RendererNotFoundError(RenderError):
    """No engine is there that could draw the picture; the message names the command that brings one."""
