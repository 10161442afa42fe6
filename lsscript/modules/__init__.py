"""Files of the language by name: the library, and what scripts import. Reads nothing by itself: a reader is passed in."""

from .load import Library, load_library

__all__ = ["Library", "load_library"]
