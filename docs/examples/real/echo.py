"""A server that sends back what it gets, and a client, as in "Streams"."""

import asyncio


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Serve one client."""
    while line := await reader.readline():
        writer.write(line.upper())
        await writer.drain()
    writer.close()


async def call(port: int, *words: str) -> str:
    """Be a client: send each word when the one before has come back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answers = []
    for word in words:
        writer.write(f"{word}\n".encode())
        answers.append((await reader.readline()).decode().strip())
    writer.write_eof()
    await reader.read()
    writer.close()
    await writer.wait_closed()
    return " ".join(answers)


async def main() -> None:
    """Serve one who says two words."""
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with server:
        print(await call(server.sockets[0].getsockname()[1], "good", "bye"))


if __name__ == "__main__":
    asyncio.run(main())
