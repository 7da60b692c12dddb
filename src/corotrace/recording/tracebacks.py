"""Tracebacks that read as if nothing were traced."""

from types import CodeType

#: The code of corotrace's own frames between a caller and a traced function.
own_code: set[CodeType] = set()


def hide_own_frames(error: BaseException) -> None:
    """Take corotrace's frames off the outer end of a traceback: it reads as if nothing were traced."""
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_frame.f_code in own_code:
        traceback = traceback.tb_next
    error.__traceback__ = traceback
