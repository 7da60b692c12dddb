"""In structure order the same program gives the same text, however its tasks are scheduled."""

import os
import random
import subprocess
import sys

import pytest
from hypothesis import given

from corotrace import record
from corotrace.testing import FakeClock
from tests.properties import determined as d
from tests.properties.shuffled import run_shuffled
from tests.properties.test_programs import thorough

SEEDS = range(5)


def drawn(root: d.Node, seed: int, *, fold: bool = True) -> str:
    """Run a program under one of many schedules, and draw it in structure order."""
    clock, chance = FakeClock(), random.Random(seed)
    with record("a program", clock=clock) as trace:
        if seed:
            run_shuffled(clock, d.main(root, d.Run(chance)), chance)
        else:
            clock.run(d.main(root, d.Run(chance)))
    return trace.to_puml(order="structure", fold=fold)


@given(d.programs())
@thorough
def test_the_text_is_the_same_under_any_schedule(root: d.Node) -> None:
    texts = {seed: drawn(root, seed) for seed in SEEDS}
    for seed in SEEDS:
        assert texts[seed].splitlines() == texts[0].splitlines()
    assert drawn(root, 1, fold=False) == drawn(root, 0, fold=False)
