"""A page of a shop is put together: much of it at the same time, and yet something has to be waited for."""

import asyncio

from corotrace import Trace, record, traced
from corotrace.testing import FakeClock


class Warehouse:
    """It answers slowly."""

    @traced
    async def count(self, item: str) -> int:  # noqa: ARG002 - it stands in the diagram
        """Two of them are left."""
        await asyncio.sleep(0.4)
        return 2


@traced
async def find_customer(number: int) -> str:  # noqa: ARG001 - it stands in the diagram
    await asyncio.sleep(0.1)
    return "Ada"


@traced
async def find_prices(customer: str) -> dict[str, int]:  # noqa: ARG001
    await asyncio.sleep(0.3)
    return {"desk": 250, "lamp": 40}


@traced
async def find_stock(warehouse: Warehouse) -> dict[str, int]:
    return {item: await warehouse.count(item) for item in ("desk", "lamp")}


@traced
async def find_reviews() -> list[str]:
    await asyncio.sleep(0.5)
    return ["a fine lamp"]


@traced
async def show_page() -> str:
    customer = await find_customer(7)
    await asyncio.gather(find_prices(customer), find_stock(Warehouse()), find_reviews())
    return "<html>"


def run() -> Trace:
    clock = FakeClock()
    with record("a page of a shop", clock=clock) as trace:
        clock.run(show_page())
    return trace


def how(trace: Trace) -> dict[str, object]:
    """How it is drawn."""
    return {"bold": trace.critical_path("*.show_page")}


if __name__ == "__main__":
    trace = run()
    path = trace.critical_path("*.show_page")
    print(path)
    print(trace.save("diagrams/critical_path.png", bold=path))
