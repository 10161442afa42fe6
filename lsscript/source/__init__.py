"""The text of a script and places in it. Imports nothing of ours.

Everything that is ever said about a script is said about a `Span` of a `SourceFile`.
"""

from .file import SourceFile
from .span import Position, Span

__all__ = ["Position", "SourceFile", "Span"]
