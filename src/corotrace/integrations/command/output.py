"""Where results go: files, by their suffix, or standard output."""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from corotrace.errors import StorageError, UsageError

_STANDARD = "-"

#: Writes a file, and gives the files that were written: one for each page.
Save = Callable[[Path], Sequence[Path]]


@dataclass(frozen=True)
class Output:
    """A place for a result.

    Args:
        path: the file, or None for standard output.
        suffix: what is written there, such as ``.svg``.
    """

    path: Path | None
    suffix: str


def add_outputs(parser: argparse.ArgumentParser, suffixes: str, *, required: bool = True) -> None:
    """Add the options that say where results go.

    Args:
        parser: the parser.
        suffixes: what can be written.
        required: whether there has to be a place.
    """
    parser.add_argument(
        "-o", "--output", metavar="OUT", dest="outputs", action="append", required=required,
        default=None if required else [], help=f"a {suffixes} file, or - for stdout",
    )  # fmt: skip
    parser.add_argument("--format", metavar="SUFFIX", help="what to write to stdout, such as txt")


def outputs_of(options: argparse.Namespace, suffixes: Sequence[str], instead: str) -> list[Output]:
    """Where the results go.

    Args:
        options: what was written.
        suffixes: what can be written.
        instead: what to say of a suffix that cannot, after the ones that can.

    Raises:
        UsageError: a suffix cannot be written, or it is not clear what goes to standard output.
    """
    to_standard = options.outputs.count(_STANDARD)
    if to_standard > 1:
        raise UsageError("-o - stands there twice; standard output takes one result")
    if to_standard and options.format is None:
        raise UsageError(f"-o - says nothing of what to write; add --format, one of {_names(suffixes)}")
    if options.format is not None and not to_standard:
        raise UsageError("--format is for standard output, -o -; a file says by its suffix what to write")
    found = []
    for output in options.outputs:
        path = None if output == _STANDARD else Path(output)
        suffix = f".{options.format.removeprefix('.')}".lower() if path is None else path.suffix.lower()
        if suffix not in suffixes:
            what = f"--format {options.format}" if path is None else repr(output)
            raise UsageError(f"cannot write {what}: use one of {_names(suffixes)}{instead}")
        found.append(Output(path, suffix))
    return found


def _names(suffixes: Sequence[str]) -> str:
    return ", ".join(suffixes)


def write(outputs: Sequence[Output], save: Save) -> None:
    """Write a result to each of its places, and say at a terminal what was written.

    Args:
        outputs: the places.
        save: writes it to a file.

    Raises:
        UsageError: several pages are to go to standard output, or a picture to a terminal.
        CorotraceError: it cannot be written.
    """
    for output in outputs:
        if output.path is not None:
            _tell(save(output.path))
            continue
        if output.suffix == ".png" and sys.stdout is not None and sys.stdout.isatty():
            raise UsageError("a .png would garble the terminal; write it to a file, or into a pipe")
        with tempfile.TemporaryDirectory() as folder:
            paths = save(Path(folder, f"diagram{output.suffix}"))
            if len(paths) > 1:
                raise UsageError(
                    f"the diagram has {len(paths)} pages, and standard output takes one picture; write it to a file"
                )
            write_bytes(paths[0].read_bytes())


def _tell(paths: Sequence[Path]) -> None:
    if sys.stderr is not None and sys.stderr.isatty():
        pages = f", {len(paths)} pages" if len(paths) > 1 else ""
        print(f"corotrace: wrote {paths[0]}{pages}", file=sys.stderr)  # noqa: T201 - it is a command


def text_width() -> int:
    """How many columns a tree may take: those of the terminal, 80 where there is none."""
    from corotrace.trace import LEAST_WIDTH

    return max(shutil.get_terminal_size().columns, LEAST_WIDTH)


def write_text(text: str) -> None:
    """Write text to standard output; what its encoding does not have becomes ``?``."""
    with _standard_output():
        sys.stdout.write(text.encode(sys.stdout.encoding, "replace").decode(sys.stdout.encoding))
        sys.stdout.flush()


def write_bytes(content: bytes) -> None:
    """Write to standard output what is no text, or is in UTF-8 whatever the terminal."""
    with _standard_output():
        sys.stdout.buffer.write(content)
        sys.stdout.flush()


def flush() -> None:
    """Have written what argparse has printed."""
    with _standard_output():
        sys.stdout.flush()


@contextmanager
def _standard_output() -> Iterator[None]:
    """Write to standard output; whoever has read enough may close it.

    Raises:
        StorageError: it cannot be written to.
    """
    if sys.stdout is None:
        raise StorageError("cannot write to standard output: it is closed")
    try:
        yield
    except BrokenPipeError:
        _forget_output()
    except OSError as error:
        _forget_output()
        raise StorageError(f"cannot write to standard output: {error.strerror or error}") from error


def _forget_output() -> None:
    """Let nothing that is still in a buffer fail once more when Python ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
