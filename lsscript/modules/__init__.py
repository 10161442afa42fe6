"""Files of the language by name: the library, and what scripts import. Reads nothing by itself: a reader is passed in.

load.py     the library's declarations
graph.py    a script and all that it imports, in the order in which they run
"""

from .graph import Imported, Program, ScriptReader, Unreadable, load_program
from .load import Library, load_library

__all__ = [
    "Imported",
    "Library",
    "Program",
    "ScriptReader",
    "Unreadable",
    "load_library",
    "load_program",
]
