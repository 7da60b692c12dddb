"""Other tracers, where they are installed."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib.util import find_spec
from typing import Any

_Peer = tuple[str, Callable[[Any], Any], Callable[[], AbstractContextManager[Any]]]


def installed() -> list[_Peer]:
    """Their names, what makes a watched function, and what is on while they watch."""
    found = []
    for module, peer in (
        ("opentelemetry.sdk", _opentelemetry),
        ("viztracer", _viztracer),
        ("mermaid_trace", _mermaid_trace),
        ("eliot", _eliot),
    ):
        if find_spec(module.partition(".")[0]) and find_spec(module):
            found.append(peer())
    return found


def _opentelemetry() -> _Peer:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracer = provider.get_tracer("benchmark")

    def wrap(function: Any) -> Any:
        async def wrapper(*args: Any) -> Any:
            with tracer.start_as_current_span(function.__name__) as span:
                span.set_attribute("arguments", repr(args))
                return await function(*args)

        return wrapper

    @contextmanager
    def watching() -> Iterator[None]:
        yield
        exporter.clear()

    return "OpenTelemetry, in memory", wrap, watching


def _viztracer() -> _Peer:
    from viztracer import VizTracer

    @contextmanager
    def watching() -> Iterator[None]:
        tracer = VizTracer(verbose=0, log_func_args=True)
        tracer.start()
        try:
            yield
        finally:
            tracer.stop()
            tracer.clear()

    return "viztracer, with arguments", lambda function: function, watching


def _mermaid_trace() -> _Peer:
    from mermaid_trace import trace

    return "mermaid-trace", trace, nullcontext


def _eliot() -> _Peer:
    import eliot

    messages: list[Any] = []
    eliot.add_destinations(messages.append)

    def wrap(function: Any) -> Any:
        async def wrapper(*args: Any) -> Any:
            with eliot.start_action(action_type=function.__name__, arguments=repr(args)):
                return await function(*args)

        return wrapper

    @contextmanager
    def watching() -> Iterator[None]:
        yield
        messages.clear()

    return "eliot, in memory", wrap, watching
