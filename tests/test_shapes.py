"""The shapes of asyncio: each runs, is told as it happened, and is drawn as in the documents."""

import importlib
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from corotrace import Trace
from corotrace.events import Call, Resumed, Suspended
from tests.conftest import Golden

for needed in ("anyio", "trio", "uvloop"):
    pytest.importorskip(needed, reason=f"{needed} is not installed")

ROOT = Path(__file__).parents[1]
DIAGRAMS = ROOT / "diagrams" / "shapes"
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"

sys.path.insert(0, str(ROOT / "docs" / "examples"))
SHAPES = importlib.import_module("shapes.gallery").SHAPES

#: Who called whom (``>`` in the same task, ``>>`` in another task or thread), and how it ended.
CALLS: dict[str, list[str]] = {
    "gather": [
        "? > main(): returned None",
        "main >> forecast('Seoul', 2): returned 'sunny in Seoul'",
        "main >> forecast('Busan', 1): returned 'sunny in Busan'",
        "main >> forecast('Jeju', 3): returned 'sunny in Jeju'",
    ],
    "task_awaited_later": [
        "? > make_coffee(): returned None",
        "make_coffee > grind_beans(): returned None",
        "make_coffee >> boil_water(): returned 'hot'",
    ],
    "task_awaited_when_done": [
        "? > breakfast(): returned ('soft', 'crisp')",
        "breakfast > boil_egg(): returned 'soft'",
        "breakfast >> toast(): returned 'crisp'",
    ],
    "task_awaited_by_another": [
        "? > main(): returned None",
        "main > take_order(): returned <Task>",
        "main > send_letter(<Task>): returned None",
        "take_order >> print_invoice(17): returned 'invoice 17'",
    ],
    "task_never_awaited": [
        "? > serve(): returned '200 OK'",
        "serve >> write_log('GET /'): returned None",
    ],
    "task_group": [
        "? > plan_trip(): returned None",
        "plan_trip >> reserve('flight', 2): returned 'flight reserved'",
        "plan_trip >> reserve('hotel', 1): returned 'hotel reserved'",
    ],
    "as_completed": [
        "? > main(): returned None",
        "main >> download('film', 3): returned 'film'",
        "main >> download('song', 1): returned 'song'",
    ],
    "wait_first_completed": [
        "? > fastest(): returned 'answer of seoul'",
        "fastest >> ask('tokyo', 2): cancelled CancelledError()",
        "fastest >> ask('seoul', 1): returned 'answer of seoul'",
    ],
    "shield": [
        "? > main(): returned None",
        "main >> handle_request(): cancelled CancelledError()",
        "handle_request >> save_order(): returned 'saved'",
    ],
    "eager_tasks": [
        "? > main(): returned None",
        "main >> look_up('Ada', known=True): returned 'profile of Ada'",
        "main >> look_up('Kim', known=False): returned 'profile of Kim'",
    ],
    "gather_in_task_group": [
        "? > main(): returned None",
        "main >> fetch_shop('books'): returned 2",
        "main >> fetch_shop('tea'): returned 2",
        "fetch_shop >> fetch('books/1'): returned 'page books/1'",
        "fetch_shop >> fetch('books/2'): returned 'page books/2'",
        "fetch_shop >> fetch('tea/1'): returned 'page tea/1'",
        "fetch_shop >> fetch('tea/2'): returned 'page tea/2'",
    ],
    "child_after_parent": [
        "? > main(): returned None",
        "main > check_out(17): returned 'paid'",
        "check_out >> send_receipt(17): returned None",
    ],
    "returned": [
        "? > main(): returned '42 left'",
        "main > count_stock('tea'): returned 42",
    ],
    "raised_and_caught": [
        "? > check_out(): returned 'not paid'",
        "check_out > pay(100): raised ValueError('no money')",
    ],
    "raised_through": [
        "? > main(): returned None",
        "main > log_in(5): raised LookupError('row 5')",
        "log_in > find_user(5): raised LookupError('row 5')",
        "find_user > read_row(5): raised LookupError('row 5')",
    ],
    "exception_group": [
        "? > main(): returned None",
        "main > check_all(): raised ExceptionGroup('unhandled errors in a TaskGroup', [ConnectionError('mail is …)])",
        "check_all >> check('shop', 1): returned 'up'",
        "check_all >> check('mail', 2): raised ConnectionError('mail is down')",
        "check_all >> check('bank', 3): cancelled CancelledError()",
    ],
    "cancelled": [
        "? > main(): returned None",
        "main >> download('film.mp4'): cancelled CancelledError()",
        "download > transfer('film.mp4'): cancelled CancelledError()",
    ],
    "wait_for_timed_out": [
        "? > main(): returned 'unknown'",
        "main >> ask_weather(): timed out CancelledError()",
    ],
    "timed_out": [
        "? > main(): returned 'unknown'",
        "main > ask_weather(): timed out CancelledError()",
    ],
    "closed_by_hand": [
        "? > main(): returned None",
        "main > deliver('books'): closed GeneratorExit()",
    ],
    "closed_by_collector": [
        "? > main(): returned None",
        "main > deliver('books'): closed GeneratorExit()",
    ],
    "cancelled_before_first_step": [
        "? > main(): returned None",
        "main > warm_up('kettle'): returned None",
    ],
    "still_running": [
        "? > watch('door'): still running",
        "watch > measure('door'): still running",
    ],
    "sleep": [
        "? > bake('cake'): returned 'cake'",
    ],
    "queue": [
        "? > restaurant(): returned None",
        "restaurant >> cook(<Queue>): returned None",
        "restaurant >> waiter(<Queue>): returned None",
    ],
    "lock": [
        "? > morning(): returned None",
        "morning >> shower('Ada', <Lock>): returned None",
        "morning >> shower('민수', <Lock>): returned None",
    ],
    "event": [
        "? > race(): returned None",
        "race >> run(1, <Event>): returned None",
        "race >> run(2, <Event>): returned None",
        "race >> starter(<Event>): returned None",
    ],
    "semaphore": [
        "? > main(): returned None",
        "main >> download('film', <Semaphore>): returned None",
        "main >> download('song', <Semaphore>): returned None",
        "main >> download('book', <Semaphore>): returned None",
    ],
    "condition": [
        "? > shop(): returned None",
        "shop >> buy(<Condition>): returned 'rice'",
        "shop >> refill(<Condition>): returned None",
    ],
    "barrier": [
        "? > dinner(): returned None",
        "dinner >> come_to_table('Ada', 1, <Barrier>): returned None",
        "dinner >> come_to_table('민수', 3, <Barrier>): returned None",
    ],
    "future": [
        "? > main(): returned None",
        "main > wait_for_guest(<Future>): returned 'Kim'",
    ],
    "task_of_untraced_code": [
        "? > main(): returned 42",
    ],
    "untraced_in_between": [
        "? > report(): returned None",
        "report > query('orders'): returned 3",
    ],
    "streams": [
        "? > main(): returned None",
        "main > ping(PORT): returned bytes(5)",
        "main >> answer(<StreamReader>, <StreamWriter>): returned None",
    ],
    "subprocess": [
        "? > greet('Ada'): returned bytes(11)",
    ],
    "executor": [
        "? > compress('photos.zip'): returned None",
    ],
    "hand_over": [
        "? > shop(): returned None",
        "shop >> worker(<Queue>): returned None",
        "worker > prepare(17): returned None",
    ],
    "async_generator": [
        "? > crawl(): returned None",
        "crawl > pages('shop', 2): returned None",
        "crawl > store('shop/1'): returned None",
        "crawl > store('shop/2'): returned None",
    ],
    "async_generator_broken_off": [
        "? > crawl(): returned None",
        "crawl > pages('shop', 5): closed GeneratorExit()",
    ],
    "async_generator_closed": [
        "? > crawl(): returned 'shop/1'",
        "crawl > pages('shop', 5): closed GeneratorExit()",
    ],
    "async_generator_thrown_into": [
        "? > main(): returned None",
        "main > thermometer(): closed GeneratorExit()",
    ],
    "async_generator_collected": [
        "? > main(): returned None",
        "main >> read_first(): returned 'shop/1'",
        "read_first > pages('shop', 5): closed GeneratorExit()",
    ],
    "plain_generator": [
        "? > total(): returned 7",
        "total > lines('3 4'): returned 2",
    ],
    "context_manager_class": [
        "? > report(): returned 3",
        "report > Connection.__init__('db'): returned None",
        "report > Connection.__aenter__(): returned <Connection>",
        "report > Connection.query('orders'): returned 3",
        "report > Connection.__aexit__(None, None, None): returned None",
    ],
    "context_manager_function": [
        "? > main(): returned None",
        "main > transaction('T1'): returned None",
        "main > pay(100): raised LookupError('no such account')",
    ],
    "async_comprehension": [
        "? > main(): returned [5, 5]",
        "main > pages('tea', 2): returned None",
        "main > price('tea/1'): returned 5",
        "main > price('tea/2'): returned 5",
    ],
    "plain_in_between": [
        "? > main(): returned None",
        "main > start_sending('hello'): returned <Task>",
        "start_sending >> send('HELLO'): returned None",
    ],
    "recursion": [
        "? > size('photos'): returned 4",
        "size > size('2024'): returned 1",
        "size > size('2025'): returned 2",
        "size > size('june'): returned 1",
    ],
    "partial_function": [
        "? > main(): returned None",
        "main > convert(2, rate=1350, currency='원'): returned '2700 원'",
        "main > convert(2): returned '300 엔'",
    ],
    "cached_value": [
        "? > main(): returned 6",
        "main > Shop.price('tea'): returned 3",
        "Shop.price > Shop.price_list(): returned {'tea': 3}",
        "main > Shop.price('tea'): returned 3",
    ],
    "two_objects": [
        "? > transfer(): returned None",
        "transfer > Account.withdraw(30): returned 70",
        "transfer > Account.deposit(30): returned 30",
    ],
    "one_object_in_two_tasks": [
        "? > bakery(): returned None",
        "bakery >> Oven.bake('bread', 10): returned 'baked bread'",
        "Oven.bake > Oven.heat('bread'): returned None",
        "bakery >> Oven.bake('rolls', 5): returned 'baked rolls'",
        "Oven.bake > Oven.heat('rolls'): returned None",
    ],
    "class_and_static_methods": [
        "? > main(): returned 'A1'",
        "main > Ticket.book(' a1'): returned <Ticket>",
        "Ticket.book > Ticket.tidy(' a1'): returned 'A1'",
        "main > Ticket.show(): returned 'A1'",
    ],
    "traced_class": [
        "? > main(): returned 1",
        "main > Cart.__init__('Ada'): returned None",
        "main > Cart.add('tea'): returned None",
        "main > Cart.pay(): returned 1",
    ],
    "inheritance": [
        "? > main(): returned None",
        "main > Latte.brew(2): returned '2 coffee with milk'",
        "Latte.brew > Coffee.brew(2): returned '2 coffee'",
    ],
    "to_thread": [
        "? > main(): returned None",
        "main >> show('cat.jpg'): returned None",
        "show >> resize('cat.jpg'): returned 'small cat.jpg'",
        "main >> forecast('Seoul'): returned 'sunny in Seoul'",
    ],
    "to_thread_gathered": [
        "? > main(): returned None",
        "main >> resize('cat.jpg'): returned 'small cat.jpg'",
        "main >> resize('dog.jpg'): returned 'small dog.jpg'",
    ],
    "run_in_executor": [
        "? > main(): returned 'small cat.jpg'",
        "main >> resize('cat.jpg'): returned 'small cat.jpg'",
    ],
    "loop_in_second_thread": [
        "? > main(): returned None",
        "? > forecast('Busan'): returned 'sunny in Busan'",
        "main >> forecast('Seoul'): returned 'sunny in Seoul'",
    ],
    "run_coroutine_threadsafe": [
        "? > main(): returned 'sunny in Seoul'",
        "main >> forecast('Seoul'): returned 'sunny in Seoul'",
    ],
    "call_soon_threadsafe": [
        "? > main(): returned None",
        "? > doorbell(<_UnixSelectorEventLoop>, <Event>): returned None",
        "doorbell >> ring(<Event>): returned None",
    ],
    "two_runs": [
        "? > main(): returned None",
        "main >> forecast('Seoul'): returned 'sunny in Seoul'",
        "main >> forecast('Jeju'): returned 'sunny in Jeju'",
    ],
    "runner": [
        "? > main(): returned None",
        "main >> forecast('Seoul'): returned 'sunny in Seoul'",
        "main >> forecast('Jeju'): returned 'sunny in Jeju'",
    ],
    "on_uvloop": [
        "? > main(): returned None",
        "main >> forecast('Seoul'): returned 'sunny in Seoul'",
        "main >> forecast('Jeju'): returned 'sunny in Jeju'",
    ],
    "anyio_on_asyncio": [
        "? > ferries(): returned None",
        "ferries >> ferry('Jeju'): returned 'arrived in Jeju'",
        "ferries >> ferry('Busan'): returned 'arrived in Busan'",
    ],
    "anyio_on_trio": [
        "? > ferries(): returned None",
        "ferries >> ferry('Busan'): returned 'arrived in Busan'",
        "ferries >> ferry('Jeju'): returned 'arrived in Jeju'",
    ],
    "on_trio": [
        "? > main(): returned None",
        "main >> sail('Vladivostok'): cancelled",
        "main >> sail('Jeju'): returned None",
    ],
    "nested_outer": [
        "? > main(): returned <Trace>",
        "main > step('before'): returned None",
        "main > step('inside'): returned None",
        "main > step('after'): returned None",
    ],
    "nested_inner": [
        "? > step('inside'): returned None",
    ],
    "one_of_several": [
        "? > handle('민수'): returned None",
        "handle >> query('민수'): returned 'orders of 민수'",
    ],
    "inside_running_loop": [
        "? > step('one'): returned None",
        "? > step('other'): returned None",
    ],
    "stopped_early": [
        "? > backups(): still running",
        "backups >> backup('photos', 1): returned 'photos is safe'",
        "backups >> backup('films', 60): still running",
    ],
    "read_while_recording": [
        "? > main(): returned None",
        "main > step('first'): returned None",
        "main > step('second'): returned None",
    ],
}

#: What was waited for, and what woke the one who waited: an item, an exception, or nothing of these; None where it did
#: not wake up in the recording. Of shapes in real time, only some of it.
WAITS: dict[str, list[str]] = {
    "task_awaited_by_another": [
        "send_letter: Task(print_invoice) woken",
        "print_invoice: sleep(2) woken",
    ],
    "cancelled": [
        "main: sleep(2) woken",
        "transfer: sleep(10) CancelledError()",
        "main: Task(download) CancelledError()",
    ],
    "timed_out": [
        "ask_weather: sleep(10) timed out",
    ],
    "still_running": [
        "measure: sleep(60) None",
    ],
    "sleep": [
        "bake: sleep(0.5) woken",
        "bake: sleep(1200, 'baked') woken",
    ],
    "queue": [
        "restaurant: gather() woken",
        "cook: sleep(1) woken",
        "waiter: Queue.get() 'soup'",
        "cook: sleep(1) woken",
        "waiter: sleep(3) woken",
        "cook: sleep(1) woken",
        "cook: Queue.put('tea') woken",
        "waiter: sleep(3) woken",
        "waiter: sleep(3) woken",
    ],
    "lock": [
        "morning: gather() woken",
        "shower: sleep(2) woken",
        "shower: Lock.acquire() woken",
        "shower: sleep(2) woken",
    ],
    "event": [
        "race: gather() woken",
        "run: Event.wait() woken",
        "run: Event.wait() woken",
        "starter: sleep(3) woken",
    ],
    "semaphore": [
        "main: gather() woken",
        "download: sleep(2) woken",
        "download: sleep(2) woken",
        "download: Semaphore.acquire() woken",
        "download: sleep(2) woken",
    ],
    "condition": [
        "shop: gather() woken",
        "buy: Condition.wait_for(<lambda>) woken",
        "refill: sleep(1) woken",
        "refill: sleep(1) woken",
    ],
    "barrier": [
        "dinner: gather() woken",
        "come_to_table: sleep(1) woken",
        "come_to_table: sleep(3) woken",
        "come_to_table: Barrier.wait() woken",
    ],
    "future": [
        "wait_for_guest: Future() woken",
    ],
    "task_of_untraced_code": [
        "main: Task('computation') woken",
    ],
    "untraced_in_between": [
        "report: sleep(2) woken",
        "query: sleep(1) woken",
    ],
    "streams": [
        "main: start_server(answer, '127.0.0.1', 0) woken",
        "ping: open_connection('127.0.0.1', PORT) woken",
        "answer: StreamReader.readline() woken",
        "ping: StreamReader.readline() woken",
        "answer: sleep(0.1) woken",
        "ping: StreamWriter.wait_closed() woken",
    ],
    "subprocess": [
        "greet: create_subprocess_shell('sleep 0.1; echo Hello, Ada', stdout=-1) woken",
        "greet: Process.communicate() woken",
    ],
    "executor": [
        "compress: run_in_executor() woken",
    ],
    "hand_over": [
        "shop: sleep(2) woken",
        "worker: Queue.get() 17",
        "shop: sleep(3) woken",
        "prepare: sleep(1) woken",
        "worker: Queue.get() None",
        "shop: Task(worker) woken",
    ],
    "run_in_executor": [
        "main: run_in_executor() woken",
    ],
    "call_soon_threadsafe": [
        "main: Event.wait() woken",
    ],
}


def local(qualname: str) -> str:
    return qualname.rpartition("<locals>.")[2]


def tell(call: Call) -> str:
    caller = local(call.parent.name) if call.parent else "?"
    arguments = ", ".join(map(str, call.started.arguments))
    ending = f"{call.outcome} {call.value}" if call.outcome else "still running"
    return f"{caller} {'>>' if call.asynchronous else '>'} {local(call.name)}({arguments}): {ending}"


def waits(trace: Trace) -> list[str]:
    names = {call.started.call: local(call.name) for call in trace.calls()}
    woken = {event.wait: event for event in trace.events if isinstance(event, Resumed)}
    told: dict[int, str] = {}
    for event in trace.events:
        if isinstance(event, Suspended) and event.wait.number not in told:
            wait = event.wait
            end = woken.get(wait.number)
            by = end and ("timed out" if end.timed_out else end.thrown or end.item or "woken")
            arguments = ", ".join(map(str, wait.arguments))
            told[wait.number] = f"{names[event.call]}: {wait.function.qualname}({arguments}) {by}"
    return [steady(line) for line in told.values()]


def steady(line: str) -> str:
    """Without what differs from run to run, or from one version of a library to the next."""
    line = re.sub(r"'Task-\d+'|[\w.]+<locals>\.", "", line)
    line = re.sub(r"(?<=ping\()\d+|(?<='127.0.0.1', )\d{4,}", "PORT", line)
    return re.sub(r"(?<=: cancelled) Cancelled\(.*", "", line)


@pytest.fixture
def run() -> Callable[[str], Trace]:
    def run_shape(name: str) -> Trace:
        shape = SHAPES[name]
        if PYTHON not in shape.python:
            pytest.skip(f"it is for Python {' and '.join(shape.python)}")
        trace = shape.run()
        assert isinstance(trace, Trace)
        return trace

    return run_shape


@pytest.mark.parametrize("name", SHAPES)
def test_who_called_whom_and_how_it_ended(run: Callable[[str], Trace], name: str) -> None:
    told = [steady(tell(call)) for call in run(name).calls()]
    if SHAPES[name].real_time:
        assert sorted(told) == sorted(CALLS[name])
    else:
        assert told == CALLS[name]


@pytest.mark.parametrize("name", WAITS)
def test_what_was_waited_for(run: Callable[[str], Trace], name: str) -> None:
    told = waits(run(name))
    if SHAPES[name].real_time:
        assert set(WAITS[name]) <= set(told)
    else:
        assert told == WAITS[name]


@pytest.mark.parametrize("name", [name for name, shape in SHAPES.items() if not shape.real_time])
def test_the_diagram_of_the_documents_is_the_one_that_is_drawn(run: Callable[[str], Trace], name: str) -> None:
    assert run(name).to_puml() == (DIAGRAMS / f"{name}.puml").read_text(encoding="utf-8")


def test_every_shape_is_in_the_documents_and_has_its_diagram() -> None:
    text = (ROOT / "docs" / "shapes.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| .+ \| \[!\[\1\]\(\.\./(\S+)\)\]\(\.\./\2\) \|$", text, re.MULTILINE)
    assert sorted(name for name, _ in rows) == sorted(SHAPES) == sorted(CALLS)
    assert {path for _, path in rows} == {f"diagrams/shapes/{name}.svg" for name in SHAPES}
    assert {path.name for path in DIAGRAMS.iterdir()} == {f"{name}.{end}" for name in SHAPES for end in ("puml", "svg")}
    assert all(path.stat().st_size > 300 for path in DIAGRAMS.iterdir())


def test_what_the_documents_mark_is_in_real_time() -> None:
    text = (ROOT / "docs" / "shapes.md").read_text(encoding="utf-8")
    marked = re.findall(r"^\| `(\w+)` \| .+\* \| ", text, re.MULTILINE)
    assert sorted(marked) == sorted(name for name, shape in SHAPES.items() if shape.real_time)


@pytest.mark.parametrize("name", [name for name in SHAPES if name != "streams"])  # which has the number of a port in it
def test_in_structure_order_it_is_the_same_text_on_every_python(golden: Golden, name: str) -> None:
    if name == "eager_tasks" and PYTHON == "3.11":
        pytest.skip("eager tasks came with Python 3.12")
    golden(f"structure/{name}.puml", SHAPES[name].run().to_puml(order="structure"))
