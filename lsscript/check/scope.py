"""Names and what they mean."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lsscript.syntax import tree
from lsscript.types import Scheme

__all__ = ["Scope"]


@dataclass(slots=True)
class Scope:
    """The names of a block; what it does not have, the block around it may."""

    outer: "Scope | None" = None
    names: dict[str, Scheme] = field(default_factory=dict)
    loose: list[Scheme] = field(default_factory=list)

    def find(self, name: str) -> Scheme | None:
        """What a name means here."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        return None

    def is_of_library(self, qualified: str, owner: tree.Expression) -> bool:
        """Whether a name with a dot is the library's, and its first part is too: `relay` and `relay.all` are two functions."""
        scope = self
        while scope.outer is not None:
            if isinstance(owner, tree.Name) and owner.text in scope.names:
                return False
            scope = scope.outer
        return isinstance(owner, tree.Name) and qualified in scope.names

    def members(self, group: str) -> tuple[str, ...]:
        """The names that begin with `group` and a dot."""
        return tuple(sorted(name for name in self.all() if name.startswith(group + ".")))

    def all(self) -> Iterator[str]:
        """Every name that is here."""
        scope: Scope | None = self
        while scope is not None:
            yield from scope.names
            scope = scope.outer

    def inner(self, names: Mapping[str, Scheme] | None = None) -> "Scope":
        """A scope inside this one; the types of its `names` are not settled yet."""
        return Scope(self, dict(names or {}), list((names or {}).values()))

    @property
    def is_outermost_of_script(self) -> bool:
        """Whether these are the names of the script itself, not of a block in it."""
        return self.outer is not None and self.outer.outer is None

    def give(self, name: str, scheme: Scheme, loose: bool) -> None:
        """Give a name a meaning; `loose` when its type has variables that are not the scheme's own."""
        self.names[name] = scheme
        if loose:
            self.loose.append(scheme)

    def unsettled(self) -> Iterator[Scheme]:
        """What the names mean whose types are not settled yet; of thousands of names, these are few."""
        scope: Scope | None = self
        while scope is not None:
            yield from scope.loose
            scope = scope.outer
