"""An extension for syrupy, for those who keep their snapshots with it."""

from collections.abc import Iterator
from typing import Any

from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from corotrace.integrations.committed.difference import difference
from corotrace.trace import Trace


class DiagramSnapshotExtension(SingleFileSnapshotExtension):
    """Keeps each trace as a ``.puml`` file of its own, in structure order.

    ::

        @pytest.fixture
        def diagram(snapshot):
            return snapshot.use_extension(DiagramSnapshotExtension)
    """

    _write_mode = WriteMode.TEXT
    file_extension = "puml"

    def serialize(self, data: Any, **_options: Any) -> str:
        """The diagram of a trace."""
        if not isinstance(data, Trace):
            raise TypeError(f"a diagram is made of a trace of corotrace, and this is of type {type(data).__name__}")
        return data.to_puml(order="structure")

    def matches(self, *, serialized_data: Any, snapshot_data: Any) -> bool:
        """Whether two diagrams say the same, however they are drawn."""
        return not difference(snapshot_data, serialized_data)

    def diff_lines(self, serialized_data: Any, snapshot_data: Any) -> Iterator[str]:
        """What differs, in words."""
        yield from difference(snapshot_data, serialized_data)
