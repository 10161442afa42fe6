"""The audience: who listens, who may, who was turned away, and what is written down of all that."""

from collections.abc import Callable, Mapping
from datetime import datetime

from runtime.plan import Listening, Station
from runtime.servers.side_door import SideDoor, Take
from runtime.stats.census import Census
from runtime.stats.refusals import Refusals

from .books import Books, View
from .equipment import Equipment
from .welcome import Welcome

__all__ = ["Audience"]


class Audience:
    """Belongs to the event loop: `start`, then `stop`.

    Attributes:
        welcome: knows who is here and who may come in.
        refusals: remembers who was turned away.
    """

    def __init__(
        self,
        station: Station,
        equipment: Equipment,
        wall: Callable[[], datetime],
        generation: int,
        rules: Callable[[], Mapping[str, Listening]],
        address: Callable[[], tuple[str, int]],
    ) -> None:
        """Make it; `rules` gives those of each mount by its path, `address` how the station names itself.

        `generation` says which start of the station this is.
        """
        self.refusals = Refusals(wall)
        self._books = Books(station, equipment.state, equipment.clock, wall, generation)
        self.welcome = Welcome(station, equipment.clock, rules, address, [self._books], self.refusals)

    @property
    def census(self) -> Census:
        """What the edges count."""
        return self.welcome.census

    @property
    def paths(self) -> tuple[str, ...]:
        """What the books answer, as `Table.pages` has it."""
        return self._books.paths

    def side_door(self, take: Take) -> SideDoor:
        """Numbers and files for who asks for them; `take` is given everybody else."""
        return SideDoor(self._books.metrics, self._books.files, take)

    def start(self, view: View) -> None:
        """Begin to write down."""
        self._books.start(view, self.census)

    def show(self, station: Station) -> None:
        """Go by another plan from now on."""
        self.welcome.show(station)
        self._books.show(station)

    async def stop(self) -> None:
        """Say goodbye for all who are here, and write what is left."""
        await self.welcome.stop()
        await self._books.stop()
