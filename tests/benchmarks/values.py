"""What it costs to keep a value: ``python tests/benchmarks/values.py``. Nothing should take more than 50 µs."""

import dataclasses
import datetime
import decimal
import time
import types
import uuid
from collections import deque
from pathlib import Path
from typing import Any

from corotrace.recording.values import DEFAULT_POLICY, ValuePolicy, read_policy

MILLION = 1_000_000


@dataclasses.dataclass
class Order:
    number: int
    customer: str
    lines: list[str]
    password: str = "hunter2"


class Session:
    pass


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value] * 9
    return value


def itself() -> dict[str, Any]:
    value: dict[str, Any] = {}
    value.update({str(number): value for number in range(9)})
    return value


def emptied() -> dict[int, int]:
    value = dict.fromkeys(range(MILLION), 0)
    for number in range(MILLION - 1):
        del value[number]
    return value


def values() -> dict[str, Any]:
    """The values, by what to call them; made when they are asked for, since some are large."""
    return {
        "small int": 5,
        "short str": "AAA",
        "None": None,
        "url": "postgres://user:hunter2@host:5432/database?sslmode=require",
        "headers": {"Authorization": "Bearer abcdef", "Accept": "text/html", "X-Api-Key": "abc", "Host": "example.org"},
        "dataclass": Order(1, "Kim", ["rice", "tea"]),
        "list of dataclasses": [Order(1, "Kim", ["rice", "tea"])] * 100,
        "object": Session(),
        "datetime": datetime.datetime.now(datetime.UTC),
        "uuid": uuid.uuid4(),
        "path": Path("/some/path/to/a/file.txt"),
        "error": ValueError("no stock", {"token": "abc"}),
        "list of a million": list(range(MILLION)),
        "list of a million strings": ["a: b = c"] * MILLION,
        "set of a million": set(range(MILLION)),
        "dict of a million": dict.fromkeys(range(MILLION), "x"),
        "deque of a million": deque(range(MILLION)),
        "emptied dict": emptied(),
        "100 MB str": "a=b:" * (25 * MILLION),
        "100 MB str of one word": "a" * (100 * MILLION),
        "100 MB bytes": bytes(100 * MILLION),
        "huge int": 1 << 100 * MILLION,
        "huge decimal": decimal.Decimal("9" * MILLION),
        "dict in itself": itself(),
        "deep and wide": nested(20),
        "dict with huge keys": {("k" * 10 * MILLION, number): number for number in range(20)},
        "dict with huge names": {f"{number}{'k' * MILLION}": number for number in range(20)},
        "object with a million attributes": crowded(),
        "hostile str": ("token=" * 100 + "://a:" * 100 + "'\\" * 200) * 10,
        "hostile words": "-" * 100_000,
    }


def crowded() -> Any:
    return types.SimpleNamespace(**{f"a{number}": number for number in range(MILLION)})


def microseconds(policy: ValuePolicy, value: Any) -> float:
    """The median of some runs."""
    took = []
    for _ in range(201):
        start = time.perf_counter_ns()
        policy.keep(value)
        took.append(time.perf_counter_ns() - start)
    return sorted(took)[100] / 1000


if __name__ == "__main__":
    asking = read_policy("repr", [lambda _name, value: value], 80, 200)
    print(f"{'µs':>10} {'asking':>10}")
    for name, value in values().items():
        took = microseconds(DEFAULT_POLICY, value), microseconds(asking, value)
        print(f"{took[0]:10.2f} {took[1]:10.2f}  {name}: {DEFAULT_POLICY.write(DEFAULT_POLICY.keep(value))}")
