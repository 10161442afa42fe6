"""The admin pages of Icecast: statistics, listeners, kicking and moving, and who may do what.

`desk` meets whoever asks; `rights` knows who that is; `commands` are what can be asked; `figures` are the numbers, which every
surface (XML, JSON, pages, the STATS stream) takes from there. What they act upon is `house`, handed in by the station.
"""

from .desk import AdminDesk
from .house import House, SourceFacts
from .rights import Rights

__all__ = ["AdminDesk", "House", "Rights", "SourceFacts"]
