"""The diagram of a test is written."""

from collections.abc import Iterator
from pathlib import Path

from corotrace.errors import CorotraceError
from corotrace.events import show_nothing
from corotrace.integrations.pytest_plugin.account import Account
from corotrace.integrations.pytest_plugin.drawing import save
from corotrace.integrations.pytest_plugin.names import file_name
from corotrace.integrations.pytest_plugin.options import Options
from corotrace.trace import Trace


def write_diagrams(trace: Trace, node_id: str, options: Options, account: Account) -> None:
    """Write the diagrams of a test, or remove what an earlier run wrote for it where it has recorded nothing.

    Args:
        trace: what it did.
        node_id: which test it is.
        options: where to write, and what.
        account: is told what was written, and what could not be.
    """
    if options.directory is None:
        return
    account.nothing = show_nothing(trace.events)
    for one in options.formats:
        path = options.directory / f"{options.apart}{file_name(node_id)}.{one}"
        try:
            if account.nothing:
                for left_over in _pages(path):
                    left_over.unlink(missing_ok=True)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                save(trace, path)
                account.written += 1
        except (CorotraceError, OSError) as error:
            account.problem(f"no .{one}", error)


def _pages(path: Path) -> Iterator[Path]:
    yield path
    yield from path.parent.glob(f"{path.stem}-page-*{path.suffix}")
