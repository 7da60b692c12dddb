"""What a test did that failed is shown where its failure is shown."""

import base64
import json
import re
from pathlib import Path

import pytest

from tests.integrations.conftest import PLUGIN, Run

FAILS = """
    import asyncio, pytest, shop

    @pytest.mark.corotrace
    def test_fails():
        asyncio.run(shop.checkout("stolen"))
"""
NO_ENGINE = "import sys\nsys.modules['py_mini_racer'] = None"
HTML = ("pytest_html.plugin", "pytest_metadata.plugin")
ALLURE = ("allure_pytest.plugin",)


@pytest.fixture
def engine() -> None:
    pytest.importorskip("py_mini_racer")


def test_the_diagram_is_a_section_of_the_failure(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(FAILS + "    def test_passes(): asyncio.run(shop.checkout())")
    result = run("-rA", "--show-capture=all")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        ["*- corotrace -*", "@startuml", "* : pay('stolen')", "*ValueError('declined')*", "@enduml"]
    )
    assert sum("- corotrace -" in line for line in result.outlines) == 1


@pytest.mark.parametrize(
    ("marker", "end"),
    [("corotrace", "pass"), ("corotrace", "pytest.skip('x')"), ("corotrace", "pytest.xfail('x')"), ("xfail", "1 / 0")],
)
def test_what_did_not_fail_has_no_section(run: Run, pytester: pytest.Pytester, marker: str, end: str) -> None:
    pytester.makepyfile(
        f"""
        import asyncio, pytest, shop

        @pytest.mark.{marker}
        def test_it(corotrace_trace):
            asyncio.run(shop.checkout())
            {end}
        """
    )
    result = run("-rA")
    result.assert_outcomes(failed=0, passed="pass" in end, skipped="skip" in end, xfailed="xfail" in end + marker)
    result.stdout.no_fnmatch_line("*- corotrace -*")


def test_what_recorded_nothing_has_no_section(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile("import pytest\n@pytest.mark.corotrace\ndef test_it(): assert False")
    result = run()
    result.assert_outcomes(failed=1)
    result.stdout.no_fnmatch_line("*- corotrace -*")


def test_a_long_diagram_is_shown_by_its_beginning_and_end(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import asyncio, pytest
        from corotrace import traced

        @traced
        async def descend(depth):
            if depth < 200:
                await descend(depth + 1)

        @pytest.mark.corotrace
        def test_fails():
            asyncio.run(descend(0))
            assert False
        """
    )
    lines = run().outlines
    section = lines[next(i for i, line in enumerate(lines) if "- corotrace -" in line) + 1 :]
    section = section[: next(i for i, line in enumerate(section) if line.startswith("==="))]
    assert len(section) == 121
    assert section[0] == "@startuml"
    assert re.fullmatch(r"… [\d,]+ lines; --corotrace-dir=DIR writes the whole …", section[60])
    assert any("descend(0)" in line for line in section[:60])
    assert section[-1] == "@enduml"


def test_a_diagram_that_would_take_long_is_not_drawn(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import asyncio, pytest, shop

        async def many():
            for number in range(8_000):
                await shop.pack(number)

        @pytest.mark.corotrace
        def test_fails():
            asyncio.run(many())
            assert False
        """
    )
    result = run()
    result.stdout.fnmatch_lines(["*- corotrace -*", "* events are too many to show here; try --corotrace-dir=DIR"])
    result.stdout.no_fnmatch_line("@startuml")


@pytest.mark.parametrize("workers", [(), ("-n", "1")])
def test_html_reports_show_the_picture(
    run: Run, pytester: pytest.Pytester, engine: None, workers: tuple[str, ...]
) -> None:
    pytester.makepyfile(FAILS)
    run("--html=report.html", "--self-contained-html", *workers, plugins=(PLUGIN, "xdist.plugin", *HTML))
    report = Path(pytester.path, "report.html").read_text(encoding="utf-8")
    pictures = re.findall(r"data:image/svg\+xml;base64,([\w+/=]+)", report)
    assert len(pictures) == 1
    assert_shows_it(base64.b64decode(pictures[0]).decode())


def test_allure_reports_show_the_picture(run: Run, pytester: pytest.Pytester, engine: None) -> None:
    pytester.makepyfile(FAILS)
    run("--alluredir=allure", plugins=(PLUGIN, *ALLURE))
    (result,) = [json.loads(path.read_text()) for path in Path(pytester.path, "allure").glob("*-result.json")]
    (attachment,) = [one for one in result["attachments"] if one["name"] == "diagram"]
    assert attachment["type"] == "image/svg+xml"
    assert_shows_it(Path(pytester.path, "allure", attachment["source"]).read_text(encoding="utf-8"))


def assert_shows_it(svg: str) -> None:
    words = re.sub(r"<[^>]*>", "", svg).replace("&#39;", "'").replace("\xa0", " ")
    assert "pay('stolen')" in words
    assert "declined" in words


@pytest.mark.parametrize(("option", "plugins"), [("--html=report.html", HTML), ("--alluredir=allure", ALLURE)])
def test_what_keeps_pictures_away_is_said_and_harms_nothing(
    run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, option: str, plugins: tuple[str, ...]
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("COROTRACE_PLANTUML_URL", "http://127.0.0.1:9/")
    pytester.makeconftest(NO_ENGINE)
    pytester.makepyfile(FAILS)
    result = run(option, plugins=(PLUGIN, *plugins))
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["*- corotrace -*", "corotrace: no pictures in the report: nothing on this machine draws *"]
    )


def test_a_fault_of_the_plugin_fails_no_test(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeconftest("from corotrace.trace import Trace\nTrace.save = lambda *_, **__: 1 / 0")
    pytester.makepyfile("import asyncio, shop\ndef test_it(): asyncio.run(shop.checkout())")
    result = run("--corotrace-dir=out")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["corotrace: no diagram of *::test_it: division by zero"])
