"""Three factorials at once, as in "Running Tasks Concurrently": each pause lets the others go on."""

import asyncio


async def multiply(product: int, factor: int) -> int:
    """One step."""
    await asyncio.sleep(0.05)
    return product * factor


async def factorial(number: int) -> int:
    """``number!``."""
    product = 1
    for factor in range(2, number + 1):
        product = await multiply(product, factor)
    return product


async def main() -> None:
    """Compute all three."""
    print(await asyncio.gather(factorial(2), factorial(3), factorial(4)))


if __name__ == "__main__":
    asyncio.run(main())
