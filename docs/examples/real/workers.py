"""Two workers that share a queue, as in "Queues": they are cancelled when all is done."""

import asyncio


async def wash(dish: str) -> None:
    """Take some time."""
    await asyncio.sleep(0.1)
    print("clean:", dish)


async def worker(dishes: asyncio.Queue[str]) -> None:
    """Wash what comes, for ever."""
    while True:
        dish = await dishes.get()
        await wash(dish)
        dishes.task_done()


async def main() -> None:
    """Give them five dishes."""
    dishes: asyncio.Queue[str] = asyncio.Queue()
    workers = [asyncio.create_task(worker(dishes)) for _ in range(2)]
    for dish in ("cup", "plate", "bowl", "spoon", "pan"):
        await dishes.put(dish)
    await dishes.join()
    for task in workers:
        task.cancel()
    await asyncio.gather(*workers, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(main())
