"""An order is checked out, in structure order: who calls whom, what runs side by side; the same on every run."""

import asyncio

from corotrace import Trace, record, traced
from corotrace.testing import FakeClock

#: How it is drawn.
HOW = {"checkout": {"order": "structure"}}


class Stock:
    """What there is to sell."""

    @traced
    async def reserve(self, item: str) -> bool:
        """Lamps have run out."""
        await asyncio.sleep(0.1)
        return item != "lamp"


@traced
async def authorise(amount: int) -> str:
    await asyncio.sleep(0.3)
    return f"{amount} € authorised"


@traced
async def send_mail(customer: str) -> None:  # noqa: ARG001 - it stands in the diagram
    await asyncio.sleep(2)


@traced
async def check_out(stock: Stock, customer: str, items: list[str]) -> str:
    async with asyncio.TaskGroup() as group:
        for item in items:
            group.create_task(stock.reserve(item))
        group.create_task(authorise(100 * len(items)))
    mail = asyncio.create_task(send_mail(customer))
    await asyncio.sleep(0.5)
    await mail
    return "on its way"


def run() -> Trace:
    clock = FakeClock()
    with record("check out", clock=clock) as trace:
        clock.run(check_out(Stock(), "Ada", ["desk", "lamp", "rug"]))
    return trace


if __name__ == "__main__":
    print(run().save("diagrams/checkout.png", order="structure"))
