"""Files that are served as they are."""

from dataclasses import dataclass

from .origin import Origin, origin_field
from .units import MountPath

__all__ = ["Files"]


@dataclass(frozen=True, slots=True)
class Files:
    """A folder below a path; a relative `folder` begins at the script's own."""

    path: MountPath
    folder: str
    origin: Origin = origin_field()
