"""Lists of what to play: M3U, PLS, XSPF, CUE sheets, and the `annotate:` in front of an entry.

Bytes in, entries out: no file is looked for here. A list comes from anywhere, so each parser is bounded in what it reads and
gives, and takes whatever it is given. May import `plan` (for `annotate:`); edges have no use for it.
"""

from .entry import LARGEST_LIST, LONGEST_LINE, MOST_ENTRIES, Entry, Listed
from .read import LIST_SUFFIXES, read_list

__all__ = [
    "LARGEST_LIST",
    "LIST_SUFFIXES",
    "LONGEST_LINE",
    "MOST_ENTRIES",
    "Entry",
    "Listed",
    "read_list",
]
