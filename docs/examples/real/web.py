"""A Starlette application, served by uvicorn on this machine, and an httpx client that asks it."""

import asyncio
import socket
from collections.abc import AsyncIterator

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

STOCK = {"pear": 3, "plum": 0}


async def count(fruit: str) -> int:
    """Look it up, as in a database."""
    await asyncio.sleep(0.02)
    return STOCK[fruit]


async def one(request: Request) -> Response:
    """``/stock/pear``: how many there are."""
    try:
        return JSONResponse(await count(request.path_params["fruit"]))
    except KeyError:
        return Response("no such fruit", status_code=404)


async def every(_request: Request) -> Response:
    """``/stock``: all of them, line by line."""
    return StreamingResponse(lines())


async def lines() -> AsyncIterator[str]:
    """The lines of the answer."""
    for fruit in STOCK:
        yield f"{fruit} {await count(fruit)}\n"


app = Starlette(routes=[Route("/stock/{fruit}", one), Route("/stock", every)])


async def serve(server: uvicorn.Server, listening: socket.socket) -> None:
    """Be the server."""
    await server.serve([listening])


async def ask(client: httpx.AsyncClient, path: str) -> str:
    """Be a client."""
    answer = await client.get(path)
    return f"{answer.status_code} {answer.text.strip()}"


async def main() -> None:
    """Ask three things at once, and then one more."""
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    async with asyncio.TaskGroup() as group:
        group.create_task(serve(server, listening))
        async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
            print(await asyncio.gather(*(ask(client, f"/stock/{fruit}") for fruit in ("pear", "plum", "fig"))))
            print(await ask(client, "/stock"))
        server.should_exit = True


if __name__ == "__main__":
    asyncio.run(main())
