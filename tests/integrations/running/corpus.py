"""Small programs, each with something of its own that recording might disturb. They print what they see."""

CORPUS: dict[str, str] = {}


def program(source: str) -> None:
    name = source.strip().splitlines()[0].removeprefix("#").strip()
    CORPUS[name] = source.lstrip("\n")


program("""
# what a script knows of itself
import sys, os
async def main(): ...
print(__name__, __file__, __spec__, __package__, __cached__, type(__loader__).__name__, __doc__)
print(sorted(globals()), sys.argv, sys.path[0], os.getcwd(), sys.flags)
print(sys.modules["__main__"].main is main, [type(f).__name__ for f in sys.meta_path])
""")

program("""
# an exception in a coroutine
import asyncio
async def inner(n):
    await asyncio.sleep(0)
    return 1 / n
async def outer(n):
    try:
        return await inner(n)
    except ZeroDivisionError as error:
        raise LookupError("no") from error
async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(outer(0))
asyncio.run(main())
""")

program("""
# an exit with a code
import asyncio, sys
async def main():
    sys.exit(7)
asyncio.run(main())
""")

program("""
# an exit with a text
import atexit, sys
atexit.register(print, "at exit")
sys.exit("that's it")
""")

program("""
# an exception hook of its own
import sys
def hook(kind, error, traceback):
    print("hook:", kind.__name__, error, traceback.tb_frame.f_code.co_name, traceback.tb_lineno, traceback.tb_next)
sys.excepthook = hook
raise ValueError("x")
""")

program("""
# an exception at the end
import atexit, asyncio, sys
async def late():
    raise RuntimeError("late")
atexit.register(lambda: asyncio.run(late()))
atexit.register(lambda: print("hook is Python's:", sys.excepthook is sys.__excepthook__))
""")

program("""
# threads that outlive the main one
import threading, time, asyncio
async def work(n):
    await asyncio.sleep(0.01)
    print("worked", n)
threading.Thread(target=lambda: (threading.main_thread().join(), asyncio.run(work(1)))).start()
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
print("main is over")
""")

program("""
# ends at once
import os, asyncio
async def main():
    print("said", flush=True)
    os._exit(5)
asyncio.run(main())
""")

program("""
# kills itself
import os, signal, asyncio
async def main():
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.sleep(10)
asyncio.run(main())
""")

program("""
# interrupts itself
import os, signal, asyncio
async def main():
    try:
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.sleep(10)
    finally:
        print("cleaned up")
asyncio.run(main())
""")

program("""
# signals as they are
import signal
for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGCHLD", "SIGPIPE", "SIGUSR1"):
    print(name, signal.getsignal(getattr(signal, name)))
print(signal.pthread_sigmask(signal.SIG_BLOCK, []))
""")

program("""
# the functions look as they did
import asyncio, inspect, functools, types, typing, pickle, copy, doctest
async def f(a, b: int = 2, *, c: str = "x") -> bool:
    '''Say.

    >>> f.__name__
    'f'
    '''
    return a
@functools.cache
def plain(x):
    return x
async def agen():
    yield 1
class Shop:
    async def sell(self): ...
print(f.__name__, f.__qualname__, f.__module__, f.__doc__, f.__defaults__, f.__kwdefaults__, f.__annotations__)
print(inspect.signature(f), inspect.getfullargspec(f), typing.get_type_hints(f), repr(f)[:12], str(f)[:12])
print(inspect.getsource(f), inspect.getsourcelines(agen)[1], f.__code__.co_firstlineno, f.__globals__ is globals())
print(repr(Shop().sell)[:60], repr(Shop.sell)[:30], {"f": f}.__repr__()[:20])
print(isinstance(f, types.FunctionType), callable(f), inspect.isfunction(f), inspect.iscoroutinefunction(f))
print(asyncio.iscoroutinefunction(f), inspect.isasyncgenfunction(agen), inspect.isroutine(f), inspect.ismethod(f))
print(pickle.loads(pickle.dumps(f)) is f, copy.copy(f) is f, copy.deepcopy([f])[0] is f, f == f, hash(f) == hash(f))
print(functools.partial(f, 1).func is f, functools.wraps(f)(lambda: 0).__wrapped__ is f, inspect.unwrap(f).__name__)
f.attribute = 1
print(f.attribute, vars(f).get("attribute"), f.__dict__.get("attribute"), {f: 1}[f])
print(doctest.testmod(), [test.name for test in doctest.DocTestFinder().find(__import__("__main__"))])
""")

program("""
# what does not pickle
import pickle
def make():
    async def local(): ...
    return local
try:
    pickle.dumps(make())
except Exception as error:
    print(type(error), error)
""")

program("""
# classes of all kinds
import abc, asyncio, dataclasses, enum, functools, typing
class Base(abc.ABC):
    @abc.abstractmethod
    async def need(self): ...
    @property
    def prop(self): return 1
    @property
    async def aprop(self): return 2
    @staticmethod
    async def stat(x): return x
    @classmethod
    async def clas(cls, x): return cls.__name__, x
    @functools.cached_property
    def once(self): return 3
    async def __aenter__(self): return self
    async def __aexit__(self, *exc): return False
    def __init_subclass__(cls, **options): print("subclass", cls.__name__, options); super().__init_subclass__()
    def __class_getitem__(cls, item): return item
    def __new__(cls, *args): return super().__new__(cls)
    def __aiter__(self): return self
    async def __anext__(self): raise StopAsyncIteration
class Child(Base, option=1):
    async def need(self):
        return __class__.__name__, await super().clas(2)
    async def __call__(self): return "called"
    def __await__(self):
        return self.need().__await__()
@dataclasses.dataclass
class Data:
    x: int
    async def get(self): return self.x
class Protocol(typing.Protocol):
    async def get(self) -> int: ...
@typing.runtime_checkable
class Checked(typing.Protocol):
    async def get(self) -> int: ...
class Named(typing.NamedTuple):
    a: int
    async def get(self): return self.a
class Typed(typing.TypedDict):
    a: int
class Color(enum.Enum):
    RED = 1
    async def show(self): return self.name
class Meta(type):
    async def make(cls): return cls()
class Made(metaclass=Meta): ...
class Slots:
    __slots__ = ("a",)
    async def get(self): return 1
async def main():
    try:
        Base()
    except TypeError as error:
        print(error)
    child = Child()
    print(child.prop, await child.aprop, await child.stat(1), await Child.stat(2), await child.clas(3), child.once)
    print(await child.need(), await child(), await child, Base[5])
    async with child as same:
        print(same is child, [x async for x in child])
    print(await Data(4).get(), isinstance(Data(1), Checked), await Named(1).get(), Named(1), Data(1))
    print(await Color.RED.show(), list(Color), type(await Made.make()).__name__, await Slots().get())
    print(child.need == child.need, child.need.__self__ is child, child.need.__func__.__qualname__, Typed(a=1))
    print(sorted(Base.__abstractmethods__), sorted(typing.get_protocol_members(Protocol)) if hasattr(typing, "get_protocol_members") else "")
asyncio.run(main())
""")

program("""
# weak references to methods
import asyncio, weakref
class Signal:
    async def on(self): return "on"
    def plain(self): return "plain"
class Loud(Signal): ...
async def main():
    signal = Signal()
    print(await weakref.WeakMethod(signal.on)()(), weakref.WeakMethod(signal.plain)()(), weakref.ref(Signal.on)() is Signal.on)
    print(Signal.on is Signal.on, Loud.on is Signal.on, Loud.plain is Signal.plain, await Signal.on(signal))
    print(weakref.WeakMethod(signal.on) == weakref.WeakMethod(signal.on))
asyncio.run(main())
""")

program("""
# decorators in their order
import asyncio, contextlib, functools, types
routes = {}
def route(path):
    print("route made", path)
    def register(function):
        print("registers", function.__name__, asyncio.iscoroutinefunction(function))
        routes[path] = function
        return function
    return register
def loud(function):
    @functools.wraps(function)
    async def wrapper(*args):
        print("loud", args)
        return await function(*args)
    return wrapper
@route("/a")
@loud
async def handler(x): return x
@contextlib.asynccontextmanager
async def manager():
    yield "managed"
@contextlib.contextmanager
def sync_manager():
    yield "managed too"
@types.coroutine
def old():
    yield
@functools.singledispatch
def show(x): return "any"
@show.register
def _(x: int): return "int"
class Dispatch:
    @functools.singledispatchmethod
    async def show(self, x): return "any"
    @show.register
    async def _(self, x: int): return "int"
    part = functools.partialmethod(show, 5)
@functools.lru_cache
async def cached(): return 1
async def main():
    print(await routes["/a"](3), show(1), show(""), await Dispatch().show(1), await Dispatch().show(""), await Dispatch().part())
    async with manager() as managed:
        print(managed)
    with sync_manager() as managed:
        print(managed)
    await old()
    print(await cached(), cached.cache_info())
asyncio.run(main())
""")

program("""
# scopes of names
from __future__ import annotations
import asyncio
counter = 0
async def count():
    global counter
    counter += 1
    def inner():
        nonlocal_value = 1
        async def deeper():
            nonlocal nonlocal_value
            nonlocal_value += 1
            return nonlocal_value
        return deeper
    return await inner()()
class Space(dict):
    def __missing__(self, key):
        print("asked for", key)
        raise KeyError(key)
class Meta(type):
    @classmethod
    def __prepare__(cls, name, bases): return Space()
    def __new__(cls, name, bases, space):
        print(sorted(space))
        return super().__new__(cls, name, bases, dict(space))
class Made(metaclass=Meta):
    async def method(self, x: Undefined) -> Unknown: return 1
    if True:
        async def conditional(self): return 2
async def main():
    made = Made()
    print(await count(), counter, await made.method(1), await made.conditional(), made.method.__annotations__)
    print([x async for x in agen()], await (lambda: count())(), sorted(locals()))
async def agen():
    for i in range(3): yield i
exec("async def dynamic(): return 'dynamic'")
asyncio.run(main())
print(asyncio.run(dynamic()))
print(sorted(name for name in globals()))
""")

program("""
# -*- coding: latin-1 -*-
import asyncio
async def main(): print("caf\u00e9".encode("utf-8"))
asyncio.run(main())
""")

program("""
# a syntax error
async def main():
    print("fine")
    retrun 5
""")

program("""
# a syntax error of a later stage
async def main():
    nonlocal x
""")

program("""
# a module with a syntax error
try:
    import broken
except SyntaxError as error:
    import traceback
    traceback.print_exc()
import broken
""")

program("""
# a module that raises
import traceback
try:
    import raises
except ValueError:
    traceback.print_exc()
try:
    import not_there_at_all
except ImportError:
    traceback.print_exc()
import raises
""")

program("""
# modules in all ways
import asyncio, importlib, importlib.util, inspect, pkgutil, sys
import sibling, package.inner
spec = importlib.util.spec_from_file_location("loaded", sibling.__file__)
loaded = importlib.util.module_from_spec(spec)
spec.loader.exec_module(loaded)
print(asyncio.run(sibling.work()), asyncio.run(loaded.work()), asyncio.run(package.inner.work()))
print(sibling.__cached__, sibling.__spec__, type(sibling.__loader__), sorted(vars(sibling)))
print(inspect.getsource(sibling), pkgutil.get_data("package", "inner.py"))
importlib.reload(sibling)
print([name for name in sys.modules if "sibling" in name or "package" in name])
""")

program("""
# warnings where they were
import asyncio, warnings
warnings.simplefilter("always")
async def old():
    warnings.warn("old", DeprecationWarning)
async def main():
    await old()
    old()
def deprecated():
    warnings.warn("plain", DeprecationWarning, stacklevel=2)
asyncio.run(main())
deprecated()
""")

program("""
# processes started in each way
import asyncio, concurrent.futures, multiprocessing, os, sys
async def square(n):
    await asyncio.sleep(0)
    return n * n
def run(n):
    return asyncio.run(square(n)), __name__
if __name__ == "__main__":
    for method in ("spawn", "forkserver", "fork"):
        context = multiprocessing.get_context(method)
        with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as pool:
            print(method, list(pool.map(run, [1, 2])), pool.submit(asyncio.run, None).exception() is not None)
        process = context.Process(target=run, args=(3,))
        process.start()
        process.join()
        print(process.exitcode)
    pid = os.fork()
    if not pid:
        print("forked", asyncio.run(square(5)), flush=True)
        sys.exit(3)
    print(os.waitpid(pid, 0)[1])
""")

program("""
# debug mode of asyncio
import asyncio, logging
logging.basicConfig(format="%(levelname)s %(message)s")
async def forgotten(): ...
async def fails():
    raise ValueError("nobody looks")
async def main():
    task = asyncio.create_task(fails(), name="T")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print(task.get_coro().__qualname__, repr(task.get_coro())[:24], task.get_stack())
    del task
asyncio.run(main())
""")

program("""
# generators by hand
import asyncio
async def gen():
    try:
        got = yield 1
        print("got", got)
        yield 2
    finally:
        print("closed")
async def main():
    made = gen()
    print(await made.asend(None), await made.asend("x"))
    await made.aclose()
    async for item in gen():
        break
    coroutine = gen().__anext__()
    try:
        coroutine.send(None)
    except StopIteration as stop:
        print(stop.value)
asyncio.run(main())
""")

program("""
# standard input
import sys
print(sys.stdin.read(), sys.stdin.fileno(), sys.stdout.isatty())
""")

program("""
# a deep recursion
import asyncio
async def down(depth):
    return 0 if depth == 0 else 1 + await down(depth - 1)
def plain(depth):
    return 0 if depth == 0 else 1 + plain(depth - 1)
async def items(depth):
    if depth:
        async for item in items(depth - 1):
            yield item
    yield depth
async def main():
    print(await down(900), plain(400), len([item async for item in items(120)]))
asyncio.run(main())
""")
