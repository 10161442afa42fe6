"""What the books look at, of a station that runs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from runtime.mounts.pass_through import PassThroughMount
from runtime.stats.lateness import Lateness
from runtime.stats.prometheus import Certificates
from runtime.stats.status import StationStatus

from .board import StatusBoard
from .certificates import CertificateKeeper
from .engine import Engine
from .links import EdgeLinks

__all__ = ["BooksView"]


@dataclass(frozen=True, slots=True)
class BooksView:
    """Answers from those who know; `books.View` says what. `passed` gives the mounts without an encoder."""

    board: StatusBoard
    links: EdgeLinks
    keeper: CertificateKeeper
    passed: Callable[[], Sequence[PassThroughMount]]
    engine: Engine

    def status(self) -> StationStatus:
        """The station as it is now."""
        return self.board.read()

    def processes(self) -> Mapping[int, int]:
        """The process of each edge."""
        return self.links.processes

    def certificates(self) -> Certificates | None:
        """What is served to those who come encrypted; None where nobody can."""
        keeper = self.keeper
        if not keeper.encrypts:
            return None
        return Certificates(keeper.ends(), keeper.table().self_signed, keeper.failing())

    def sources(self) -> int:
        """How many source clients send."""
        return sum(mount.beginning is not None for mount in self.passed())

    def lateness(self) -> Lateness:
        """How late the programme was."""
        return self.engine.lateness
