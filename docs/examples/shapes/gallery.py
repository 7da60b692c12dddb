"""All shapes, chapter by chapter."""

from shapes import endings, generators, objects, recordings, tasks, threads, waits
from shapes.kit import SHAPES

__all__ = ["SHAPES", "endings", "generators", "objects", "recordings", "tasks", "threads", "waits"]
