"""Where entries are put: on tracks, one after the other."""

from collections.abc import Hashable

from corotrace.chrome_trace.slices import Slice
from corotrace.chrome_trace.tracks import Track
from corotrace.chrome_trace.writing import Entry
from corotrace.events import Header


class Board:
    """Keeps the tracks, and the entries until somebody takes them.

    Args:
        header: what is true of the whole recording.

    Attributes:
        entries: what has been added.
    """

    def __init__(self, header: Header) -> None:
        self.entries: list[Entry] = []
        self._header = header
        self._tracks: dict[Hashable, list[Track]] = {}
        self._count = 0

    def add(self, kind: str, time: int | None, track: Track | None, **more: object) -> None:
        """Add an entry; times are microseconds since the recording began.

        Args:
            kind: one of the format's letters.
            time: when it happened, in nanoseconds of the events' clock.
            track: where, or None for the whole process.
            more: what else there is to say.
        """
        pid = self._header.pid
        entry: Entry = {"ph": kind, "pid": pid}
        entry["tid"] = pid if track is None else pid + track.number  # that of the process is its main thread's
        if time is not None:
            entry["ts"] = (time - self._header.time) / 1_000
        self.entries.append(entry | more)

    def put(self, new: Slice, key: Hashable, name: str) -> Track:
        """Put a slice on the first track of some place on which it fits; one that overlaps the others gets a new one.

        Args:
            new: the slice.
            key: the place.
            name: what its tracks are called.
        """
        tracks = self._tracks.setdefault(key, [])
        track = next((track for track in tracks if track.takes(new)), None)
        if track is None:
            self._count += 1
            track = Track(self._count)
            tracks.append(track)
            beside = f", beside ({len(tracks)})" if len(tracks) > 1 else ""
            self.add("M", None, track, name="thread_name", args={"name": name + beside})
            self.add("M", None, track, name="thread_sort_index", args={"sort_index": self._count})
        track.open.append(new)
        return track

    def begin(self, new: Slice, track: Track, time: int, name: str, **more: object) -> None:
        """Begin a slice that has been put on a track.

        Args:
            new: the slice.
            track: where it is.
            time: when, in nanoseconds of the events' clock.
            name: what it is called.
            more: what else there is to say.
        """
        new.name = name
        self.add("B", time, track, name=name, **more)

    def end(self, over: Slice, track: Track, time: int, told: Entry) -> None:
        """End a slice.

        Args:
            over: the slice.
            track: where it is.
            time: when, in nanoseconds of the events' clock.
            told: what is known of it now.
        """
        while track.open and track.open[-1].ended <= over.ended:
            track.open.pop()
        self.add("E", time, track, name=over.name, args=told)  # speedscope looks for the name

    def innermost(self, key: Hashable) -> Slice | None:
        """The slice that goes on in a place, on its first track that is in use."""
        return next((track.open[-1] for track in self._tracks.get(key, ()) if track.open), None)
