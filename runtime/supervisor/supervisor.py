"""The supervisor: starts the station and the edges, links them, and starts again what ends.

A plain blocking program: other threads put what happens on one agenda, and everything below runs in one
thread.
"""

import logging

from runtime.kernel import Clock, SystemClock

from .agenda import Agenda
from .child import Child
from .ground import Ground
from .keepers import EdgeKeeper, StationKeeper, link
from .options import Options

__all__ = ["KILLED", "Supervisor"]

log = logging.getLogger("legacystream.supervisor")

KILLED = 130
"""The exit code after a second wish to stop."""


class Supervisor:
    """Runs a station and its edges until it is told to stop. `run` blocks; `stop` may be called from
    anywhere.
    """

    def __init__(self, options: Options, clock: Clock | None = None) -> None:
        self.options = options
        self.clock: Clock = clock or SystemClock()
        self.agenda = Agenda(self.clock)
        self.ground = Ground(memory_limit=options.memory_limit)
        self._station = StationKeeper(self)
        self._edges = [EdgeKeeper(index, self) for index in range(1, options.edges + 1)]
        self._code: int | None = None

    @property
    def stopping(self) -> bool:
        """Whether nothing is to be started any more."""
        return self._code is not None

    def run(self) -> int:
        """Run until stopped, or until the station cannot start through an operator's mistake. Gives the exit
        code.
        """
        self._station.start()
        for edge in self._edges:
            edge.start()
        try:
            while self._code is None or self._children():
                self.agenda.step()
        finally:
            self._kill()
            self.ground.close()
        return self._code

    def stop(self) -> None:
        """Ask everybody to stop; the second time, kill them. For signal handlers and other threads."""
        self.agenda.post(self._stop)

    def reload(self) -> None:
        """Ask the station to read its script anew. For signal handlers and other threads."""
        self.agenda.post(self._station.reload)

    def relink(self) -> None:
        """Link the station and every edge that are both here and not linked yet."""
        for edge in self._edges:
            link(self._station, edge)

    def finish(self, code: int) -> None:
        """Stop everybody; the program's exit code is `code`."""
        self._code = code
        self.ground.close_doors()
        for child in self._children():
            child.stop(self.options.grace)
        self.agenda.after(self.options.grace, self._kill)

    def _stop(self) -> None:
        if self._code is None:
            log.info("stopping")
            self.finish(0)
        else:
            self._code = KILLED
            self._kill()

    def _children(self) -> list[Child]:
        children = [self._station.child, *(edge.child for edge in self._edges)]
        return [child for child in children if child is not None]

    def _kill(self) -> None:
        for child in self._children():
            child.kill()
