"""How titles are written."""

from dataclasses import dataclass

from .origin import Origin, origin_field
from .units import NodeId

__all__ = ["Titles"]


@dataclass(frozen=True, slots=True)
class Titles:
    """Its one child, with other titles.

    `template` has tags in braces ("{artist} - {title}"); "" leaves artist and title as they are. What is in `cut` is left
    out of tags. Where nothing is known, `otherwise` is shown; with `hide`, all titles are hidden, as those of jingles are.
    """

    children: tuple[NodeId, ...]
    template: str = ""
    cut: tuple[str, ...] = ()
    otherwise: str = ""
    hide: bool = False
    origin: Origin = origin_field()
