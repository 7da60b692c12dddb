"""WRITE IT DOWN: an interaction as text. Pure."""

from corotrace.emitters.plantuml import emit_plantuml

__all__ = ["emit_plantuml"]
