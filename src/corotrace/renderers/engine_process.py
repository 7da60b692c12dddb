"""One child process that holds the embedded engine: started, asked, and ended in time."""

import contextlib
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, cast

from corotrace.errors import RenderError

Reply = tuple[dict[str, Any], bytes]

# What a Python process needs of its environment to start and to find fonts; anything else stays with the program.
_NEEDED = (
    *(
        "DYLD_LIBRARY_PATH",
        "HOME",
        "LD_LIBRARY_PATH",
        "LOCALAPPDATA",
        "PYTHONHOME",
        "SYSTEMDRIVE",
        "SYSTEMROOT",
    ),
    *("TEMP", "TMP", "TMPDIR", "USERPROFILE", "WINDIR"),
)
_GOODBYE = 5.0  # seconds that an idle process has to end by itself
_OUT_OF_MEMORY = re.compile("JavaScript out of memory|memory allocation of")  # the last words of V8, and of resvg
_TOO_LARGE = (
    "the diagram is too large for the embedded engine, which ran out of memory; draw less of it: trace.select() "
    "leaves calls out, and trace.save() draws pages"
)


class EngineProcess:
    """A worker process with nothing loaded yet. One request at a time: it is not thread-safe.

    Raises:
        RenderError: the operating system could not start it.
    """

    def __init__(self) -> None:
        self.usable = True
        self._last_words = ""
        self._out_of_memory = False
        # Nothing of ours is buffered, so that a forked child can close its copies without saying or losing anything.
        self._noise = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - lives as long as the process
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own worker
                [sys.executable, "-s", "-P", "-X", "utf8", str(Path(__file__).with_name("worker.py"))],
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._noise,
                env={name: os.environ[name] for name in _NEEDED if name in os.environ},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as failure:
            self._noise.close()
            raise RenderError(f"the embedded engine's process could not be started: {failure}") from failure

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def start(self, folder: Path, seconds: float) -> None:
        """Loads the engine: to be called once, before anything is asked.

        Args:
            folder: where the engine's files are.
            seconds: the time that it may take.

        Raises:
            RenderError: the engine could not be loaded.
            TimeoutError: it took too long.
        """
        self.ask({"path": [str(Path(entry).absolute()) for entry in sys.path], "folder": str(folder)}, seconds)

    def ask(self, request: Mapping[str, Any], seconds: float) -> Reply:
        """Sends a request and waits for its reply. Whatever it raises, the process has ended.

        Args:
            request: what the worker is asked, as JSON.
            seconds: the time that it may take.

        Returns:
            The reply's header and its bytes.

        Raises:
            RenderError: the process died, or says that the engine failed.
            TimeoutError: it took too long.
        """
        replies: list[Reply] = []
        order = {**request, "seconds": seconds}
        deadline = time.monotonic() + seconds
        # A thread, since operating systems differ in how one waits for a pipe; it ends with the reply.
        talk = threading.Thread(target=self._talk, args=(order, replies), daemon=True)
        try:
            try:
                talk.start()
            except RuntimeError:  # the interpreter shuts down and starts no more of them
                self._talk(order, replies)  # the worker watches its time too
            else:
                talk.join(max(seconds, 0))
        finally:
            if talk.is_alive() or not replies:  # so too when the program was interrupted: a late reply would be
                self._kill(talk)  # taken for the next one
        if not replies and time.monotonic() >= deadline:
            raise TimeoutError
        if not replies and self._out_of_memory:
            raise RenderError(_TOO_LARGE)
        if not replies:
            raise RenderError(f"the embedded engine's process died at work ({self._last_words}); draw again, or less")
        header, body = replies[0]
        if "failed" in header:
            self.close()
            raise RenderError(f"the embedded engine failed: {header['failed']}")
        return header, body

    def _talk(self, request: Mapping[str, Any], replies: list[Reply]) -> None:
        requests, answers = cast("IO[bytes]", self._process.stdin), cast("IO[bytes]", self._process.stdout)
        with contextlib.suppress(OSError, ValueError, EOFError):  # it died: that there is no reply says so
            rest = memoryview(json.dumps(request).encode() + b"\n")
            while rest:
                rest = rest[requests.write(rest) :]
            header_size, size = struct.unpack(">II", _read(answers, 8))
            header = json.loads(_read(answers, header_size))
            replies.append((header, _read(answers, size)))

    def _kill(self, talk: threading.Thread) -> None:
        self.usable = False
        self._process.kill()
        self._process.wait()
        if talk.is_alive():
            talk.join()  # its pipe has ended; it must not read on when the pipe's number is used again
        self._noise.seek(0)
        lines = self._noise.read().decode(errors="replace").split("\n")
        self._last_words = next((line for line in reversed(lines) if line.strip()), "without a word")
        self._out_of_memory = any(_OUT_OF_MEMORY.search(line) for line in lines)
        self._close_files()

    def close(self) -> None:
        """Lets the process end, and kills it where it does not."""
        if not self.usable:
            return
        self.usable = False
        self._close_files()
        try:
            self._process.wait(_GOODBYE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def abandon(self) -> None:
        """Forgets the process without touching it: in a forked child, it is the parent's."""
        self.usable = False
        self._process.returncode = 0  # else Popen would warn that it still runs
        self._close_files()

    def _close_files(self) -> None:
        for file in (self._process.stdin, self._process.stdout, self._noise):
            if file is not None:
                file.close()


def _read(pipe: IO[bytes], size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        piece = pipe.read(min(size - len(data), 1 << 20))
        if not piece:
            raise EOFError
        data += piece
    return bytes(data)
