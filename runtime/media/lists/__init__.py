"""Lists of what to play: M3U, PLS, XSPF, CUE sheets, feeds of podcasts, and the `annotate:` in front of an entry.

Bytes in, entries out: no file is looked for here. A list comes from anywhere, so each parser is bounded in what it reads and
gives, and takes whatever it is given. May import `plan` (for `annotate:`); edges have no use for it.
"""

from .entry import LARGEST_LIST, LONGEST_LINE, MOST_ENTRIES, Entry, Listed, at_address
from .read import read_list
from .rss import LARGEST_FEED, Episode, episodes_of, newest_episode

__all__ = [
    "LARGEST_FEED",
    "LARGEST_LIST",
    "LONGEST_LINE",
    "MOST_ENTRIES",
    "Entry",
    "Episode",
    "Listed",
    "at_address",
    "episodes_of",
    "newest_episode",
    "read_list",
]
