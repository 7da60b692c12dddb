"""The twin of gather.py without an event loop: three plain functions that sleep a second each take three."""

import time

from corotrace import Trace, instrument, record, traced, uninstrument


@traced(participant="say_hello_{name}")
def say_hello(name: str) -> None:
    print(f"Hello, {name}!")
    time.sleep(1)


@traced
def main() -> None:
    say_hello("AAA")
    say_hello("BBB")
    say_hello("CCC")


def run() -> Trace:
    instrument("time:sleep")  # it cannot be decorated: trace it by its name
    try:
        with record("sequential: three sleeps one after the other") as trace:
            main()
    finally:
        uninstrument("time:sleep")
    return trace


HOW = {"sequential_timing": {"view": "timing"}}


def parts(trace: Trace) -> dict[str, Trace]:
    return {"sequential_timing": trace}


if __name__ == "__main__":
    run().save("diagrams/sequential.png")
