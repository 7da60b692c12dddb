"""What a test did that failed, in its report."""

import base64

import pytest

from corotrace.errors import CorotraceError
from corotrace.events import show_nothing
from corotrace.integrations.pytest_plugin.account import Account
from corotrace.integrations.pytest_plugin.drawing import draw_pages
from corotrace.trace import Trace

_MOST_EVENTS = 20_000  # more take long to draw, and nobody reads them between other failures
_MOST_LINES = 120


def add_to_report(trace: Trace, report: pytest.TestReport, config: pytest.Config, account: Account) -> None:
    """Add the diagram to a report, as text, and as a picture where the report has pictures.

    Args:
        trace: what the test did.
        report: says that it failed.
        config: knows what reports are written.
        account: is told what could not be drawn.
    """
    events = len(trace.events)
    if show_nothing(trace.events):
        return
    if events > _MOST_EVENTS:
        report.sections.append(("corotrace", f"{events:,} events are too many to show here; try --corotrace-dir=DIR"))
        return
    report.sections.append(("corotrace", _bounded(_text(trace))))
    into_html, into_allure = bool(config.getoption("htmlpath", None)), bool(config.getoption("allure_report_dir", None))
    if not into_html and not into_allure:
        return
    try:
        pictures = draw_pages(trace)
    except CorotraceError as error:
        account.problem("no pictures in the report", error)
        return
    if into_html:
        _add_to_html(report, pictures)
    if into_allure:
        _add_to_allure(pictures)


def _text(trace: Trace) -> str:
    return trace.to_puml(order="structure")


def _bounded(text: str) -> str:
    """How it began, and how it ended."""
    lines = text.splitlines()
    left_out = len(lines) - _MOST_LINES
    if left_out > 0:
        middle = f"… {left_out:,} lines; --corotrace-dir=DIR writes the whole …"
        lines[_MOST_LINES // 2 : -_MOST_LINES // 2] = [middle]
    return "\n".join(lines)


def _add_to_html(report: pytest.TestReport, pictures: dict[str, bytes]) -> None:
    from pytest_html import extras

    new = [extras.svg(base64.b64encode(svg).decode(), name=name) for name, svg in pictures.items()]
    vars(report)["extras"] = [*getattr(report, "extras", []), *new]


def _add_to_allure(pictures: dict[str, bytes]) -> None:
    import allure

    for name, svg in pictures.items():
        allure.attach(svg, name=name, attachment_type=allure.attachment_type.SVG)
