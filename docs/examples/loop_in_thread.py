"""A new event loop in the main thread, and one more in a thread beside it: neither disturbs the other."""

import asyncio
import threading

from corotrace import Trace, note, record, traced


@traced
async def simple_task(name: str, delay: float) -> str:
    note(f"Task {name} 시작")
    await asyncio.sleep(delay)
    note(f"Task {name} 완료")
    return f"{name} 결과"


@traced
def run_new_loop() -> None:
    note("[STEP] 새로운 이벤트 루프 생성")
    new_loop = asyncio.new_event_loop()
    asyncio.set_event_loop(new_loop)
    note("[STEP] 새로운 이벤트 루프에서 태스크 실행")
    new_loop.run_until_complete(simple_task("새 루프 태스크", 2))
    new_loop.close()
    asyncio.set_event_loop(None)
    note("[STEP] 새로운 이벤트 루프 종료")


@traced
def main() -> None:
    beside = threading.Thread(target=run_new_loop, name="Thread-1")
    beside.start()
    run_new_loop()
    beside.join()


def run() -> Trace:
    with record("loop in thread: two event loops, undisturbed") as trace:
        main()
    return trace


if __name__ == "__main__":
    run().save("diagrams/loop_in_thread.png")
