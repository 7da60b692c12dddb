"""Eight orders, one after the other, of which one fails: too much for one picture, so parts of it are drawn too."""

import asyncio

from corotrace import Trace, record, traced
from corotrace.testing import FakeClock


class Stock:
    """What there is to sell."""

    @traced
    async def reserve(self, item: str) -> str:
        """Put one of them aside."""
        await asyncio.sleep(0.2)
        return f"one {item}"


class Bank:
    """Whoever has the money."""

    @traced
    async def pay(self, customer: str, amount: int) -> str:
        """Large amounts take longer."""
        await asyncio.sleep(0.5 if amount < 500 else 2)
        if customer == "Kim":
            raise ValueError("card declined")
        return "paid"


@traced
async def send_mail(customer: str) -> None:  # noqa: ARG001 - it stands in the diagram
    await asyncio.sleep(0.1)


@traced
async def check_out(stock: Stock, bank: Bank, customer: str, item: str, price: int) -> str:
    await stock.reserve(item)
    await bank.pay(customer, price)
    await send_mail(customer)
    return "on its way"


ORDERS = [
    ("Ada", "lamp", 40), ("Bo", "desk", 250), ("Cem", "chair", 90), ("Dana", "sofa", 900),
    ("Kim", "bed", 450), ("Lea", "shelf", 120), ("Minh", "rug", 80), ("Noa", "mirror", 60),
]  # fmt: skip


@traced
async def main() -> None:
    stock, bank = Stock(), Bank()
    for order in ORDERS:
        try:
            await check_out(stock, bank, *order)
        except ValueError:
            pass


def run() -> Trace:
    clock = FakeClock()
    with record("eight orders", clock=clock) as trace:
        clock.run(main())
    return trace


def parts(trace: Trace) -> dict[str, Trace]:
    """Parts of the trace, and what to call their pictures."""
    (sofa,) = [call for call in trace.calls() if call.name == "check_out" and "'sofa'" in repr(call)]
    return {
        "orders_depth": trace.select(depth=2),
        "orders_failed": trace.select(failed=True),
        "orders_root": trace.select(root=sofa),
        "orders_exclude": trace.select(exclude="*.check_out", between=(0, 1.6)),
    }


if __name__ == "__main__":
    print(run().save("diagrams/orders.png"))
