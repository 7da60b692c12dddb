"""What is always recorded of a project, or never, is a setting of it."""

from pathlib import Path

from tests.integrations.running.kit import names, recorded, trace_in

SOURCE = """
import asyncio
def square(n): return n * n
async def main(name):
    square(2)
    square(3)
asyncio.run(main("cleartext"))
"""


def test_values_plain_functions_and_how_many_events(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(SOURCE)
    (tmp_path / "pyproject.toml").write_text('[tool.corotrace]\nvalues = "none"\nsync = true\nmax-events = 5\n')

    def run(*options: str, **environment: str) -> tuple[list[str], bool]:
        ended = recorded(["app.py"], tmp_path, options=options, **environment)
        assert (ended.code, ended.err) == (0, "")
        return names(trace_in(tmp_path)), "cleartext" in (tmp_path / "trace.jsonl").read_text()

    main, square = "__main__.main", "__main__.square"
    assert run() == ([main, square, square], False)
    assert run("--max-events", "2") == ([main, square], False)
    assert run("--no-sync", "--values", "safe") == ([main], True)
    told = {"COROTRACE_VALUES": "repr", "COROTRACE_SYNC": "no", "COROTRACE_MAX_EVENTS": "2"}
    assert run(**told) == ([main], True)
    assert run("--sync", "--values", "none", **told) == ([main, square], False)
