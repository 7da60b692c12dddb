"""Two programs at once, as in "Subprocesses": what they write, and how they end."""

import asyncio


async def run(command: str) -> str:
    """Run a command of the shell."""
    process = await asyncio.create_subprocess_shell(command, stdout=asyncio.subprocess.PIPE)
    written, _ = await process.communicate()
    return f"{written.decode().strip()} (exit code {process.returncode})"


async def main() -> None:
    """Run one that is well, and one that is not."""
    print(*await asyncio.gather(run("echo hello"), run("echo oh; exit 3")), sep="\n")


if __name__ == "__main__":
    asyncio.run(main())
