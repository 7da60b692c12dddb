"""WRITE IT DOWN: an interaction, or an outline, as text. Pure."""

from corotrace.emitters.mermaid import emit_mermaid
from corotrace.emitters.plantuml import emit_plantuml
from corotrace.emitters.text import emit_text

__all__ = ["emit_mermaid", "emit_plantuml", "emit_text"]
