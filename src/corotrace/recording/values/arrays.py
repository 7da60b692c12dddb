"""Arrays and tables of other packages, told by shape and kind of number; the packages are not imported."""

from typing import Any

from corotrace.recording.values.contract import Write, Writer
from corotrace.recording.values.peek import package, type_name

#: Packages and their types; all have a ``shape``, which costs nothing to ask, and some a ``dtype``.
_ARRAYS = {
    "numpy": ("ndarray",),
    "pandas": ("DataFrame", "Series"),
    "polars": ("DataFrame", "Series"),
    "torch": ("Tensor",),
}


def array_writer(kind: type) -> Write | None:
    """How to write the objects of a type that is one of these, or None."""
    return _array if type_name(kind) in _ARRAYS.get(package(kind), ()) else None


def _array(_writer: Writer, value: Any, _room: int, _depth: int) -> str:
    shape = "×".join(str(size) for size in tuple(value.shape) if type(size) is int)
    dtype = getattr(value, "dtype", None)
    name = dtype if type(dtype) is str else getattr(dtype, "name", None)
    return f"{type_name(type(value))}({', '.join(part for part in (shape, name) if type(part) is str and part)})"
