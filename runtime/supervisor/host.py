"""What a station finds below it: addresses to listen on, memory to share, edges to speak with.

`SupervisedHost` is that of a station process; `runtime.supervisor.local.LocalHost` that of a station which is
alone.
"""

import asyncio
from collections.abc import Callable
from typing import Protocol, TypeAlias, TypeVar

from runtime.errors import NetworkFault, OperatorFault, PortTaken
from runtime.kernel import SharedMemory
from runtime.net import Channel, DoorMode, Message, open_parent_channel

__all__ = ["AGAIN", "ANSWER_SECONDS", "EdgeHandler", "Host", "SupervisedHost"]

AGAIN = 75
"""The exit code of a station that wants to be started again (EX_TEMPFAIL of sysexits.h)."""

ANSWER_SECONDS = 15.0
"""How long the supervisor may take to answer."""

EdgeHandler: TypeAlias = Callable[[int, Channel], None]
"""Is given an edge's index and a channel to it that is not started yet."""


_Answer = TypeVar("_Answer")


class Host(Protocol):
    """The ground under a station, whoever provides it.

    Attributes:
        generation: which start of the station this is, from 1; the epoch of its rings.
        plan: what to play, as it was given to the supervisor.
        grace: seconds for a graceful stop.
        stopping: set when the station is to stop.
        starts_again: whether a station that ends with `AGAIN` is started again, and listeners stay meanwhile.
    """

    starts_again: bool
    generation: int
    plan: bytes
    grace: float
    stopping: asyncio.Event

    async def listen(self, door: str, host: str, port: int, mode: DoorMode = "plain") -> tuple[str, int]:
        """Have the edges accept at an address from now on, over restarts of the station too; tell the real
        address.

        Args:
            door: the station's name for it. The same door at the same address stays as it is.
            host: "" is every address of the machine.
            port: 0 is any.
            mode: what is spoken there. Another mode is taken up at once, on the same listen socket.

        Raises:
            PortTaken: another program listens there.
            OperatorFault: the address is not ours, not allowed, or not known.
        """
        ...

    def unlisten(self, door: str) -> None:
        """Accept there no more."""
        ...

    async def memory(self, name: str, size: int) -> SharedMemory:
        """Get shared memory that outlives this process, as an earlier station of that name and size left it.

        Raises:
            OperatorFault: there is not so much.
        """
        ...

    def release(self, name: str) -> None:
        """Let go of a memory, here and in the edges."""
        ...

    def on_air(self) -> None:
        """Say that the station started well."""
        ...

    def failed(self, words: str) -> None:
        """Say that it cannot start through an operator's mistake, which it has told. It must end then."""
        ...

    def set_edge_handler(self, handler: EdgeHandler) -> None:
        """Have `handler` called for every link with an edge: those that are there and those that come."""
        ...

    def set_reload_handler(self, handler: Callable[[], None]) -> None:
        """Have `handler` called on the loop when the operator wants the script to be read anew."""
        ...

    def keep(self, plan: bytes) -> None:
        """Play this after a restart of the station: its script was read anew."""
        ...

    async def close(self) -> None:
        """Say what is left to say, and let go of everything."""
        ...


class SupervisedHost:
    """The ground under a station process. Get one by `connect`; attributes and methods are those of `Host`."""

    starts_again = True

    def __init__(self, channel: Channel) -> None:
        self.generation = 0
        self.plan = b""
        self.grace = 0.0
        self.stopping = asyncio.Event()
        self._channel = channel
        self._loop = asyncio.get_running_loop()
        self._started: asyncio.Future[None] = self._loop.create_future()
        self._memories: dict[str, SharedMemory] = {}
        self._doors: dict[str, asyncio.Future[tuple[str, int]]] = {}
        self._needs: dict[str, asyncio.Future[SharedMemory]] = {}
        self._handler: EdgeHandler | None = None
        self._reload: Callable[[], None] | None = None
        self._edges: list[tuple[int, Channel]] = []

    @classmethod
    async def connect(cls, channel: Channel | None = None) -> "SupervisedHost":
        """Find the supervisor and wait until it says what to play.

        Raises:
            OurFault: this process was started by hand.
            NetworkFault: the supervisor is gone, or says nothing.
        """
        host = cls(channel if channel is not None else await asyncio.to_thread(open_parent_channel))
        host._channel.start(host._loop.call_soon_threadsafe, host._receive, host._lost)
        await host._answer(host._started)
        return host

    async def listen(self, door: str, host: str, port: int, mode: DoorMode = "plain") -> tuple[str, int]:
        """Ask the supervisor to listen, and wait for its answer."""
        answer = self._doors[door] = self._loop.create_future()
        self._channel.send("listen", {"id": door, "host": host, "port": port, "mode": mode})
        return await self._answer(answer)

    def unlisten(self, door: str) -> None:
        """Ask the supervisor to close a listen socket."""
        self._channel.send("unlisten", {"id": door})

    async def memory(self, name: str, size: int) -> SharedMemory:
        """Take the memory that is there, or ask the supervisor for it."""
        known = self._memories.get(name)
        if known is not None and known.size == size:
            return known
        answer = self._needs[name] = self._loop.create_future()
        self._channel.send("need", {"name": name, "size": size})
        return await self._answer(answer)

    def release(self, name: str) -> None:
        """Let go of a memory."""
        if (memory := self._memories.pop(name, None)) is not None:
            memory.close()
        self._channel.send("release", {"name": name})

    def on_air(self) -> None:
        """Say that the station started well."""
        self._channel.send("on-air")

    def failed(self, words: str) -> None:
        """Say that it cannot start through an operator's mistake."""
        self._channel.send("failed", {"words": words})

    def set_edge_handler(self, handler: EdgeHandler) -> None:
        """Have `handler` called for every link with an edge."""
        self._handler = handler
        waiting, self._edges = self._edges, []
        for index, channel in waiting:
            handler(index, channel)

    def set_reload_handler(self, handler: Callable[[], None]) -> None:
        """Have `handler` called when the supervisor was asked for it."""
        self._reload = handler

    def keep(self, plan: bytes) -> None:
        """Give the supervisor what to play from now on."""
        self.plan = plan
        self._channel.send("plan", blob=plan)

    async def close(self) -> None:
        """Send what is queued, and let go of everything."""
        self._channel.close()
        await asyncio.to_thread(self._channel.join)
        for _, channel in self._edges:
            channel.close()
        for memory in self._memories.values():
            memory.close()
        self._memories.clear()

    async def _answer(self, answer: "asyncio.Future[_Answer]") -> "_Answer":
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await answer
        except TimeoutError as wrong:
            raise NetworkFault("the supervisor does not answer") from wrong

    def _receive(self, message: Message) -> None:
        fields = message.fields
        match message.type:
            case "start":
                self.generation, self.grace = int(fields["generation"]), float(fields["grace"])
                self.plan = message.blob
                _settle(self._started, None)
            case "memory":
                self._keep(message.memory())
            case "edge":
                index, pid = int(fields["index"]), int(fields["pid"])
                self._meet(index, Channel(message.socket(), name=f"edge {index}", peer_pid=pid))
            case "listening":
                _settle(self._doors.pop(fields["id"], None), (str(fields["host"]), int(fields["port"])))
            case "refused":
                _fail(self._doors.pop(fields["id"], None), _refusal(message))
            case "unavailable":
                _fail(self._needs.pop(fields["name"], None), OperatorFault(str(fields["reason"])))
            case "reload":
                if self._reload is not None:
                    self._reload()
            case "stop":
                self.grace = float(fields["grace"])
                self.stopping.set()
            case _:
                message.discard()

    def _keep(self, memory: SharedMemory) -> None:
        if (old := self._memories.get(memory.name)) is not None:
            old.close()
        self._memories[memory.name] = memory
        _settle(self._needs.pop(memory.name, None), memory)

    def _meet(self, index: int, channel: Channel) -> None:
        if self._handler is None:
            self._edges.append((index, channel))
        else:
            self._handler(index, channel)

    def _lost(self, reason: str) -> None:
        """Without a supervisor there is nothing to stay for."""
        self.stopping.set()
        _fail(self._started, NetworkFault(reason))
        for door in self._doors.values():
            _fail(door, NetworkFault(reason))
        for need in self._needs.values():
            _fail(need, NetworkFault(reason))


def _refusal(message: Message) -> OperatorFault:
    if "taken" in message.fields:
        return PortTaken(str(message.fields["taken"]), str(message.fields["holder"]))
    return OperatorFault(str(message.fields["reason"]))


def _settle(answer: "asyncio.Future[_Answer] | None", value: _Answer) -> None:
    if answer is not None and not answer.done():
        answer.set_result(value)


def _fail(answer: "asyncio.Future[_Answer] | None", fault: Exception) -> None:
    if answer is not None and not answer.done():
        answer.set_exception(fault)
