"""Problems in words: what every phase of the language hands to people and machines. Imports `source` alone.

A phase collects facts (`problems.py`) and words them (`explain.py`) as `Diagnostic`s; the renderers here show them in a
terminal or as JSON. `explanations/` holds one page per code, which `lss explain` opens.
"""

from .diagnostic import Diagnostic, Edit, Fix, Label, Severity
from .order import in_order
from .suggest import nearest

__all__ = ["Diagnostic", "Edit", "Fix", "Label", "Severity", "in_order", "nearest"]
