"""Threads, and other event loops: where a call runs."""

import asyncio
import threading
import time

import anyio
import trio
import uvloop

from corotrace import Trace, note, record, traced
from corotrace.testing import FakeClock
from shapes.kit import shape, shape_in_real_time, tenths


@traced
async def forecast(city: str) -> str:
    await asyncio.sleep(0.1)
    return f"sunny in {city}"


@traced
def resize(photo: str) -> str:
    time.sleep(0.1)
    return f"small {photo}"


@shape_in_real_time
def to_thread() -> Trace:
    @traced
    async def show(photo: str) -> None:
        await asyncio.to_thread(resize, photo)

    @traced
    async def main() -> None:
        await asyncio.gather(show("cat.jpg"), forecast("Seoul"))

    with record("to_thread: a thread works while the loop goes on", clock=tenths()) as trace:
        asyncio.run(main())
    return trace


@shape_in_real_time
def to_thread_gathered() -> Trace:
    @traced
    async def main() -> None:
        await asyncio.gather(asyncio.to_thread(resize, "cat.jpg"), asyncio.to_thread(resize, "dog.jpg"))

    with record("gather of to_thread: two threads at once", clock=tenths()) as trace:
        asyncio.run(main())
    return trace


@shape_in_real_time
def run_in_executor() -> Trace:
    @traced
    async def main() -> str:
        return await asyncio.get_running_loop().run_in_executor(None, resize, "cat.jpg")

    with record("run_in_executor: the caller is known", clock=tenths()) as trace:
        asyncio.run(main())
    return trace


@shape_in_real_time
def loop_in_second_thread() -> Trace:
    @traced
    def main() -> None:
        beside = threading.Thread(target=lambda: asyncio.run(forecast("Busan")), name="beside")
        beside.start()
        asyncio.run(forecast("Seoul"))
        beside.join()

    with record("a loop in a second thread: nobody knows who called", clock=tenths()) as trace:
        main()
    return trace


@shape_in_real_time
def run_coroutine_threadsafe() -> Trace:
    loop = asyncio.new_event_loop()
    server = threading.Thread(target=loop.run_forever, name="server")

    @traced
    def main() -> str:
        return asyncio.run_coroutine_threadsafe(forecast("Seoul"), loop).result()

    server.start()
    with record("run_coroutine_threadsafe: one thread stands still for the other's loop", clock=tenths()) as trace:
        main()
    loop.call_soon_threadsafe(loop.stop)
    server.join()
    loop.close()
    return trace


@shape_in_real_time
def call_soon_threadsafe() -> Trace:
    @traced
    def doorbell(loop: asyncio.AbstractEventLoop, rung: asyncio.Event) -> None:
        time.sleep(0.1)
        loop.call_soon_threadsafe(ring, rung)

    @traced
    def ring(rung: asyncio.Event) -> None:
        rung.set()

    @traced
    async def main() -> None:
        rung = asyncio.Event()
        door = threading.Thread(target=doorbell, args=(asyncio.get_running_loop(), rung), name="door")
        door.start()
        await rung.wait()
        door.join()

    with record("call_soon_threadsafe: a thread rings", clock=tenths()) as trace:
        asyncio.run(main())
    return trace


@shape
def two_runs() -> Trace:
    clock = FakeClock()

    @traced
    def main() -> None:
        for city in ("Seoul", "Jeju"):
            clock.run(forecast(city))

    with record("two event loops, one after the other", clock=clock) as trace:
        main()
    return trace


@shape_in_real_time
def runner() -> Trace:
    @traced
    def main() -> None:
        with asyncio.Runner() as one_loop:
            one_loop.run(forecast("Seoul"))
            note("the same loop once more")
            one_loop.run(forecast("Jeju"))

    with record("asyncio.Runner: one event loop for two", clock=tenths()) as trace:
        main()
    return trace


@shape_in_real_time
def on_uvloop() -> Trace:
    @traced
    async def main() -> None:
        await asyncio.gather(forecast("Seoul"), forecast("Jeju"))

    with record("uvloop", clock=tenths()) as trace:
        uvloop.run(main())
    return trace


@traced
async def ferry(harbour: str) -> str:
    await anyio.sleep(0.1)
    return f"arrived in {harbour}"


@traced
async def ferries() -> None:
    async with anyio.create_task_group() as group:
        group.start_soon(ferry, "Jeju")
        group.start_soon(ferry, "Busan")


@shape_in_real_time
def anyio_on_asyncio() -> Trace:
    with record("anyio on asyncio", clock=tenths()) as trace:
        anyio.run(ferries, backend="asyncio")
    return trace


@shape_in_real_time
def anyio_on_trio() -> Trace:
    with record("anyio on trio", clock=tenths()) as trace:
        anyio.run(ferries, backend="trio")
    return trace


@shape_in_real_time
def on_trio() -> Trace:
    @traced
    async def sail(harbour: str) -> None:
        await trio.sleep(0.1 if harbour == "Jeju" else 10)

    @traced
    async def main() -> None:
        with trio.move_on_after(0.15):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(sail, "Jeju")
                nursery.start_soon(sail, "Vladivostok")

    with record("trio: a nursery, and a time limit", clock=tenths()) as trace:
        trio.run(main)
    return trace
