"""Waits: what a call waits for, and how long."""
# ruff: noqa: ARG001 - some arguments are there to be seen

import asyncio
import time

from corotrace import Trace, record, traced
from shapes.kit import recorded, shape, shape_in_real_time, tenths


@shape
def sleep() -> Trace:
    @traced
    async def bake(what: str) -> str:
        await asyncio.sleep(0.5)
        await asyncio.sleep(delay=1200, result="baked")
        return what

    return recorded("sleep: half a second, then twenty minutes", lambda: bake("cake"))


@shape
def queue() -> Trace:
    @traced
    async def cook(counter: "asyncio.Queue[str]") -> None:
        for dish in ("soup", "rice", "tea"):
            await asyncio.sleep(1)
            await counter.put(dish)

    @traced
    async def waiter(counter: "asyncio.Queue[str]") -> None:
        for _ in range(3):
            await counter.get()
            await asyncio.sleep(3)

    @traced
    async def restaurant() -> None:
        counter: asyncio.Queue[str] = asyncio.Queue(maxsize=1)
        await asyncio.gather(cook(counter), waiter(counter))

    return recorded("Queue: the waiter waits for a dish, the cook for a free place", restaurant)


@shape
def lock() -> Trace:
    @traced(participant="{name}")
    async def shower(name: str, bathroom: asyncio.Lock) -> None:
        async with bathroom:
            await asyncio.sleep(2)

    @traced
    async def morning() -> None:
        bathroom = asyncio.Lock()
        await asyncio.gather(shower("Ada", bathroom), shower("민수", bathroom))

    return recorded("Lock: one after the other", morning)


@shape
def event() -> Trace:
    @traced(participant="runner_{number}")
    async def run(number: int, start: asyncio.Event) -> None:
        await start.wait()

    @traced
    async def starter(start: asyncio.Event) -> None:
        await asyncio.sleep(3)
        start.set()

    @traced
    async def race() -> None:
        start = asyncio.Event()
        await asyncio.gather(run(1, start), run(2, start), starter(start))

    return recorded("Event: two wait for one signal", race)


@shape
def semaphore() -> Trace:
    @traced(participant="{name}")
    async def download(name: str, slots: asyncio.Semaphore) -> None:
        async with slots:
            await asyncio.sleep(2)

    @traced
    async def main() -> None:
        slots = asyncio.Semaphore(2)
        await asyncio.gather(download("film", slots), download("song", slots), download("book", slots))

    return recorded("Semaphore: two at a time", main)


@shape
def condition() -> Trace:
    stock: list[str] = []

    @traced
    async def buy(changed: asyncio.Condition) -> str:
        async with changed:
            await changed.wait_for(lambda: len(stock) == 2)
            return stock.pop()

    @traced
    async def refill(changed: asyncio.Condition) -> None:
        for product in ("tea", "rice"):
            await asyncio.sleep(1)
            async with changed:
                stock.append(product)
                changed.notify_all()

    @traced
    async def shop() -> None:
        changed = asyncio.Condition()
        await asyncio.gather(buy(changed), refill(changed))

    return recorded("Condition: the buyer waits until two products are there", shop)


@shape
def barrier() -> Trace:
    @traced(participant="{name}")
    async def come_to_table(name: str, seconds: float, table: asyncio.Barrier) -> None:
        await asyncio.sleep(seconds)
        await table.wait()

    @traced
    async def dinner() -> None:
        table = asyncio.Barrier(2)
        await asyncio.gather(come_to_table("Ada", 1, table), come_to_table("민수", 3, table))

    return recorded("Barrier: nobody eats before all are there", dinner)


@shape
def future() -> Trace:
    @traced
    async def wait_for_guest(doorbell: "asyncio.Future[str]") -> str:
        return await doorbell

    @traced
    async def main() -> None:
        loop = asyncio.get_running_loop()
        doorbell: asyncio.Future[str] = loop.create_future()
        loop.call_later(2, doorbell.set_result, "Kim")
        await wait_for_guest(doorbell)

    return recorded("a bare Future", main)


@shape
def task_of_untraced_code() -> Trace:
    async def compute() -> int:
        await asyncio.sleep(2)
        return 42

    @traced
    async def main() -> int:
        return await asyncio.create_task(compute(), name="computation")

    return recorded("a Task whose coroutine is not traced", main)


@shape
def untraced_in_between() -> Trace:
    @traced
    async def query(table: str) -> int:
        await asyncio.sleep(1)
        return 3

    async def with_retries(table: str) -> int:  # not traced
        await asyncio.sleep(2)
        return await query(table)

    @traced
    async def report() -> None:
        await with_retries("orders")

    return recorded("an untraced coroutine in between: its sleep and its call are the caller's", report)


@shape_in_real_time
def streams() -> Trace:
    @traced
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        await asyncio.sleep(0.1)
        writer.write(b"pong\n")
        await writer.drain()
        writer.close()

    @traced
    async def ping(port: int) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"ping\n")
        line = await reader.readline()
        writer.close()
        await writer.wait_closed()
        return line

    @traced
    async def main() -> None:
        async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
            await ping(server.sockets[0].getsockname()[1])

    with record("streams: a client asks, a server on this machine answers", clock=tenths()) as trace:
        asyncio.run(main())
    return trace


@shape_in_real_time
def subprocess() -> Trace:
    @traced
    async def greet(name: str) -> bytes:
        command = f"sleep 0.1; echo Hello, {name}"
        child = await asyncio.create_subprocess_shell(command, stdout=asyncio.subprocess.PIPE)
        words, _ = await child.communicate()
        return words

    with record("a process beside this one", clock=tenths()) as trace:
        asyncio.run(greet("Ada"))
    return trace


@shape_in_real_time
def executor() -> Trace:
    @traced
    async def compress(file: str) -> None:
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, time.sleep, 0.1)

    with record("run_in_executor: untraced work in a thread", clock=tenths()) as trace:
        asyncio.run(compress("photos.zip"))
    return trace


@shape
def hand_over() -> Trace:
    @traced
    async def worker(orders: "asyncio.Queue[int | None]") -> None:
        while (order := await orders.get()) is not None:
            await prepare(order)

    @traced
    async def prepare(order: int) -> None:
        await asyncio.sleep(1)

    @traced
    async def shop() -> None:
        orders: asyncio.Queue[int | None] = asyncio.Queue()
        busy = asyncio.create_task(worker(orders))
        await asyncio.sleep(2)
        await orders.put(17)
        await asyncio.sleep(3)
        await orders.put(None)
        await busy

    return recorded("an order goes from one task to another, through a Queue", shop)
