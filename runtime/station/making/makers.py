"""The makers of all families."""

from collections.abc import Mapping

from .absent import ABSENT
from .choosing import CHOOSING
from .downloads import DOWNLOADS
from .ground import Maker
from .interludes import INTERLUDES
from .joining import JOINING
from .origins import ORIGINS
from .requests import REQUESTS
from .shifts import SHIFTS
from .sound import SOUND

__all__ = ["MAKERS"]

MAKERS: Mapping[type, Maker] = {
    **ABSENT,
    **ORIGINS,
    **DOWNLOADS,
    **REQUESTS,
    **CHOOSING,
    **INTERLUDES,
    **JOINING,
    **SHIFTS,
    **SOUND,
}
"""The type of a plan node → what makes a source of it."""
