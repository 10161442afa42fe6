"""The stages of a station, and which of them a client may mean."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from runtime.plan import Account
from runtime.protocols.source import Login

from .accounts import opened
from .stage import Stage

__all__ = ["Meant", "Stages"]


@dataclass(frozen=True, slots=True)
class Meant:
    """A stage that a client may mean, at a path, with the readings of its credentials that mean it."""

    stage: Stage
    path: str
    logins: tuple[Login, ...]

    @property
    def accounts(self) -> list[Account]:
        """The accounts that the credentials open."""
        return opened(self.stage.gate, self.logins)


class Stages:
    """All stages in the script's order; each path of a pattern has its own from the first client on it to the last."""

    def __init__(self, stages: Sequence[Stage]) -> None:
        self._stages = tuple(stages)
        self._grown: dict[tuple[Stage, str], Stage] = {}

    def __contains__(self, stage: Stage) -> bool:
        """Whether a stage is one of these, or has grown from one."""
        return stage in self._stages or stage in self._grown.values()

    def changed_to(self, stages: Sequence[Stage]) -> "Stages":
        """Those of a new script; one that is as it was stays the very same, with all that has grown from it.

        Who may publish there is what the new script says.
        """
        kept = [self._kept(stage) for stage in stages]
        found = Stages(kept)
        found._grown = {key: grown for key, grown in self._grown.items() if key[0] in kept}
        for (pattern, _), grown in found._grown.items():
            grown.gate = pattern.gate
        return found

    def _kept(self, stage: Stage) -> Stage:
        old = next((old for old in self._stages if old.is_like(stage)), None)
        if old is None:
            return stage
        old.gate = stage.gate
        return old

    def follower(self, stage: Stage) -> Stage | None:
        """Where a client of an earlier stage goes on: there, or at the one that has taken its place; None for nowhere."""
        if stage in self:
            return stage
        return next((each for each in self._stages if each.is_place_of(stage)), None)

    def meant(self, path: str, logins: Sequence[Login]) -> list[Meant]:
        """What a client may mean by a path, or without one by its credentials; the exact path first, then patterns."""
        if path:
            found = [
                Meant(self._at(stage, path), path, tuple(logins))
                for stage in self._stages
                if stage.takes(path)
            ]
            return sorted(found, key=lambda each: each.stage.path != path)
        return [
            each
            for number, stage in enumerate(self._stages, 1)
            for each in self._by_login(stage, number, logins)
        ]

    def _by_login(self, stage: Stage, number: int, logins: Sequence[Login]) -> list[Meant]:
        """Without a path, the stream's number or a path in the password tells; who tells nothing may mean any place."""
        fitting = [login for login in logins if login.stream in (0, number)]
        paths = {
            login.mount or stage.path for login in fitting if not login.mount or stage.takes(login.mount)
        }
        return [
            Meant(self._at(stage, path), path, tuple(login for login in fitting if login.mount in ("", path)))
            for path in sorted(paths)
            if stage.grow is None or path != stage.path
        ]

    def _at(self, stage: Stage, path: str) -> Stage:
        return self._grown.get((stage, path), stage)

    def entered(self, meant: Meant) -> Stage | None:
        """The stage that a client enters; of a pattern, that of its path. None when there are as many as there may be."""
        if meant.stage.grow is None:
            return meant.stage
        grown = meant.stage.grow(meant.path)
        if grown is not None:
            self._grown[meant.stage, meant.path] = grown
        return grown

    def left(self, stage: Stage, is_empty: Callable[[Stage], bool]) -> None:
        """Somebody has left a stage; one that grew for him is let go when nobody is there."""
        for key, grown in list(self._grown.items()):
            if grown is stage and is_empty(stage):
                del self._grown[key]
