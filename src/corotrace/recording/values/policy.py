"""What is kept of values and how they are written: in a recording, or of one function in it."""

from collections.abc import Iterable
from itertools import islice
from typing import Any
from weakref import WeakKeyDictionary

from corotrace.recording.values.containers import option
from corotrace.recording.values.kinds import error as write_error
from corotrace.recording.values.options import (
    NOTHING_FURTHER,
    Options,
    Redact,
    Redaction,
    Values,
    check_limit,
    check_values,
    read_redaction,
)
from corotrace.recording.values.secret_names import SecretNames
from corotrace.recording.values.secret_texts import SecretTexts
from corotrace.recording.values.text import HIDDEN, Text, cut
from corotrace.recording.values.writing import ValueWriter

#: What is kept of an argument: the name that it is written with, if any, and its value.
KeptArguments = tuple[tuple[str | None, object], ...]

DEFAULT_NAMES = SecretNames()
#: Integers up to this one are kept as they are; a larger one may take any amount of memory.
LARGE = 1 << 63
MAX_VALUE = 80
MAX_MESSAGE = 200
_MAX_DEPTH = 3
_MAX_ARGUMENTS = 32


class ValuePolicy:
    """Turns values into what may be kept of them: small immutable scalars, and finished `Text`.

    Args:
        values: ``"none"``, ``"safe"`` or ``"repr"``.
        redaction: what is masked beside what is masked by default.
        max_value: characters of a value.
        max_message: characters of a note, and of a message in the diagram.
    """

    def __init__(
        self,
        values: Values = "safe",
        redaction: Redaction = NOTHING_FURTHER,
        max_value: int = MAX_VALUE,
        max_message: int = MAX_MESSAGE,
    ) -> None:
        self.values = values
        self.max_value = max_value
        self.max_message = max_message
        #: Whether small scalars without a secret name are kept as they are, and written when the trace is read.
        self.quick = values != "none" and not redaction
        self._redaction = redaction
        names = SecretNames(redaction.names, redaction.patterns) if redaction else DEFAULT_NAMES
        texts = SecretTexts(names, redaction.patterns)
        self._writer = ValueWriter(names, texts, redaction.functions, with_repr=values == "repr")
        self.hides = names.hides
        self._joined: WeakKeyDictionary[Options, ValuePolicy] = WeakKeyDictionary()

    def joined(self, options: Options | None) -> "ValuePolicy":
        """Join what a function says itself to what the recording says: its ``values`` win, its ``redact`` is added."""
        if options is None:
            return self
        found = self._joined.get(options)
        if found is None:
            found = self._joined[options] = ValuePolicy(
                options.values or self.values, options.redaction + self._redaction, self.max_value, self.max_message
            )
        return found

    def keep(self, value: Any) -> object:
        """Keep what is to be shown of a value that has no name, and nothing that can change or keeps anything alive.

        Returns:
            An immutable scalar, or a finished `Text`.
        """
        if self.quick:
            kind = type(value)
            if kind is int:
                if -LARGE < value < LARGE:
                    return value
            elif kind is str:
                if len(value) <= self.max_value:
                    return value
            elif value is None or kind is float or kind is bool:
                return value
        return self._text(None, value)

    def keep_named(self, name: str | None, value: Any) -> object:
        """Keep what is to be shown of a value by its name: a mask, where that says that it is secret."""
        if self.quick and (name is None or not self.hides(name)):
            return self.keep(value)
        return self._text(name, value)

    def keep_arguments(self, arguments: Iterable[tuple[str | None, str | None, Any]]) -> KeptArguments:
        """Keep what is to be shown of arguments, the first of them.

        Args:
            arguments: the name that each is written with, if any; the name of its parameter, if known; its value.
        """
        rest = iter(arguments)
        kept: list[tuple[str | None, object]] = []
        before: Any = None
        for written, name, value in islice(rest, 0 if self.values == "none" else _MAX_ARGUMENTS):
            following = option(before)
            name = following if following is not None and self.hides(following) else name
            kept.append((written, self.keep_named(name, value)))
            before = value
        return (*kept, (None, HIDDEN)) if next(rest, None) else tuple(kept)

    def keep_error(self, error: BaseException) -> Text:
        """Keep an exception: its type and its arguments, such as ``ValueError('no stock')``."""
        depth = 0 if self.values == "none" else _MAX_DEPTH
        return Text(cut(write_error(self._writer, error, self.max_value, depth), self.max_value))

    def keep_line(self, line: object) -> Text:
        """Keep a line of text that the program itself says, such as a note: masked, cut, without quotation marks."""
        if type(line) is str:
            return Text(self.plain(line))
        return Text(self._writer.value(line, self.max_message, _MAX_DEPTH))

    def plain(self, text: str) -> str:
        """A text of the program's, such as the name of a task: masked, cut, without quotation marks."""
        return self._writer.plain(text, self.max_message)

    def write(self, kept: object) -> str:
        """Write what was kept as text, in Python's notation."""
        return str(kept) if type(kept) is Text else self._writer.value(kept, self.max_value, _MAX_DEPTH)

    def write_plain(self, kept: object) -> str:
        """Write what was kept as text, a string without its quotation marks."""
        return self._writer.plain(kept, self.max_value) if type(kept) is str else self.write(kept)

    def _text(self, name: str | None, value: Any) -> Text:
        if type(value) is Text:
            return value
        if self.values == "none":
            return HIDDEN
        return Text(cut(self._writer.named(name, value, self.max_value, _MAX_DEPTH), self.max_value))


#: The policy of recordings that say nothing of values; they share it, so that what they keep is worked out once.
DEFAULT_POLICY = ValuePolicy()


def read_policy(values: Values, redact: Redact, max_value: int, max_message: int) -> ValuePolicy:
    """Check the options of a recording, and make its policy.

    Raises:
        UsageError: one of them is none.
    """
    check_values(values, "record")
    check_limit("max_value", max_value)
    check_limit("max_message", max_message)
    redaction = read_redaction(redact, "record")
    if (values, max_value, max_message) == ("safe", MAX_VALUE, MAX_MESSAGE) and not redaction:
        return DEFAULT_POLICY
    return ValuePolicy(values, redaction, max_value, max_message)
