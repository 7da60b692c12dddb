"""The directive ``corotrace``: what is written in a document becomes a diagram there."""

import io
import re
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from sphinx.util.logging import getLogger

from corotrace.errors import CorotraceError, UsageError
from corotrace.events import load_lines
from corotrace.integrations.sphinx.alt import describe
from corotrace.integrations.sphinx.cache import Cache
from corotrace.integrations.sphinx.embed import embed
from corotrace.integrations.sphinx.options import DRAWING, OPTIONS, SELECTING, given
from corotrace.integrations.sphinx.program import Finished, Program, run
from corotrace.trace import Trace

_TIME_LIMIT = 30.0

_logger = getLogger(__name__)


class CorotraceDirective(SphinxDirective):
    """Runs a program, or loads a trace, and stands for its diagram."""

    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = OPTIONS

    def run(self) -> list[nodes.Node]:
        """The nodes of the diagram; none, and a warning, where there is nothing to draw.

        What failed is tried again in the next build, even where the document is as it was.
        """
        try:
            return self._diagram()
        except CorotraceError as error:
            _logger.warning("corotrace: %s", error, location=self.get_location(), type="corotrace")
            self.env.note_reread()
            return []

    def _diagram(self) -> list[nodes.Node]:
        trace, source = self._trace()
        if selecting := given(SELECTING, self.options):
            trace = trace.select(**selecting)
        alt = self.options.get("alt") or describe(trace, self.options.get("view", "calls"))
        drawn = embed(trace, self.config.corotrace_output, given(DRAWING, self.options), alt, self.env.docname)
        for node in drawn:
            self.set_source_info(node)
        return [*self._shown(source), *self._captioned(drawn)]

    def _trace(self) -> tuple[Trace, str | None]:
        saved = self.options.get("trace")
        if bool(saved) == bool(self.arguments):
            raise UsageError("name a program to run (a file.py, or module:function), or a saved trace with :trace:")
        if saved:
            _, path = self.env.relfn2path(saved)
            self.env.note_dependency(path)
            return Trace.load(path), None
        program = self._program()
        if program.file:
            self.env.note_dependency(program.file)  # even where it fails
        cache = Cache(Path(self.env.doctreedir) / "corotrace")
        finished = cache.find(program)
        if finished is None:
            finished = run(program, self.options.get("time-limit", _TIME_LIMIT))
            cache.keep(program, finished)
        for path in finished.files:
            self.env.note_dependency(path)
        return _loaded(finished, program.title), finished.source

    def _program(self) -> Program:
        target, function = self.arguments[0], self.options.get("function")
        if target.endswith(".py"):
            return self._file(target, function)
        named = re.fullmatch(r"([\w.]+):([\w.]+)", target)
        if not named:
            raise UsageError(f"{target!r} is no program: name a file that ends in .py, or module:function")
        if function is not None:
            raise UsageError(f":function: names a function of a file, and {target!r} is none; leave it out")
        return Program(target, None, named[1], named[2], str(self.env.srcdir))

    def _file(self, target: str, function: str | None) -> Program:
        _, path = self.env.relfn2path(target)
        if not Path(path).is_file():
            raise UsageError(
                f"there is no file {path!r}; write its path as seen from this document, or from the directory of the "
                "documents, beginning with /"
            )
        return Program(f"{target}: {function}" if function else target, path, None, function, str(Path(path).parent))

    def _shown(self, source: str | None) -> list[nodes.Node]:
        if not self.options.get("show-source"):
            return []
        if source is None:
            raise UsageError(":show-source: shows a program, and a saved trace has none; leave it out")
        text = Path(source).read_text(encoding="utf-8")
        return [nodes.literal_block(text, text, language="python")]

    def _captioned(self, drawn: list[nodes.Element]) -> list[nodes.Node]:
        if "caption" not in self.options:
            return [*drawn]
        inline, messages = self.parse_inline(self.options["caption"])
        caption = nodes.caption(self.options["caption"], "", *inline)
        self.set_source_info(caption)
        figure = nodes.figure("", *drawn, caption)
        self.set_source_info(figure)
        return [figure, *messages]


def _loaded(finished: Finished, title: str) -> Trace:
    header, events = load_lines(io.StringIO(finished.trace.decode()), title)
    return Trace(header, lambda: events)
