"""Tasks: who starts them, what runs at the same time, and to whom their results go."""
# ruff: noqa: ARG001 - some arguments are there to be seen

import asyncio

from corotrace import Trace, note, traced
from shapes.kit import recorded, shape, shape_of


@shape
def gather() -> Trace:
    @traced(participant="forecast_{city}")
    async def forecast(city: str, seconds: float) -> str:
        await asyncio.sleep(seconds)
        return f"sunny in {city}"

    @traced
    async def main() -> None:
        await asyncio.gather(forecast("Seoul", 2), forecast("Busan", 1), forecast("Jeju", 3))

    return recorded("gather: three forecasts at the same time", main)


@shape
def task_awaited_later() -> Trace:
    @traced
    async def boil_water() -> str:
        await asyncio.sleep(3)
        return "hot"

    @traced
    async def grind_beans() -> None:
        await asyncio.sleep(1)

    @traced
    async def make_coffee() -> None:
        water = asyncio.create_task(boil_water())
        await grind_beans()
        await water

    return recorded("create_task: the water boils while the beans are ground", make_coffee)


@shape
def task_awaited_when_done() -> Trace:
    @traced
    async def toast() -> str:
        await asyncio.sleep(1)
        return "crisp"

    @traced
    async def boil_egg() -> str:
        await asyncio.sleep(3)
        return "soft"

    @traced
    async def breakfast() -> tuple[str, str]:
        toasting = asyncio.create_task(toast())
        egg = await boil_egg()
        return egg, await toasting

    return recorded("a task that is done before it is awaited", breakfast)


@shape
def task_awaited_by_another() -> Trace:
    @traced
    async def print_invoice(order: int) -> str:
        await asyncio.sleep(2)
        return f"invoice {order}"

    @traced
    async def take_order() -> "asyncio.Task[str]":
        return asyncio.create_task(print_invoice(17))

    @traced
    async def send_letter(invoice: "asyncio.Task[str]") -> None:
        await invoice

    @traced
    async def main() -> None:
        invoice = await take_order()
        await send_letter(invoice)

    return recorded("a task that another call waits for than the one that made it", main)


@shape
def task_never_awaited() -> Trace:
    @traced
    async def write_log(line: str) -> None:
        await asyncio.sleep(1)

    @traced
    async def serve() -> str:
        background.append(asyncio.create_task(write_log("GET /")))
        await asyncio.sleep(3)
        return "200 OK"

    background: list[asyncio.Task[None]] = []
    return recorded("a task that nobody waits for", serve)


@shape
def task_group() -> Trace:
    @traced
    async def reserve(what: str, seconds: float) -> str:
        await asyncio.sleep(seconds)
        return f"{what} reserved"

    @traced
    async def plan_trip() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(reserve("flight", 2))
            group.create_task(reserve("hotel", 1))
        note("both are reserved")

    return recorded("TaskGroup: leaving the block waits for its tasks", plan_trip)


@shape
def as_completed() -> Trace:
    @traced(participant="download_{name}")
    async def download(name: str, seconds: float) -> str:
        await asyncio.sleep(seconds)
        return name

    @traced
    async def main() -> None:
        downloads = [asyncio.create_task(download("film", 3)), asyncio.create_task(download("song", 1))]
        for first in asyncio.as_completed(downloads):
            note(f"{await first} is here")

    return recorded("as_completed: one download after the other, as they finish", main)


@shape
def wait_first_completed() -> Trace:
    @traced(participant="ask_{mirror}")
    async def ask(mirror: str, seconds: float) -> str:
        await asyncio.sleep(seconds)
        return f"answer of {mirror}"

    @traced
    async def fastest() -> str:
        asked = [asyncio.create_task(ask("tokyo", 2)), asyncio.create_task(ask("seoul", 1))]
        done, slower = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        for task in slower:
            task.cancel()
        return done.pop().result()

    return recorded("wait(FIRST_COMPLETED): the fastest answers, the other is cancelled", fastest)


@shape
def shield() -> Trace:
    @traced
    async def save_order() -> str:
        await asyncio.sleep(3)
        return "saved"

    @traced
    async def handle_request() -> None:
        await asyncio.shield(save_order())

    @traced
    async def main() -> None:
        request = asyncio.create_task(handle_request())
        await asyncio.sleep(1)
        request.cancel()
        await asyncio.wait([request])
        await asyncio.sleep(3)

    return recorded("shield: the request is cancelled, the saving goes on", main)


@shape_of("3.12", "3.13")
def eager_tasks() -> Trace:
    @traced
    async def look_up(user: str, known: bool) -> str:
        if not known:
            await asyncio.sleep(1)
        return f"profile of {user}"

    @traced
    async def main() -> None:
        asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)  # type: ignore[attr-defined]
        await asyncio.gather(look_up("Ada", known=True), look_up("Kim", known=False))

    return recorded("eager tasks: what is known already returns at once", main)


@shape
def gather_in_task_group() -> Trace:
    @traced
    async def fetch(page: str) -> str:
        await asyncio.sleep(1)
        return f"page {page}"

    @traced
    async def fetch_shop(shop: str) -> int:
        return len(await asyncio.gather(fetch(f"{shop}/1"), fetch(f"{shop}/2")))

    @traced
    async def main() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(fetch_shop("books"))
            group.create_task(fetch_shop("tea"))

    return recorded("gather inside of a TaskGroup: two shops with two pages each", main)


@shape
def child_after_parent() -> Trace:
    @traced
    async def send_receipt(order: int) -> None:
        await asyncio.sleep(1)

    @traced
    async def check_out(order: int) -> str:
        background.append(asyncio.create_task(send_receipt(order)))
        return "paid"

    @traced
    async def main() -> None:
        await check_out(17)
        await asyncio.sleep(2)

    background: list[asyncio.Task[None]] = []
    return recorded("a child that starts when its parent has finished", main)
