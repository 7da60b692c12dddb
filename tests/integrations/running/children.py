"""Small programs that start processes, each in a way that recording might disturb. They print what they see."""

CHILDREN: dict[str, str] = {}


def program(source: str) -> None:
    name = source.strip().splitlines()[0].removeprefix("#").strip()
    CHILDREN[name] = source.lstrip("\n")


program("""
# what a Python knows of itself
import subprocess, sys
SHOW = '''
import asyncio, os, sys, threading
async def work(): return 1
print(__name__, __file__ if "__file__" in globals() else None, __spec__ and __spec__.name, __package__)
print(__loader__ and (__loader__ if isinstance(__loader__, type) else type(__loader__)).__name__, sorted(globals()))
print(sys.argv, sys.orig_argv[1:], sys.path[:3], sys.flags, [getattr(hook, "__name__", hook) for hook in sys.path_hooks][1:])
print(sorted(os.environ.items()), "sitecustomize" in sys.modules)
print(asyncio.run(work()), threading.main_thread().name, os.getcwd(), [type(f).__name__ for f in sys.meta_path])
'''
for name in ("shows.py", "shows", "app/__main__.py", "elsewhere/shows.py"):
    import os
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    open(name, "w").write(SHOW)
for words in (["shows.py", "x"], ["./shows"], ["-m", "shows"], ["app"], ["-c", SHOW, "y"], ["-P", "shows.py"], ["-I", "shows.py"], ["-E", "-m", "shows"], ["elsewhere/shows.py"], ["-X", "dev", "-W", "ignore", "shows.py"], ["-"], ["nothing.py"]):
    done = subprocess.run([sys.executable, *words], input=SHOW, text=True, capture_output=True)
    print(words[0], done.returncode, done.stdout, done.stderr, flush=True)
""")

program("""
# how a Python ends
import subprocess, sys
PROGRAM = '''
import asyncio, atexit, os, signal, sys, threading, time
async def main(how):
    atexit.register(print, "at exit")
    if how == "raise":
        raise ValueError("no")
    elif how == "exit":
        sys.exit(3)
    elif how == "text":
        sys.exit("that's it")
    elif how == "_exit":
        print("now", flush=True)
        os._exit(4)
    elif how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif how == "term":
        os.kill(os.getpid(), signal.SIGTERM)
    elif how == "thread":
        threading.Thread(target=lambda: (time.sleep(0.1), print("thread"))).start()
    elif how == "syntax":
        import broken
asyncio.run(main(sys.argv[1]))
'''
open("ends.py", "w").write(PROGRAM)
open("wrong.py", "w").write("async def f(: ...")
for how in ("raise", "exit", "text", "_exit", "kill", "term", "thread", "syntax"):
    done = subprocess.run([sys.executable, "ends.py", how], capture_output=True, text=True)
    print(how, done.returncode, done.stdout, done.stderr)
done = subprocess.run([sys.executable, "wrong.py"], capture_output=True, text=True)
print(done.returncode, done.stderr)
""")

program("""
# the one that customizes the site
import asyncio, os, subprocess, sys
async def main(): ...
asyncio.run(main())
os.makedirs("site")
open("site/sitecustomize.py", "w").write("import sys; print('customized', __name__, __file__, sys.path[0]); sys.custom = 1")
for paths in ("site", "site" + os.pathsep + "other"):
    env = {**os.environ, "PYTHONPATH": paths}
    code = "import sys, os; print(sys.custom, os.environ['PYTHONPATH'], sys.modules['sitecustomize'].__file__)"
    print(subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True))
open("site/sitecustomize.py", "w").write("1 / 0")
print(subprocess.run([sys.executable, "-c", "print(5)"], env=env, capture_output=True, text=True))
""")

program("""
# programs that are started in all ways
import asyncio, os, subprocess, sys
open("child.py", "w").write("import asyncio, os, sys\\nasync def work(): print('child', sys.argv, sorted(os.environ)[:3], flush=True)\\nasyncio.run(work())")
async def main():
    print(subprocess.run(["env"], env={"A": "1"}, capture_output=True, text=True).stdout)
    print(subprocess.run("echo $PYTHONPATH", shell=True, capture_output=True, text=True).stdout)
    print(subprocess.run([sys.executable, "child.py"], env={}).returncode, flush=True)
    print(subprocess.run([sys.executable, b"child.py", "1"], cwd=os.getcwd(), start_new_session=True).returncode, flush=True)
    print(subprocess.run([os.path.basename(sys.executable), "child.py"], env={"PATH": os.path.dirname(sys.executable)}).returncode, flush=True)
    print(subprocess.run([sys.executable, "child.py"], close_fds=False).returncode, flush=True)
    print(subprocess.run([sys.executable, "child.py"], preexec_fn=lambda: None).returncode, flush=True)
    print(os.system(f"{sys.executable} child.py system"), flush=True)
    print(os.popen(f"{sys.executable} child.py popen").read(), flush=True)
    print(os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "child.py", "spawnv"]), flush=True)
    print(os.spawnve(os.P_WAIT, sys.executable, [sys.executable, "child.py", "spawnve"], {"B": "2"}), flush=True)
    print(os.waitpid(os.posix_spawn(sys.executable, [sys.executable, "child.py", "posix_spawn"], os.environ), 0)[1], flush=True)
    print(os.waitpid(os.posix_spawnp("env", ["env"], {"C": "3", b"PATH": b"/usr/bin:/bin"}), 0)[1], flush=True)
    process = await asyncio.create_subprocess_exec(sys.executable, "child.py", "asyncio")
    print(await process.wait(), flush=True)
    for call in (lambda: subprocess.run(["not-there"]), lambda: os.posix_spawn("not-there", [], {}), lambda: os.execv("not-there", ["x"]), lambda: os.execve("not-there", [], {}), lambda: subprocess.run([sys.executable, "\\0"]), lambda: os.execv(sys.executable, []), lambda: os.posix_spawn(1, 2, 3)):
        try:
            call()
        except Exception as error:
            print(type(error), error)
    print(os.execv.__name__, os.execve.__doc__, os.posix_spawn.__module__, os.posix_spawn.__qualname__)
    sys.stdout.flush()
    os.execvp(sys.executable, [sys.executable, "child.py", "execvp"])
asyncio.run(main())
""")

program("""
# multiprocessing in all ways
import asyncio, atexit, concurrent.futures, multiprocessing, os, signal, sys, threading, time
async def square(n):
    await asyncio.sleep(0)
    return n * n
def run(n):
    return asyncio.run(square(n)), __name__, multiprocessing.current_process().name, threading.active_count() > 0
def fails(n):
    raise LookupError(n)
def exits(n):
    atexit.register(print, "never")
    sys.exit(n)
def waits():
    time.sleep(60)
class Own(multiprocessing.Process):
    def run(self):
        print(asyncio.run(square(9)), flush=True)
if __name__ == "__main__":
    for method in ("spawn", "forkserver", "fork"):
        context = multiprocessing.get_context(method)
        with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as pool:
            print(method, [made[:2] for made in pool.map(run, [1, 2])])
            try:
                pool.submit(fails, 3).result()
            except LookupError as error:
                print(error, error.__cause__ is not None)
            try:
                pool.submit(os._exit, 1).result()
            except concurrent.futures.process.BrokenProcessPool:
                print("broken")
        with context.Pool(1) as pool:
            print(pool.map(run, [3])[0][:2])
        for target, args in ((exits, (5,)), (fails, (6,)), (os._exit, (7,))):
            process = context.Process(target=target, args=args, name="N")
            process.start()
            process.join()
            print(process.exitcode, flush=True)
        process = context.Process(target=waits)
        process.start()
        process.terminate()
        process.join()
        print(process.exitcode)
    process = Own()
    process.start()
    process.join()
    print(process.exitcode, multiprocessing.active_children())
""")

program("""
# forks of forks
import asyncio, os, sys
async def work(n):
    await asyncio.sleep(0)
    return n
def deeper(n):
    print(n, asyncio.run(work(n)), flush=True)
    if n:
        pid = os.fork()
        if not pid:
            deeper(n - 1)
            os._exit(n)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
async def main():
    pid = os.fork()
    if not pid:
        await work(5)
        sys.exit(3)
    print(os.waitpid(pid, 0)[1])
deeper(3)
asyncio.run(main())
import pty
pid, terminal = pty.fork()
if not pid:
    print(asyncio.run(work(8)))
    os._exit(0)
said = b""
while not said.endswith(b"\\n"):
    said += os.read(terminal, 100)
print(said)
os.waitpid(pid, 0)
""")

program("""
# a daemon that closes all files
import asyncio, os, sys
async def work(n): return n
asyncio.run(work(0))
if not os.fork():
    os.setsid()
    if os.fork():
        os._exit(0)
    asyncio.run(work(1))
    os.closerange(3, 1000)
    files = [open(f"own{n}", "w") for n in range(9)]
    print(asyncio.run(work(2)), flush=True)
    for file in files:
        file.close()
    print([os.path.getsize(f"own{n}") for n in range(9)], flush=True)
    os._exit(0)
os.wait()
import time
time.sleep(0.5)
""")

program("""
# many forks, of a process that has one thread
import asyncio, os, warnings
warnings.simplefilter("always")
async def main():
    for _ in range(40):
        if not os.fork():
            os._exit(0)
        os.wait()
        await asyncio.sleep(0.001)
asyncio.run(main())
""")
