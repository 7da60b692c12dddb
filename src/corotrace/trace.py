"""What a user holds: a trace, and the ways to read, write and draw it. The one place that knows every stage."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from os import PathLike
from pathlib import Path

from corotrace import notebook
from corotrace.chrome_trace import chrome_trace
from corotrace.critical_path import CriticalPath, build_critical_path
from corotrace.diagram import Order, View, build_outline, compare, split_lanes, split_pages
from corotrace.difference import Difference
from corotrace.drawing import interaction_of, timing_of
from corotrace.emitters import emit_mermaid, emit_plantuml, emit_text, emit_timing
from corotrace.errors import CorotraceError, StorageError, UsageError
from corotrace.events import (
    TOO_LONG,
    Blocking,
    Call,
    Event,
    Header,
    build_calls,
    dump_lines,
    find_blocking,
    load_lines,
    show_nothing,
)
from corotrace.events.selection import one_call, select, selection_of
from corotrace.files import write_pages, write_whole
from corotrace.pictures import save_pictures
from corotrace.progress import working
from corotrace.summary import Summary, build_summary

#: What a trace can be saved as.
SUFFIXES = (".json", ".jsonl", ".mmd", ".png", ".puml", ".svg", ".txt")
_IN_BOLD = (".png", ".puml", ".svg")  # Mermaid has no arrows in bold
#: Columns that a tree needs, half of them for the numbers.
LEAST_WIDTH = 70
_LEAST_THRESHOLD = 0.01  # seconds, as in recording


class Trace:
    """What a program did, as it was recorded.

    `record` and `Trace.load` make it. While the recording goes on, it shows what has happened so far.

    Args:
        header: what is true of the whole recording.
        events: gives what has been recorded until now, in order.
    """

    def __init__(self, header: Header, events: Callable[[], tuple[Event, ...]]) -> None:
        self.header = header
        self._events = events
        self._calls: tuple[tuple[Event, ...], tuple[Call, ...]] = ((), ())

    def __repr__(self) -> str:
        return f"<Trace {self.header.title!r} of {len(self.calls())} calls>"

    @property
    def events(self) -> tuple[Event, ...]:
        """What happened, in order; times in nanoseconds."""
        return self._events()

    def calls(self) -> tuple[Call, ...]:
        """Every recorded call, in the order in which they started, each with its parent and its children."""
        events = self.events
        if events is not self._calls[0]:
            self._calls = events, build_calls(events)
        return self._calls[1]

    def select(
        self,
        *,
        include: str | Iterable[str] | None = None,
        exclude: str | Iterable[str] | None = None,
        depth: int | None = None,
        root: str | Call | None = None,
        between: tuple[float, float] | None = None,
        slower_than: float | None = None,
        failed: bool = False,
    ) -> "Trace":
        """Leave out calls, before drawing or saving.

        What a call that is left out did is shown as done by the nearest of its callers that is shown; where there is
        none, it comes from the border of the diagram. Its waits for library code and its notes are left out with it.
        The diagram says how much was left out.

        A pattern is compared with the whole name ``module.Class.method``; ``*`` stands for anything, dots too, ``?``
        for one character: ``"shop.*"`` is all that the module or package ``shop`` defines, ``"*.checkout"`` every
        function of that name. All that is asked for has to hold; to have one after the other, select from the result
        again.

        Args:
            include: only functions whose name one of these patterns fits.
            exclude: no functions whose name one of these patterns fits.
            depth: so many levels of calls; 1 is the outermost calls alone, or the root.
            root: only what this did: a pattern, or one of ``calls()``; with all that it called.
            between: only calls that ran at some moment between these two, in seconds since the recording began; each
                from its start to its end, with the waits, notes and steps of generators that lie in between.
            slower_than: only calls that took longer than this, in seconds.
            failed: only calls that raised or ran into a time limit, and their callers.

        Returns:
            A trace of what has been recorded until now, without the rest.

        Raises:
            UsageError: something cannot be asked for, or no call has such a name; the message says what to write.
        """
        events = self.events
        calls = build_calls(events)
        selection = selection_of(
            calls, include=include, exclude=exclude, depth=depth, root=root, between=between,
            slower_than=slower_than, failed=failed,
        )  # fmt: skip
        kept, left_out = select(selection, events, calls, self.header.time)
        header = replace(self.header, left_out=(*self.header.left_out, left_out)) if left_out else self.header
        return Trace(header, lambda: kept)

    def blocking(self, threshold: float = TOO_LONG / 1e9) -> tuple[Blocking, ...]:
        """What held an event loop for long: turns of tasks, in which nothing else of their loop ran.

        Args:
            threshold: so many seconds are too long; 0.1 as in asyncio's debug mode, or any number from 0.01 on.

        Returns:
            Those turns, in order: in which call, when, how long, the line of source where each was over, and how many
            other tasks waited meanwhile.

        Raises:
            UsageError: the threshold is no such number.
        """
        if type(threshold) not in (int, float) or not threshold >= _LEAST_THRESHOLD:
            raise UsageError(
                f"blocking(threshold={threshold!r}): write a number of seconds, {_LEAST_THRESHOLD} or more; what holds "
                "an event loop for a shorter time is not recorded"
            )
        return tuple(find_blocking(self.events, self.calls(), round(threshold * 1e9)))

    def to_puml(
        self, *, view: View = "calls", order: Order = "time", fold: bool = True, bold: CriticalPath | None = None
    ) -> str:
        """The trace as a diagram in PlantUML's language, from ``@startuml`` to ``@enduml``.

        One that is too long for a page has several, one after the other; PlantUML draws a picture of each.

        Args:
            view: ``"calls"`` for who calls whom, or ``"loop"`` for the event loops, and how their tasks take turns on
                them: how long each ran, and what it waits for then; or ``"timing"`` for a timing diagram to scale: a
                line for each task, with when it ran, was ready, and waited for what. These two show a whole trace, in
                the order of time.
            order: ``"time"`` for what happened from top to bottom, or ``"structure"`` for the calls in causal order:
                what ran at the same time stands side by side in a frame, and no times are told, so that the same
                program gives the same text on every run.
            fold: whether what is repeated is drawn once, in a frame that says how often; never in a timing diagram.
            bold: a path of `critical_path`, to be drawn in bold, in the order of time; that of the whole trace may be
                drawn in a selection of it, too. A timing diagram has none.

        Raises:
            UsageError: the view or the order is unknown, or they don't go together; or what is to be in bold is of
                another trace.
        """
        return "\n".join(self.to_puml_pages(view=view, order=order, fold=fold, bold=bold))

    def to_puml_pages(
        self, *, view: View = "calls", order: Order = "time", fold: bool = True, bold: CriticalPath | None = None
    ) -> tuple[str, ...]:
        """The pages of the diagram, each from ``@startuml`` to ``@enduml``; most diagrams have one.

        Args:
            view: as in `to_puml`.
            order: as in `to_puml`.
            fold: as in `to_puml`.
            bold: as in `to_puml`.

        Raises:
            UsageError: as in `to_puml`.
        """
        if view == "timing":
            return tuple(map(emit_timing, split_lanes(timing_of(self.header, self._events, order, bold))))
        return tuple(
            map(
                emit_plantuml, split_pages(interaction_of(self.header, self._events, view, order, fold=fold, bold=bold))
            )
        )

    def to_mermaid(self, *, view: View = "calls", order: Order = "time", fold: bool = True) -> str:
        """The trace as a sequence diagram in Mermaid's language, which GitHub, GitLab and notebooks draw.

        It is one diagram, however long, for a Mermaid text can be no more; `to_mermaid_pages` gives one that is too
        long in parts. Viewers refuse more than 50,000 characters.

        Args:
            view: as in `to_puml`.
            order: as in `to_puml`.
            fold: as in `to_puml`.

        Raises:
            UsageError: the view or the order is unknown, or they don't go together, or Mermaid has no such diagram.
        """
        return emit_mermaid(interaction_of(self.header, self._events, view, order, fold=fold))

    def to_mermaid_pages(self, *, view: View = "calls", order: Order = "time", fold: bool = True) -> tuple[str, ...]:
        """The pages of the diagram, each a Mermaid text of its own; most diagrams have one.

        Args:
            view: as in `to_puml`.
            order: as in `to_puml`.
            fold: as in `to_puml`.

        Raises:
            UsageError: the view or the order is unknown, or they don't go together, or Mermaid has no such diagram.
        """
        return tuple(map(emit_mermaid, split_pages(interaction_of(self.header, self._events, view, order, fold=fold))))

    def to_markdown(self, *, view: View = "calls", order: Order = "time", fold: bool = True) -> str:
        """The diagram for a Markdown document: each page as a fenced block in Mermaid's language.

        Args:
            view: as in `to_puml`.
            order: as in `to_puml`.
            fold: as in `to_puml`.

        Raises:
            UsageError: the view or the order is unknown, or they don't go together, or Mermaid has no such diagram.
        """
        pages = self.to_mermaid_pages(view=view, order=order, fold=fold)
        return "\n".join(f"```mermaid\n{page}```\n" for page in pages)

    def to_text(self, *, width: int = 80, fold: bool = True) -> str:
        """The trace as a tree of calls in plain text, for the terminal: what ``print(trace)`` shows.

        Args:
            width: how many columns a line may take; longer values end with ``…``.
            fold: whether what is repeated stands there once, with how often, and how long each took.

        Returns:
            The lines, each with its line end.

        Raises:
            UsageError: so few columns are too narrow.
        """
        if type(width) is not int or width < LEAST_WIDTH:
            raise UsageError(f"to_text(width={width!r}): write a number of columns, {LEAST_WIDTH} or more")
        with working("writing the events") as say:
            events = self.events
            say(f"writing {len(events):,} events")
            return emit_text(build_outline(events, self.header.title, self.header.left_out, fold=fold), width)

    def to_chrome_trace(self) -> str:
        """The trace in Chrome's trace event format, to zoom into it in Perfetto, ``chrome://tracing`` or speedscope.

        Each event loop, task and thread has a track of its own, on which calls are slices, and waits slices in them.
        """
        with working("writing the events"):
            return "".join(chrome_trace(self.header, self.events))

    def __str__(self) -> str:
        return self.to_text().removesuffix("\n")

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002
        """What a notebook shows at the end of a cell: the diagram, where it is one page, and the tree.

        Nothing is sent anywhere: an engine on this machine draws the picture, or the notebook itself.
        """
        try:
            return self._shown()
        except CorotraceError as error:  # such as a spool that is gone
            return {"text/plain": f"This trace cannot be shown: {error}"}

    def _shown(self) -> dict[str, str]:
        if len(self.events) > notebook.MOST_EVENTS:
            return {"text/plain": f"{self!r}, too long to be shown here: leave calls out with trace.select()"}
        bundle = {"text/plain": notebook.shorten(self.to_text())}
        pages = split_pages(interaction_of(self.header, self._events, "calls", "time", fold=True))
        if len(pages) > 1:
            bundle["text/plain"] += f"\n\nThe diagram has {len(pages)} pages: save it with trace.save('trace.svg')"
            return bundle
        bundle["text/vnd.mermaid"] = emit_mermaid(pages[0])
        picture = notebook.draw_here(emit_plantuml(pages[0]))
        if picture is not None:
            bundle["image/svg+xml"] = picture
        return bundle

    def summary(self) -> Summary:
        """What the trace adds up to: how long it took, how much ran at once, what was slow, waited for, or failed.

        ``print(trace.summary())`` shows it.
        """
        with working("adding up the events") as say:
            events = self.events
            say(f"adding up {len(events):,} events")
            return build_summary(events, self.header.title, self.header.left_out)

    def critical_path(self, call: str | Call) -> CriticalPath:
        """Which calls and waits determined how long a call took: the chain that shortening would have shortened it.

        ``print(trace.critical_path("*.main"))`` shows it; ``to_puml(bold=…)`` draws it.

        Args:
            call: one of ``calls()``, or a pattern as in `select`: of the calls that it fits, the one that took longest.

        Returns:
            The path: steps that fill the whole time of the call, or that until the end of the trace if it still runs.

        Raises:
            UsageError: there is no such call in the trace, or some of its calls were left out by `select`.
        """
        events, calls = self.events, self.calls()
        if self.header.left_out:
            raise UsageError(
                "critical_path() of a selection: what is left out may have taken the time; ask the whole trace for it, "
                "and draw it in the selection with to_puml(bold=path)"
            )
        target = one_call(calls, f"critical_path({call!r})", call, events[-1].time if events else 0)
        with working("finding the critical path"):
            return build_critical_path(events, calls, target, self.header)

    def save(
        self,
        path: str | PathLike[str],
        *,
        view: View = "calls",
        order: Order = "time",
        fold: bool = True,
        bold: CriticalPath | None = None,
        engine: str | None = None,
        server: str | None = None,
        time_limit: float = 60.0,
    ) -> tuple[Path, ...]:
        """Write the trace to a file, whole or not at all.

        A diagram that is too long for one picture, or Mermaid text, is drawn on pages: ``trace.png``,
        ``trace-page-2.png``, and so on; pages of a longer diagram that was saved there before are removed.

        Args:
            path: its suffix decides what is written: ``.puml`` PlantUML text, ``.mmd`` Mermaid text, ``.svg`` or
                ``.png`` a picture, ``.txt`` the tree of `to_text`, ``.json`` what `to_chrome_trace`
                gives, ``.jsonl`` the recording itself, to be loaded again.
            view: as in `to_puml`; only diagrams have one.
            order: as in `to_puml`; ``.jsonl`` has all that is needed for either.
            fold: as in `to_puml`.
            bold: as in `to_puml`; only PlantUML text and pictures have it.
            engine: what draws a picture: ``"embedded"`` (comes with ``corotrace[render]``), ``"local"`` (a PlantUML on
                this machine: the jar that ``PLANTUML_JAR`` names, or ``plantuml`` on the path) or ``"server"``; by
                default the first of these that is there.
            server: the URL of a PlantUML server to draw with; the diagram, and the values in it, are sent there.
                Without it, ``COROTRACE_PLANTUML_URL`` names the server that is used where no other engine is there.
            time_limit: seconds after which drawing a page is given up.

        Returns:
            The files that were written, one for each page.

        Raises:
            UsageError: the suffix, the view, the order or the engine is unknown, nothing was recorded, it is too much
                for pictures, or nothing can be in bold there.
            RendererNotFoundError: there is no engine that could draw it.
            RenderError: the engine refused the diagram, failed or took too long.
            StorageError: the file cannot be written.
        """
        path = Path(path)
        suffix = path.suffix.lower()
        if suffix not in SUFFIXES:
            raise UsageError(
                f"cannot save to {str(path)!r}: its suffix says nothing of what to write; use one of "
                f"{', '.join(SUFFIXES)}"
            )
        if not self.header.left_out and show_nothing(self.events):
            raise UsageError(
                f"cannot save to {str(path)!r}: nothing was recorded; call functions decorated with @traced inside of "
                "'with record() as trace:', and make their coroutines there too"
            )
        if suffix in (".json", ".txt") and view != "calls":
            raise UsageError(
                f"cannot save to {str(path)!r}: that is no diagram; leave view={view!r} out, or save a picture"
            )
        if bold is not None and suffix not in _IN_BOLD:
            raise UsageError(
                f"cannot save to {str(path)!r} with a critical path in bold: use one of {', '.join(_IN_BOLD)}; or "
                "print the path"
            )
        if suffix == ".jsonl":
            with working(f"writing {str(path)!r}"):
                write_whole(path, "".join(dump_lines(self.header, self.events)).encode())
            return (path,)
        if suffix == ".json":
            write_whole(path, self.to_chrome_trace().encode())
            return (path,)
        if suffix == ".puml":
            write_whole(path, self.to_puml(view=view, order=order, fold=fold, bold=bold).encode())
            return (path,)
        if suffix == ".txt":
            write_whole(path, self.to_text(fold=fold).encode())
            return (path,)
        if suffix == ".mmd":
            mermaid = self.to_mermaid_pages(view=view, order=order, fold=fold)
            return write_pages(path, [page.encode() for page in mermaid])
        pages = self.to_puml_pages(view=view, order=order, fold=fold, bold=bold)
        advice = "leave calls out with trace.select(), or save it as .puml"
        return save_pictures(path, pages, advice, engine=engine, server=server, time_limit=time_limit)

    def diff(self, new: "Trace", *, fold: bool = True) -> Difference:
        """Compare this trace with a newer one: which calls were added, removed, changed or moved.

        Compared is what structure order shows, call by call: who called whom, with which arguments, what came back, and
        what ran side by side. Times, and in which order tasks took their turns, make no difference.

        Args:
            new: the other trace.
            fold: whether what is repeated is compared as one, with how often it is.

        Returns:
            The difference, which is false if there is none.

        Raises:
            UsageError: the other one is no trace.
        """
        if not isinstance(new, Trace):
            raise UsageError(
                f"diff() was given {type(new).__name__!r}; compare with a Trace, as record() or Trace.load() gives it"
            )
        titles = dict.fromkeys(trace.header.title for trace in (self, new))
        remarks = [f"{name}: {said}" for name, trace in (("old", self), ("new", new)) for said in trace.header.left_out]
        most = max(self.header.max_message, new.header.max_message)
        return Difference(compare(self.events, new.events, " → ".join(filter(None, titles)), remarks, most, fold=fold))

    @classmethod
    def load(cls, path: str | PathLike[str]) -> "Trace":
        """Read a trace that was saved as ``.jsonl``, or spooled.

        Args:
            path: the file.

        Raises:
            StorageError: it cannot be read, is no trace, is of another version, or is damaged. A last line that breaks
                off, as after a crash, is no damage: the trace ends there, and says so.
        """
        try:
            with Path(path).open(encoding="utf-8") as lines, working(f"reading {str(path)!r}"):
                header, events = load_lines(lines, str(path))
        except OSError as error:
            if isinstance(error, StorageError):
                raise
            raise StorageError(f"cannot read {str(path)!r}: {error.strerror or error}") from error
        except UnicodeDecodeError as error:
            raise StorageError(f"{path}: this is not a corotrace trace; it is not text") from error
        return cls(header, lambda: events)
