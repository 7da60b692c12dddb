"""What takes too long, as in "Timeouts": ended by ``wait_for``, by ``timeout``, and shielded from it."""

import asyncio


async def eternity() -> str:
    """Take an hour."""
    await asyncio.sleep(3600)
    return "yay"


async def letter() -> str:
    """Take a little longer than anybody waits."""
    await asyncio.sleep(0.1)
    return "a letter"


async def impatient() -> str:
    """Wait for a moment."""
    try:
        return await asyncio.wait_for(eternity(), 0.05)
    except TimeoutError:
        return "no yay"


async def with_a_limit() -> str:
    """Do all in a moment."""
    try:
        async with asyncio.timeout(0.05):
            return await eternity()
    except TimeoutError:
        return "no yay"


async def shielded() -> str:
    """Stop waiting for it, but let it be done; and then get it after all."""
    task = asyncio.create_task(letter())
    try:
        return await asyncio.wait_for(asyncio.shield(task), 0.05)
    except TimeoutError:
        return f"late, {await task}"


async def main() -> None:
    """Try them all."""
    print(await impatient(), await with_a_limit(), await shielded(), sep="\n")


if __name__ == "__main__":
    asyncio.run(main())
