"""Endings: returned, raised, cancelled, timed out, closed, still running, never run."""
# ruff: noqa: ARG001 - some arguments are there to be seen

import asyncio
import contextlib

from corotrace import Trace, note, record, traced
from corotrace.testing import FakeClock
from shapes.kit import recorded, shape, shape_of


@shape
def returned() -> Trace:
    @traced
    async def count_stock(product: str) -> int:
        await asyncio.sleep(1)
        return 42

    @traced
    async def main() -> str:
        return f"{await count_stock('tea')} left"

    return recorded("returned", main)


@shape
def raised_and_caught() -> Trace:
    @traced
    async def pay(amount: int) -> None:
        await asyncio.sleep(1)
        raise ValueError("no money")

    @traced
    async def check_out() -> str:
        try:
            await pay(100)
        except ValueError:
            return "not paid"
        return "paid"

    return recorded("raised, and caught by the caller", check_out)


@shape
def raised_through() -> Trace:
    @traced
    async def read_row(number: int) -> str:
        raise LookupError(f"row {number}")

    @traced
    async def find_user(number: int) -> str:
        return await read_row(number)

    @traced
    async def log_in(number: int) -> str:
        return await find_user(number)

    @traced
    async def main() -> None:
        with contextlib.suppress(LookupError):
            await log_in(5)

    return recorded("raised through three calls", main)


@shape
def exception_group() -> Trace:
    @traced
    async def check(service: str, seconds: float) -> str:
        await asyncio.sleep(seconds)
        if service == "mail":
            raise ConnectionError("mail is down")
        return "up"

    @traced
    async def check_all() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(check("shop", 1))
            group.create_task(check("mail", 2))
            group.create_task(check("bank", 3))

    @traced
    async def main() -> None:
        try:
            await check_all()
        except* ConnectionError:
            note("one service is down")

    return recorded("raised in a TaskGroup: the others are cancelled, a group of exceptions comes out", main)


@shape
def cancelled() -> Trace:
    @traced
    async def transfer(file: str) -> None:
        await asyncio.sleep(10)

    @traced
    async def download(file: str) -> None:
        await transfer(file)

    @traced
    async def main() -> None:
        task = asyncio.create_task(download("film.mp4"))
        await asyncio.sleep(2)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    return recorded("cancelled, from the inside out", main)


@shape_of("3.11")
def wait_for_timed_out() -> Trace:
    @traced
    async def ask_weather() -> str:
        await asyncio.sleep(10)
        return "sunny"

    @traced
    async def main() -> str:
        try:
            return await asyncio.wait_for(ask_weather(), timeout=2)
        except TimeoutError:
            return "unknown"

    return recorded("timed out by wait_for", main)


@shape
def timed_out() -> Trace:
    @traced
    async def ask_weather() -> str:
        await asyncio.sleep(10)
        return "sunny"

    @traced
    async def main() -> str:
        try:
            async with asyncio.timeout(2):
                return await ask_weather()
        except TimeoutError:
            return "unknown"

    return recorded("timed out by asyncio.timeout", main)


@shape
def closed_by_hand() -> Trace:
    @traced
    async def deliver(parcel: str) -> None:
        await asyncio.sleep(0)

    @traced
    def main() -> None:
        delivery = deliver("books")
        delivery.send(None)  # what an event loop does
        delivery.close()

    with record("closed by close()", clock=FakeClock()) as trace:
        main()
    return trace


@shape
def closed_by_collector() -> Trace:
    @traced
    async def deliver(parcel: str) -> None:
        await asyncio.sleep(0)

    @traced
    def main() -> None:
        delivery = deliver("books")
        delivery.send(None)
        del delivery  # nobody holds it any more

    with record("closed by the garbage collector", clock=FakeClock()) as trace:
        main()
    return trace


@shape
def cancelled_before_first_step() -> Trace:
    @traced
    async def warm_up(machine: str) -> None:
        await asyncio.sleep(1)

    @traced
    async def main() -> None:
        changed_my_mind = asyncio.create_task(warm_up("oven"))
        changed_my_mind.cancel()
        await warm_up("kettle")
        warm_up("toaster").close()  # never awaited

    return recorded("cancelled before it began, and never awaited: neither ran", main)


@shape
def still_running() -> Trace:
    clock = FakeClock()

    @traced
    async def measure(sensor: str) -> None:
        await asyncio.sleep(60)

    @traced
    async def watch(sensor: str) -> None:
        await measure(sensor)

    async def main() -> Trace:
        with record("still running when the recording stopped", clock=clock) as trace:
            task = asyncio.create_task(watch("door"))
            await asyncio.sleep(5)
        task.cancel()
        return trace

    return clock.run(main())
