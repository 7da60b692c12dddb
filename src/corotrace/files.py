"""Files that are written whole or not at all."""

import contextlib
import errno
import os
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
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
    _write_all({path: content})


def write_pages(path: Path, pages: Sequence[bytes]) -> tuple[Path, ...]:
    """Write a file, or one for each page: ``trace.png``, ``trace-page-2.png``, ``trace-page-3.png`` and so on.

    Files of that name with higher numbers, which are of an earlier time, are removed.

    Args:
        path: where the first page is to stand.
        pages: the content of each, at least one.

    Returns:
        Where they stand.

    Raises:
        StorageError: they cannot be written there.
    """
    paths = (path, *(path.with_stem(f"{path.stem}-page-{number}") for number in range(2, len(pages) + 1)))
    # the first page at last: whoever finds it finds the others too
    _write_all(dict(reversed(list(zip(paths, pages, strict=True)))))
    number = re.compile(re.escape(path.stem) + r"-page-([1-9]\d*)" + re.escape(path.suffix))
    for other in tuple(path.parent.iterdir()):
        found = number.fullmatch(other.name)
        if found and int(found[1]) > len(pages):
            with naming(other):
                other.unlink(missing_ok=True)
    return paths


def require_place(path: Path) -> None:
    """Make sure that a file can be written, long before it is; nothing is left there.

    Args:
        path: where it is to stand.

    Raises:
        StorageError: it cannot be written there.
    """
    with naming(path):
        target = path.resolve()
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        temporary = _beside(target)
        temporary.open("xb").close()
        temporary.unlink()
    if target.exists() and not target.is_file():
        raise StorageError(f"cannot write {str(path)!r}: it is no regular file; name another one")


def _write_all(files: Mapping[Path, bytes]) -> None:
    """Write files in their order, but none before there is a place for all."""
    staged: dict[Path, Path] = {}
    try:
        for path, content in files.items():
            target = path.resolve()  # a link stays a link
            staged[path] = temporary = _beside(target)
            with naming(path):
                with temporary.open("xb") as file:
                    file.write(content)
                if target.exists():
                    temporary.chmod(target.stat().st_mode)
        for path, temporary in staged.items():
            with naming(path):
                temporary.replace(path.resolve())
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)


def _beside(target: Path) -> Path:
    return target.with_name(f".{secrets.token_hex(8)}.tmp")


@contextlib.contextmanager
def naming(path: Path) -> Iterator[None]:
    """Say which file it was that could not be written.

    Raises:
        StorageError: in the place of any OSError.
    """
    try:
        yield
    except OSError as error:
        raise StorageError(f"cannot write {str(path)!r}: {error.strerror or error}{_advice(path)}") from error


def _advice(path: Path) -> str:
    if path.is_dir():
        return "; name a file in it"
    return "" if path.parent.exists() else f"; create the directory {str(path.parent)!r} first"
