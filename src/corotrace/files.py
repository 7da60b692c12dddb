"""Files that are written whole or not at all."""

import secrets
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
    target = path.resolve()  # a link stays a link
    temporary = target.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(content)
        if target.exists():
            temporary.chmod(target.stat().st_mode)
        temporary.replace(target)
    except OSError as error:
        raise StorageError(f"cannot write {str(path)!r}: {error.strerror or error}{advice(path)}") from error
    finally:
        temporary.unlink(missing_ok=True)


def advice(path: Path) -> str:
    """What to do where a file cannot be written, as the end of a sentence, if that is known."""
    if path.is_dir():
        return "; name a file in it"
    return "" if path.parent.exists() else f"; create the directory {str(path.parent)!r} first"
