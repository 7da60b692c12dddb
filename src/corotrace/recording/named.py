"""From a name such as ``"shop.cart:Cart.add"`` to what it names."""

import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from corotrace.errors import NotTraceableError, UsageError
from corotrace.recording.classes import SPECIAL

#: Every call of a traced function calls these, before it can be told who calls.
_FOUNDATIONS = frozenset({"wrapt", "corotrace"})
#: They do something else where another function calls them.
_OF_THE_CALLER = frozenset({
    "builtins:__build_class__", "builtins:__import__", "builtins:breakpoint", "builtins:dir", "builtins:eval",
    "builtins:exec", "builtins:globals", "builtins:locals", "builtins:vars", "sys:_getframe", "sys:_getframemodulename",
})  # fmt: skip
#: The object that has a function, the name of the attribute, and the function as it stands there.
Found = tuple[Any, str, Any]


@dataclass(frozen=True)
class Name:
    """A name that the user wrote.

    Args:
        text: all of it.
        module: the name of the module.
        path: what of it: ``function``, ``Class.method``, or a pattern of these.
    """

    text: str
    module: str
    path: str

    @classmethod
    def read(cls, text: str) -> "Name":
        """Take it apart.

        Raises:
            UsageError: it is malformed, or names what cannot be traced wherever it is.
        """
        module, colon, path = text.partition(":") if isinstance(text, str) else ("", "", "")
        if not (module and colon and path):
            raise UsageError(f"instrument({text!r}): write it as 'module:function' or 'module:Class.method'")
        if "*" in module:
            raise UsageError(f"instrument({text!r}): '*' may stand behind the colon alone; name each module")
        foundation = module.partition(".")[0]
        if foundation in _FOUNDATIONS:
            raise UsageError(f"instrument({text!r}): corotrace itself is made of {foundation!r}; trace what calls it")
        if text in _OF_THE_CALLER:
            raise UsageError(f"instrument({text!r}): it looks at the frame that calls it; trace what calls it")
        return cls(text, module, path)

    def is_to_come(self) -> bool:
        """Whether its module has not been imported.

        Raises:
            UsageError: there is no such module.
        """
        if self.module in sys.modules:
            return False
        try:
            spec = importlib.util.find_spec(self.module)  # it imports the packages around it
        except ImportError as error:
            raise self._cannot_be_imported(error) from error
        if spec is None:
            raise self._cannot_be_imported(ModuleNotFoundError(f"No module named {self.module!r}"))
        return self.module not in sys.modules

    def _cannot_be_imported(self, error: ImportError) -> UsageError:
        return UsageError(f"instrument({self.text!r}): the module cannot be imported: {error}")

    def find(self, module: ModuleType) -> list[Found]:
        """Find the functions in the module.

        Raises:
            UsageError: it names nothing.
            NotTraceableError: it names a class.
        """
        if "*" not in self.path:
            return [self._find_one(module)]
        matching = [found for path, found in _functions(module, module, "") if fnmatchcase(path, self.path)]
        if not matching:
            message = f"instrument({self.text!r}): {self.module!r} defines no function whose name fits"
            raise UsageError(message + self._hint(module))
        return matching

    def _hint(self, module: ModuleType) -> str:
        """What a pattern that finds nothing might have meant."""
        first = self.path.partition(".")[0]
        public = [(name, thing) for name, thing in [*vars(module).items()] if not name.startswith("__")]
        fitting = [(name, thing) for name, thing in public if fnmatchcase(name, first)]
        written = [thing for _, thing in fitting if isinstance(thing, FunctionType | type)]
        places = dict.fromkeys(thing.__module__ for thing in written if thing.__module__ != self.module)
        if places:
            return f"; what it has under such a name is of other modules: name {_listed([*places])}"
        for name, thing in fitting:
            if type(thing) is BuiltinFunctionType:
                return f"; '*' leaves out what is not written in Python: name it, as {f'{self.module}:{name}'!r}"
        return ""

    def _find_one(self, module: ModuleType) -> Found:
        holder: Any = module
        *outer, attribute = self.path.split(".")
        for part in outer:
            holder = getattr(holder, part, None)
        # a class's own dictionary holds the static or class method itself, not what it binds to
        original = vars(holder).get(attribute) if hasattr(holder, "__dict__") else None
        if isinstance(original, type):
            raise NotTraceableError(
                f"instrument({self.text!r}): it is a class; name its methods, as {self.text + '.method'!r}, or all of "
                f"them, {self.text + '.*'!r}"
            )
        if original is None:
            raise UsageError(f"instrument({self.text!r}): {self.module!r} has no function {self.path!r} of its own")
        return holder, attribute, original


def _functions(module: ModuleType, holder: Any, before: str) -> Iterator[tuple[str, Found]]:
    """The functions that a module defines, and the methods of its classes, each with its path."""
    belongs = _has_method if before else _defines
    for name, member in [*vars(holder).items()]:
        function = member.__func__ if isinstance(member, staticmethod | classmethod) else member
        if isinstance(member, type):
            is_its_name = member.__qualname__ == before + name
            if is_its_name and (before or _defines(module, member)):
                yield from _functions(module, member, f"{before}{name}.")
        elif not isinstance(function, FunctionType) or (name.startswith("__") and name not in SPECIAL):
            continue
        elif belongs(module, function):
            yield before + name, (holder, name, member)


def _defines(module: ModuleType, thing: Any) -> bool:
    """Whether a function or class is written in a module, or says so: the public ones of some packages do."""
    members = vars(thing).values() if isinstance(thing, type) else [thing]
    functions = [one for one in members if isinstance(one, FunctionType)]
    return thing.__module__ == module.__name__ or any(one.__globals__ is vars(module) for one in functions)


def _has_method(module: ModuleType, function: Any) -> bool:
    """Whether a function in a class is of its package: what others put there, as enum and typing do, is not."""
    return str(function.__module__).partition(".")[0] == module.__name__.partition(".")[0]


def _listed(modules: list[str]) -> str:
    named = " or ".join(repr(module) for module in modules[:3])
    return named if len(modules) < 4 else f"{named}, or one of {len(modules) - 3} more"
