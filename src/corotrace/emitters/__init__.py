"""WRITE IT DOWN: an interaction, an outline, or a difference, as text. Pure."""

from corotrace.emitters.difference import emit_difference
from corotrace.emitters.mermaid import emit_mermaid
from corotrace.emitters.plantuml import emit_plantuml
from corotrace.emitters.text import emit_text
from corotrace.emitters.timing import emit_timing

__all__ = ["emit_difference", "emit_mermaid", "emit_plantuml", "emit_text", "emit_timing"]
