"""Three ways to wait for the same two, as in "Coroutines and Tasks": one by one, as tasks, and as a group of tasks."""

import asyncio


async def say_after(delay: float, what: str) -> str:
    """Say it late."""
    await asyncio.sleep(delay)
    return what


async def one_by_one() -> str:
    """The second is not begun before the first is done."""
    return f"{await say_after(0.1, 'hello')} {await say_after(0.2, 'world')}"


async def as_tasks() -> str:
    """Both have begun before the first is waited for."""
    hello, world = asyncio.create_task(say_after(0.1, "hello")), asyncio.create_task(say_after(0.2, "world"))
    return f"{await hello} {await world}"


async def as_group() -> str:
    """The end of the block waits for both."""
    async with asyncio.TaskGroup() as group:
        hello, world = group.create_task(say_after(0.1, "hello")), group.create_task(say_after(0.2, "world"))
    return f"{hello.result()} {world.result()}"


async def main() -> None:
    """Say it three times."""
    for way in (one_by_one, as_tasks, as_group):
        print(await way())


if __name__ == "__main__":
    asyncio.run(main())
