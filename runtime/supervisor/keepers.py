"""Keeping the station and the edges running: each keeper owns one process after another."""

import logging
import os
import socket
from typing import Protocol

from runtime.errors import OperatorFault, PortTaken
from runtime.kernel import Clock
from runtime.kernel.spare_memory import keeping_none
from runtime.net import DoorMode, Message, door_mode

from .agenda import Agenda
from .child import Child, ending_words
from .ground import Ground
from .host import AGAIN
from .options import Options
from .policy import EdgePolicy, StationPolicy

__all__ = ["EdgeKeeper", "Stage", "StationKeeper", "link"]

log = logging.getLogger("legacystream.supervisor")


class Stage(Protocol):
    """What a keeper needs from the supervisor."""

    options: Options
    clock: Clock
    agenda: Agenda
    ground: Ground

    @property
    def stopping(self) -> bool:
        """Whether nothing is to be started any more."""
        ...

    def relink(self) -> None:
        """Link the station and every edge that are both here and not linked yet."""
        ...

    def finish(self, code: int) -> None:
        """Stop everybody; the program's exit code is `code`."""
        ...


class EdgeKeeper:
    """Keeps the edge of one index running.

    Attributes:
        index: which edge, counted from 1.
        child: its process, if one runs.
        here: whether that process can be spoken to.
        station: the generation of the station that it is linked with; 0 for none.
    """

    def __init__(self, index: int, stage: Stage) -> None:
        self.index = index
        self.child: Child | None = None
        self.here = False
        self.station = 0
        self._stage = stage
        self._policy = EdgePolicy()

    def start(self) -> None:
        """Start a process, unless everything stops."""
        if self._stage.stopping:
            return
        command = self._stage.options.edge_command(self.index)
        self.child = Child(f"edge {self.index}", command, self, self._stage.agenda.post)
        self.child.start()

    def linked(self, child: Child) -> None:
        """Give it all there is."""
        if child.channel is None or self._stage.stopping:
            child.kill()
            return
        self.here = True
        self._stage.ground.add_edge(self.index, child.channel)
        self._stage.relink()

    def said(self, child: Child, message: Message) -> None:
        """Take note of nothing: an edge speaks with the station."""
        log.debug("%s says %r, which means nothing to the supervisor", child.name, message.type)
        message.discard()

    def ended(self, child: Child, code: int) -> None:
        """Start it again."""
        self.child, self.here, self.station = None, False, 0
        self._stage.ground.remove_edge(self.index)
        if self._stage.stopping:
            return
        wait = self._policy.ended(self._stage.clock.now())
        log.warning(
            "%s %s; its listeners must connect again, and it starts again %s",
            child.name,
            ending_words(code),
            _when(wait),
        )
        self._stage.agenda.after(wait, self.start)


class StationKeeper:
    """Keeps the station running.

    Attributes:
        child: its process, if one runs.
        here: whether that process can be spoken to.
        generation: how many were started so far; the epoch of the rings.
    """

    def __init__(self, stage: Stage) -> None:
        self.child: Child | None = None
        self.here = False
        self.generation = 0
        self._stage = stage
        self._policy = StationPolicy()
        self._ever_on_air = False
        self._plan = stage.options.plan
        self._mistaken = False  # it said itself that the operator has to mend something

    def start(self) -> None:
        """Start a process, unless everything stops."""
        if self._stage.stopping:
            return
        self.generation += 1
        self._mistaken = False
        self.child = Child(
            "the station",
            self._stage.options.station_command,
            self,
            self._stage.agenda.post,
            environment=keeping_none(os.environ),
        )
        self.child.start()

    def reload(self) -> None:
        """Ask it to read its script anew; one that is only starting does so anyway."""
        if self.child is not None and self.here:
            self.child.send("reload")

    def linked(self, child: Child) -> None:
        """Give it the memories that exist, and what to play."""
        options = self._stage.options
        if child.channel is None or self._stage.stopping:
            child.kill()
            return
        self.here = True
        for memory in self._stage.ground.memories:
            child.channel.send("memory", {"name": memory.name, "size": memory.size}, handles=[memory])
        start = {"generation": self.generation, "edges": options.edges, "grace": options.grace}
        child.channel.send("start", start, blob=self._plan)
        self._stage.relink()

    def said(self, child: Child, message: Message) -> None:
        """Do as the station asks."""
        message.discard()  # it has no handles to give
        if message.type == "plan":
            self._plan = message.blob  # what the next start of it plays
            return
        try:
            self._do(child, message)
        except (KeyError, TypeError, ValueError) as wrong:
            log.error(
                "the station asks for what cannot be understood: %s %s: %r",
                message.type,
                dict(message.fields),
                wrong,
            )

    def ended(self, child: Child, code: int) -> None:  # noqa: ARG002 - there is one at a time
        """Start it again, unless that would be no use."""
        self.child, self.here = None, False
        if self._stage.stopping:
            return
        if code == 0 or (self._mistaken and not self._ever_on_air):
            self._stage.finish(code)
            return
        wait = self._policy.ended()
        if code == AGAIN:
            log.info("the station was told to start again; listeners stay")
        else:
            log.error(
                "the station %s; listeners stay, and it starts again %s", ending_words(code), _when(wait)
            )
        self._stage.agenda.after(wait, self.start)

    def _do(self, child: Child, message: Message) -> None:
        fields = message.fields
        match message.type:
            case "listen":
                mode = door_mode(str(fields.get("mode", "plain")))
                self._listen(child, str(fields["id"]), str(fields["host"]), int(fields["port"]), mode)
            case "unlisten":
                self._stage.ground.unlisten(str(fields["id"]))
            case "need":
                self._memory(child, str(fields["name"]), int(fields["size"]))
            case "release":
                self._stage.ground.release(str(fields["name"]))
            case "on-air":
                self._ever_on_air = True
                self._policy.on_air()
            case "failed":
                self._mistaken = True
            case other:
                log.debug("the station says %r, which means nothing to the supervisor", other)

    def _listen(self, child: Child, door: str, host: str, port: int, mode: DoorMode) -> None:
        answer = {"id": door, "host": host, "port": port}
        try:
            host, port = self._stage.ground.listen(door, host, port, mode)
        except PortTaken as fault:
            child.send(
                "refused", {**answer, "reason": str(fault), "taken": fault.address, "holder": fault.holder}
            )
        except OperatorFault as fault:
            child.send("refused", {**answer, "reason": str(fault)})
        else:
            child.send("listening", {"id": door, "host": host, "port": port})

    def _memory(self, child: Child, name: str, size: int) -> None:
        try:
            memory = self._stage.ground.memory(name, size)
        except OperatorFault as fault:
            child.send("unavailable", {"name": name, "reason": str(fault)})
        else:
            if child.channel is not None:
                child.channel.send("memory", {"name": name, "size": size}, handles=[memory])


def link(station: StationKeeper, edge: EdgeKeeper) -> None:
    """Give the station and an edge a channel of their own, if both are here and have none."""
    if not (station.here and edge.here) or edge.station == station.generation:
        return
    if (
        station.child is None
        or edge.child is None
        or station.child.channel is None
        or edge.child.channel is None
    ):
        return
    edge.station = station.generation
    ours, theirs = socket.socketpair()
    station.child.channel.send("edge", {"index": edge.index, "pid": edge.child.pid}, handles=[ours])
    fields = {"generation": station.generation, "pid": station.child.pid}
    edge.child.channel.send("station", fields, handles=[theirs])


def _when(wait: float) -> str:
    return f"in {wait:.1f} s" if wait else "at once"
