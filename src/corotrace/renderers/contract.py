"""What every engine offers, so that one can be chosen without knowing how it works."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Obstacle:
    """Why an engine cannot be used here.

    Args:
        reason: what was looked for and not found, as the end of a sentence.
        cure: what to do about it, as a sentence with a command.
    """

    reason: str
    cure: str


class Engine(Protocol):
    """Something that draws PlantUML text."""

    def obstacle(self, picture_format: str) -> Obstacle | None:
        """Says why pictures of this format cannot be drawn here; None where they can."""

    def about(self) -> str:
        """Says which one it is: its versions, and where it is; to be asked where it can be used."""

    def draw(self, source: str, picture_format: str, time_limit: float) -> bytes:
        """Draws one diagram.

        Args:
            source: PlantUML text, ``@startuml`` to ``@enduml``.
            picture_format: ``png`` or ``svg``.
            time_limit: the seconds that it may take.

        Returns:
            The whole picture.

        Raises:
            RenderError: the text was refused, the engine failed, or the picture is not whole.
        """
