"""Tracing by name, for functions that cannot be decorated."""

import logging
import sys
from types import ModuleType

from corotrace.errors import CorotraceError, NotTraceableError, UsageError
from corotrace.recording.coming import coming
from corotrace.recording.named import Found, Name
from corotrace.recording.traced import Traced, trace_function
from corotrace.recording.values import Options, Redact, Values, read_options

_log = logging.getLogger("corotrace")


class _Instrumented:
    """What was done for a name, or is to be done when its module is imported.

    Args:
        name: the name.
        options: what is kept of values.
    """

    def __init__(self, name: Name, options: Options | None) -> None:
        self.name = name
        self._options = options
        self._replaced: list[Found] = []

    def prepare(self, module: ModuleType) -> list[tuple[Found, Traced]]:
        """Trace the functions, and leave the module as it is.

        Raises:
            UsageError: the name names nothing.
            NotTraceableError: it names something that is not a function.
        """
        found = [(place, place[2]) for place in self.name.find(module) if not isinstance(place[2], Traced)]
        return [(place, trace_function(original, None, None, self._options)) for place, original in found]

    def put(self, prepared: list[tuple[Found, Traced]]) -> None:
        """Put the traced functions in their places.

        Raises:
            NotTraceableError: a place takes nothing else; all is as it was then.
        """
        for (holder, attribute, original), traced in prepared:
            try:
                setattr(holder, attribute, traced)
            except Exception as error:  # of a class that is written in C, or whose metaclass watches over it
                self.undo()
                where = f"instrument({self.name.text!r}): {attribute!r} of {holder!r}"
                raise NotTraceableError(f"{where} cannot be replaced ({error}); trace what calls it") from error
            self._replaced.append((holder, attribute, original))

    def arrive(self, module: ModuleType) -> None:
        """Do what is to be done, now that the module is there: the program's import must not fail for our sake."""
        try:
            self.put(self.prepare(module))
        except CorotraceError as error:
            _log.error("%s", error)

    def undo(self) -> None:
        """Put the original functions back."""
        coming.discard(self.name.module, self.arrive)
        while self._replaced:
            setattr(*self._replaced.pop())


_instrumented: dict[str, _Instrumented] = {}


def instrument(*names: str, values: Values | None = None, redact: Redact = ()) -> None:
    """Trace functions by their names, such as ``"time:sleep"`` or ``"shop.cart:Cart.*"``.

    They are replaced in the module or class that has them: what another module took from there before stays as it is.
    So it is best done before the module is imported; it is not imported here, and its functions are traced as soon as
    it is.

    Args:
        names: ``"module:function"`` or ``"module:Class.method"``; ``*`` behind the colon stands for anything, dots too:
            ``"module:Class.*"`` is all methods of a class, ``"module:*"`` all functions and methods that the module
            defines. A name that is instrumented already stays so.
        values: what is shown of their values, as in `traced`.
        redact: what is masked of them, as in `traced`.

    Raises:
        UsageError: a name is malformed, there is no such module, one that is imported has nothing of that name (where
            it is imported later, that is logged), or it is what corotrace is made of, or looks at who calls it.
        NotTraceableError: it names something that is not a function, or that cannot be replaced where it is.
    """
    options = read_options(values, redact)
    read = [Name.read(name) for name in names]
    new = [_Instrumented(name, options) for name in read if name.text not in _instrumented]
    to_come = [one for one in new if one.name.is_to_come()]
    prepared = [(one, one.prepare(sys.modules[one.name.module])) for one in new if one not in to_come]
    try:
        for one, functions in prepared:
            one.put(functions)
    except NotTraceableError:
        for one in new:
            one.undo()
        raise
    for one in to_come:
        coming.add(one.name.module, one.arrive)
    _instrumented.update((one.name.text, one) for one in new)


def uninstrument(*names: str) -> None:
    """Put the original functions back.

    Args:
        names: as given to `instrument`; none for all.

    Raises:
        UsageError: a name is not instrumented.
    """
    for name in names or tuple(_instrumented):
        if not isinstance(name, str) or name not in _instrumented:
            raise UsageError(f"uninstrument({name!r}): it is not instrumented; {_known()}")
        _instrumented.pop(name).undo()


def _known() -> str:
    return f"these are: {', '.join(_instrumented)}" if _instrumented else "nothing is"
