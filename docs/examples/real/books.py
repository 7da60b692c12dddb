"""Books in SQLite, by aiosqlite, which has a thread for each database."""

import asyncio
from collections.abc import AsyncIterator

import aiosqlite


async def fill(database: aiosqlite.Connection) -> None:
    """Write two books."""
    await database.execute("create table book (title text, pages integer)")
    await database.executemany("insert into book values (?, ?)", [("Emma", 474), ("Persuasion", 249)])
    await database.commit()


async def longer_than(database: aiosqlite.Connection, pages: int) -> AsyncIterator[str]:
    """The titles of those that are longer, one after the other."""
    cursor = await database.execute("select title from book where pages > ? order by title", (pages,))
    for (title,) in await cursor.fetchall():
        yield title


async def all_pages(database: aiosqlite.Connection) -> int:
    """All of them together."""
    cursor = await database.execute("select sum(pages) from book")
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def main() -> None:
    """Write, and read."""
    async with aiosqlite.connect(":memory:") as database:
        await fill(database)
        print([title async for title in longer_than(database, 200)], await all_pages(database))


if __name__ == "__main__":
    asyncio.run(main())
