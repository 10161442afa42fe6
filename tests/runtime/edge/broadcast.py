"""For tests: a whole edge in the test's process: loopback sockets, rings in plain memory, and a station played by the test."""

import asyncio
import contextlib
import functools
import itertools
import socket

from runtime.edge import Edge
from runtime.edge import edge as edge_module
from runtime.edge import greeter as greeter_module
from runtime.kernel import SystemClock
from runtime.media.ring import ENDED, RingShape, RingWriter
from runtime.net import channel_pair
from runtime.protocols.icecast import AskHealth, ServedMount, Table
from runtime.protocols.icy import Interleaver
from runtime.testing import mp3_frame

SHAPE = RingShape(data_bytes=1 << 18, entries=1024, chains=4, chain_bytes=256)
FRAME_US = 26_122
INTERVAL = 20480
MOUNT = ServedMount(
    "/r.mp3",
    "audio/mpeg",
    "r/plain",
    "r/icy",
    INTERVAL,
    burst=1.0,
    tick=0.02,
    headers=(("icy-name", "Radio"),),
)


def live(scenario):
    """Run an asynchronous test method in a loop of its own, with an edge that is on the air."""

    @functools.wraps(scenario)
    def test(self, monkeypatch):
        monkeypatch.setattr(edge_module, "REPORT_SECONDS", 0.03)
        monkeypatch.setattr(greeter_module, "LINGER_SECONDS", 0.2)

        async def run():
            async with asyncio.timeout(20), Broadcast() as air:
                await scenario(self, air)

        asyncio.run(run())

    del test.__wrapped__  # pytest must not see the scenario's own arguments
    return test


class Piece:
    """Shared memory that is not shared."""

    def __init__(self, name, buf=None):
        self.name = name
        self.buf = buf if buf is not None else memoryview(bytearray(SHAPE.total_bytes))

    def close(self):
        pass


class Broadcast:
    """An edge, the supervisor and the station around it, and the music."""

    def __init__(self):
        self.clock = SystemClock()
        self.edge = Edge(self.clock, 1)
        self.memories = {name: Piece(name) for name in MOUNT.rings}
        self.played = b""
        self.titles = Interleaver(INTERVAL)
        self.epoch = 0
        self.said = asyncio.Queue()
        self.station = None
        self.port = 0
        self.players = []
        self.frames = (mp3_frame(number, seed=3) for number in itertools.count())

    async def __aenter__(self):
        await self.open()
        await self.link()
        return self

    async def open(self):
        """Fill the rings and open the door, with no station yet."""
        await self.edge.start()
        for memory in self.memories.values():
            self.edge.give_memory(memory)
        self.restart_writers()
        self.play(200)
        door = socket.create_server(("127.0.0.1", 0))
        self.port = door.getsockname()[1]
        self.edge.listen("main", door)

    async def __aexit__(self, *_):
        for player in self.players:
            player.close()
        await self.edge.stop()
        if self.station is not None:
            self.station.close()
            await asyncio.to_thread(self.station.join, 5)

    # The station's part

    def restart_writers(self):
        """Open the rings as a station does that has just begun, or has just come back."""
        self.epoch += 1
        self.plain, self.icy = (
            RingWriter(memory.buf, SHAPE, epoch=self.epoch, now_ns=self.clock.now_ns())
            for memory in self.memories.values()
        )
        self.titles = Interleaver.resume(INTERVAL, self.icy.position.state)

    def play(self, frames=1, title=None):
        if title is not None:
            self.titles.change_title(title)
            self.icy.begin_title(self.titles.block)
        for _ in range(frames):
            frame = next(self.frames)
            piece = self.titles.interleave(frame)
            self.plain.append(frame, duration_us=FRAME_US)
            self.icy.append(piece.data, duration_us=FRAME_US, join=piece.join, lead=piece.lead)
            self.played += frame
            self.plain.commit(self.clock.now_ns())
            self.icy.commit(self.clock.now_ns(), state=self.titles.state)

    def end(self):
        """The last frame, and the word that nothing more comes."""
        self.play(1)
        self.plain.commit(self.clock.now_ns(), flags=ENDED)
        self.icy.commit(self.clock.now_ns(), state=self.titles.state, flags=ENDED)

    async def link(self, mounts=(MOUNT,), **how):
        """Become the edge's station, and put mounts on its table."""
        await self.link_silently()
        await self.put_on_table(mounts, **how)

    async def link_silently(self):
        """Become the edge's station, and say nothing."""
        ours, theirs = channel_pair()
        self.edge.attach_station(theirs)
        self.station = ours
        loop = asyncio.get_running_loop()
        ours.start(loop.call_soon_threadsafe, self.said.put_nowait, lambda _: None)
        assert (await self.hear("hello")).fields["index"] == 1

    async def put_on_table(self, mounts=(MOUNT,), **how):
        table = Table(mounts={mount.path: mount for mount in mounts}, **how)
        self.station.send("table", table.to_fields())
        await until(lambda: self.edge.table == table)

    async def lose_station(self):
        self.station.close()
        await until(lambda: b'"station": false' in self.edge.health(AskHealth(head_only=False)))

    async def hear(self, kind):
        """Wait for what the edge tells the station."""
        while (message := await self.said.get()).type != kind:
            message.discard()
        return message

    # The listeners' part

    async def connect(self, request, receive_bytes=None):
        sock = socket.socket()
        if receive_bytes:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        sock.setblocking(False)
        loop = asyncio.get_running_loop()
        player = Player(sock)
        self.players.append(player)
        await loop.sock_connect(sock, ("127.0.0.1", self.port))
        await loop.sock_sendall(sock, request)
        return player

    async def listen(self, *headers, method="GET", path="/r.mp3", **how):
        lines = [f"{method} {path} HTTP/1.1", "Host: radio", "User-Agent: test", *headers, "", ""]
        return await self.connect("\r\n".join(lines).encode(), **how)


class Player:
    """A listener's end of a connection."""

    def __init__(self, sock):
        self.sock = sock
        self.heard = b""

    async def hear(self, count):
        """Receive until `count` bytes of what was heard are there; b"" at the end is an end."""
        while len(self.heard) < count:
            data = await asyncio.get_running_loop().sock_recv(self.sock, 1 << 16)
            if not data:
                raise EOFError(self.heard)
            self.heard += data
        return self.heard

    async def catch_up(self, air):
        """Receive until the newest audio is there."""
        while not self.heard.endswith(air.played[-64:]):
            await self.hear(len(self.heard) + 1)
        return self.heard

    async def head(self):
        while b"\r\n\r\n" not in self.heard:
            await self.hear(len(self.heard) + 1)
        head, _, self.heard = self.heard.partition(b"\r\n\r\n")
        return head.decode()

    async def rest(self):
        """Everything up to the end of the connection."""
        with contextlib.suppress(EOFError, ConnectionError):
            while True:
                await self.hear(len(self.heard) + 1)
        return self.heard

    def close(self):
        self.sock.close()


async def until(condition):
    """Let the loop run until something has become true; the test's own time limit ends it otherwise."""
    while not condition():  # noqa: ASYNC110 # what is waited for happens in threads and other loops' turns
        await asyncio.sleep(0.001)
