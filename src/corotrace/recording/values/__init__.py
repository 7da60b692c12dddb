"""Values as text: what may be kept of them, bounded before the work is done, secrets masked.

Nothing of the program runs for it, unless the user asks for ``repr``.
"""

from corotrace.recording.values.kinds import function_types
from corotrace.recording.values.options import Options, Redact, Values, read_options
from corotrace.recording.values.peek import type_name
from corotrace.recording.values.policy import (
    DEFAULT_NAMES,
    DEFAULT_POLICY,
    LARGE,
    MAX_MESSAGE,
    MAX_VALUE,
    KeptArguments,
    ValuePolicy,
    read_policy,
)
from corotrace.recording.values.text import HIDDEN, Text

__all__ = [
    "DEFAULT_NAMES",
    "DEFAULT_POLICY",
    "HIDDEN",
    "LARGE",
    "MAX_MESSAGE",
    "MAX_VALUE",
    "KeptArguments",
    "Options",
    "Redact",
    "Text",
    "ValuePolicy",
    "Values",
    "function_types",
    "read_options",
    "read_policy",
    "type_name",
]
