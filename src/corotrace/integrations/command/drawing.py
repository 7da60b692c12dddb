"""Options that say how a trace is drawn, and what draws it."""

import argparse
from typing import Any

from corotrace.integrations.command.settings import ENGINES, ORDERS


def add_view(parser: argparse.ArgumentParser) -> None:
    """Add what a diagram shows."""
    # the names of `corotrace.diagram.VIEWS`, which is not loaded for --help
    parser.add_argument(
        "--view", metavar="VIEW", choices=("calls", "loop", "timing"), help="calls, loop: turns, or timing: to scale"
    )


def add_order(parser: argparse.ArgumentParser) -> None:
    """Add the order of a diagram."""
    parser.add_argument("--order", metavar="ORDER", choices=ORDERS, help="time, or structure: causal order, no times")


def add_fold(parser: argparse.ArgumentParser) -> None:
    """Add whether what is repeated is shown once."""
    parser.add_argument(
        "--fold", action=argparse.BooleanOptionalAction, help="show what is repeated once, as by default, or not"
    )


def add_engine(parser: argparse.ArgumentParser) -> None:
    """Add what draws pictures."""
    parser.add_argument(
        "--engine",
        metavar="ENGINE",
        choices=ENGINES,
        help="what draws pictures: embedded, local or server",
    )
    parser.add_argument("--server", metavar="URL", help="a PlantUML server; the diagram is sent there")


def given(options: argparse.Namespace, *names: str) -> dict[str, Any]:
    """Those of some options that have a value, as arguments."""
    return {name: value for name in names if (value := getattr(options, name, None)) is not None}
