"""Files that are written whole or not at all."""

import os
import tempfile
from pathlib import Path

from corotrace.errors import StorageError


def write_whole(path: Path, content: bytes) -> None:
    """Write a file: first beside its place, then renamed, so that nobody ever sees half of it.

    Args:
        path: where it is to stand; what stands there is replaced.
        content: all of it.

    Raises:
        StorageError: it cannot be written there; what stood there is untouched.
    """
    temporary = None
    try:
        mode = path.stat().st_mode if path.exists() else 0o666 & ~_umask()
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise StorageError(f"cannot write {str(path)!r}: {error.strerror or error}{_advice(path)}") from error


def _advice(path: Path) -> str:
    return "" if path.parent.is_dir() else f"; create the directory {str(path.parent)!r} first"


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
