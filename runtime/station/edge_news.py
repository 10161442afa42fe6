"""News for the edges: what there is to hear now, who may hear it, and which rings have new frames."""

from collections.abc import Callable, Sequence

from .edge_table import EdgeTable
from .intros import Intros
from .links import EdgeLinks
from .reception import Reception
from .source_clients import SourceClients
from .welcome import Welcome

__all__ = ["EdgeNews"]


class EdgeNews:
    """Belongs to the event loop, except `wake`.

    Attributes:
        pages: what the station answers itself, as `Table.pages` has it; None until it can.
    """

    def __init__(
        self,
        table: Callable[[], EdgeTable],
        links: EdgeLinks,
        clients: SourceClients,
        welcome: Welcome,
        reception: Reception,
        intros: Intros,
    ) -> None:
        """Make it; `table` gives the station as edges must know it now."""
        self.pages: tuple[str, ...] | None = None
        self._table = table
        self._links = links
        self._clients = clients
        self._welcome = welcome
        self._reception = reception
        self._intros = intros

    async def load_intros(self) -> None:
        """Read the intros that the plan of now wants; edges are told with the next `publish`."""
        await self._intros.load(self._table().intros())

    def publish(self) -> None:
        """Tell the edges what there is to hear."""
        table = self._table()
        entries = list(table.entries(self._clients, self._welcome, self._intros))
        server = {**table.server(self._clients), "pages": self.pages, "banned": self._reception.banned()}
        self._links.publish(entries, server, self._welcome.limits(), table.station.server.trusted_proxies)

    def wake(self, rings: Sequence[str]) -> None:
        """Tell the edges which rings have new frames. Any thread may call this."""
        for ring in rings:
            self._links.wake(ring)
