"""Recordings: where they begin and end, and what is in them."""
# ruff: noqa: ARG001 - some arguments are there to be seen

import asyncio

from corotrace import Trace, note, record, traced
from corotrace.testing import FakeClock
from shapes.kit import shape


@traced
async def step(name: str) -> None:
    await asyncio.sleep(1)


def record_nested() -> tuple[Trace, Trace]:
    clock = FakeClock()

    @traced
    async def main() -> Trace:
        await step("before")
        with record("nested: the inner recording has its part", clock=clock) as inner:
            await step("inside")
        await step("after")
        return inner

    with record("nested: the outer recording has all", clock=clock) as outer:
        inner = clock.run(main())
    return outer, inner


@shape
def nested_outer() -> Trace:
    outer, _ = record_nested()
    return outer


@shape
def nested_inner() -> Trace:
    _, inner = record_nested()
    return inner


@shape
def one_of_several() -> Trace:
    clock = FakeClock()

    @traced
    async def query(customer: str) -> str:
        await asyncio.sleep(1)
        return f"orders of {customer}"

    @traced
    async def handle(customer: str) -> None:
        await asyncio.gather(query(customer))

    async def serve(customer: str) -> Trace:
        with record(f'scope="context": the request of {customer} alone', scope="context", clock=clock) as trace:
            await handle(customer)
        return trace

    async def main() -> Trace:
        _, of_minsu = await asyncio.gather(serve("Ada"), serve("민수"))
        return of_minsu

    return clock.run(main())


@shape
def inside_running_loop() -> Trace:
    clock = FakeClock()

    async def main() -> Trace:
        long_ago = asyncio.create_task(step("long ago"))
        await asyncio.sleep(0.5)
        with record("started inside of a running loop: what ran before is not in it", clock=clock) as trace:
            await asyncio.gather(step("one"), step("other"), long_ago)
        return trace

    return clock.run(main())


@shape
def stopped_early() -> Trace:
    clock = FakeClock()

    @traced
    async def backup(disk: str, seconds: float) -> str:
        await asyncio.sleep(seconds)
        return f"{disk} is safe"

    @traced
    async def backups() -> None:
        await asyncio.gather(backup("photos", 1), backup("films", 60))

    async def main() -> Trace:
        with record("stopped while tasks still run", clock=clock) as trace:
            running = asyncio.create_task(backups())
            await asyncio.sleep(2)
        running.cancel()
        return trace

    return clock.run(main())


@shape
def read_while_recording() -> Trace:
    clock = FakeClock()

    @traced
    async def main() -> None:
        await step("first")
        note(f"so far: {trace.to_puml().count('step(')} step")
        await step("second")
        note(f"so far: {trace.to_puml().count('step(')} steps")

    with record("to_puml() while it is recording", clock=clock) as trace:
        clock.run(main())
    return trace
