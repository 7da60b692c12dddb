"""A library as somebody else may have written it: its code counts as installed, whatever file it stands in."""

from types import ModuleType

_SOURCE = """
import asyncio, contextlib, functools

def deco(function):
    @functools.wraps(function)
    async def wrapper(*args):
        await asyncio.sleep(1)
        return await function(*args)
    return wrapper

def client_factory():
    async def send(message):
        await asyncio.sleep(1)
    return send

class Middleware:
    async def __call__(self, dispatch):
        async def call_next(request):
            await asyncio.sleep(1)
        await dispatch(call_next)

class Connection:
    async def __aenter__(self):
        await asyncio.sleep(1)
    async def __aexit__(self, *error):
        await asyncio.sleep(1)

class Client(Connection):
    def __init__(self, connection):
        self.connection = connection
    async def __aenter__(self):
        await self.connection.__aenter__()

@contextlib.asynccontextmanager
async def transaction(number):
    await asyncio.sleep(1)
    yield
"""


def thirdlib() -> ModuleType:
    """Make the library."""
    module = ModuleType("thirdlib")
    exec(compile(_SOURCE, "<frozen thirdlib>", "exec"), vars(module))
    return module
