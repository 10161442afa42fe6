"""An edge that does what its supervisor says, over a channel."""

import asyncio
import os
import socket

from runtime.edge import run_edge
from runtime.kernel import SharedMemory, SystemClock
from runtime.media.ring import RingShape, RingWriter
from runtime.net import Channel, channel_pair
from runtime.protocols.icecast import ServedMount, Table
from runtime.testing import mp3_frames

SHAPE = RingShape.for_stream(16000, 39, 20)
MOUNT = ServedMount("/r.mp3", "audio/mpeg", "r.mp3/plain", tick=0.02)


class Supervisor:
    """A supervisor and a station, played by the test."""

    async def __aenter__(self):
        self.channel, theirs = channel_pair("edge 1")
        self.channel.start(lambda act: act(), lambda message: message.discard(), lambda reason: None)
        self.edge = asyncio.create_task(run_edge(theirs, 1))
        self.memory = SharedMemory.create("r.mp3/plain", SHAPE.total_bytes)
        writer = RingWriter(self.memory.buf, SHAPE, epoch=1, now_ns=SystemClock().now_ns())
        for frame in mp3_frames(200, seed=1):
            writer.append(frame.data, duration_us=26_122)
            writer.commit(SystemClock().now_ns())
        size = {"name": self.memory.name, "size": self.memory.size}
        self.channel.send("memory", size, handles=[self.memory])
        self.station = self.link()
        self.station.send("table", Table(mounts={"/r.mp3": MOUNT}).to_fields())
        return self

    def link(self):
        ours, theirs = socket.socketpair()
        station = Channel(ours, name="edge 1", peer_pid=os.getpid())
        station.start(lambda act: act(), lambda message: message.discard(), lambda reason: None)
        self.channel.send("station", {"generation": 1, "pid": os.getpid()}, handles=[theirs])
        return station

    async def __aexit__(self, *_):
        self.channel.send("stop", {"grace": 1})
        await asyncio.wait_for(self.edge, 10)
        for channel in (self.station, self.channel):
            channel.close()
            await asyncio.to_thread(channel.join, 5)
        self.memory.close()


async def listen(player):
    """Ask for the mount on a connection; tell what came until there was audio."""
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(player, b"GET /r.mp3 HTTP/1.0\r\n\r\n")
    heard = b""
    while len(heard) < 5000:
        heard += await loop.sock_recv(player, 65536)
    return heard


class TestAnEdgeUnderASupervisor:
    def test_accepts_on_the_listen_sockets_it_is_given(self):
        async def scenario():
            async with Supervisor() as supervisor:
                door = socket.create_server(("127.0.0.1", 0))
                address = door.getsockname()
                supervisor.channel.send("listen", {"id": "main"}, handles=[door])
                with socket.socket() as player:
                    player.setblocking(False)
                    await asyncio.get_running_loop().sock_connect(player, address)

                    assert (await listen(player)).startswith(b"HTTP/1.0 200 OK")

        asyncio.run(scenario())

    def test_serves_connections_that_were_accepted_for_it(self):
        async def scenario():
            async with Supervisor() as supervisor:
                with socket.create_server(("127.0.0.1", 0)) as door, socket.socket() as player:
                    player.setblocking(False)
                    await asyncio.get_running_loop().sock_connect(player, door.getsockname())
                    accepted, peer = door.accept()
                    supervisor.channel.send(
                        "connection", {"id": "main", "peer": list(peer)}, handles=[accepted]
                    )

                    assert (await listen(player)).startswith(b"HTTP/1.0 200 OK")

        asyncio.run(scenario())

    def test_goes_on_when_it_is_told_what_it_does_not_know(self):
        async def scenario():
            async with Supervisor() as supervisor:
                supervisor.channel.send("memory", {"name": "none"})
                supervisor.channel.send("connection", {})
                supervisor.channel.send("something new", {})
                supervisor.channel.send("release", {"name": "unknown"})
                await asyncio.sleep(0)

                assert not supervisor.edge.done()

        asyncio.run(scenario())

    def test_ends_when_the_supervisor_is_gone(self):
        async def scenario():
            ours, theirs = channel_pair("edge 1")
            edge = asyncio.create_task(run_edge(theirs, 1))
            await asyncio.sleep(0)
            ours.start(lambda act: act(), lambda message: message.discard(), lambda reason: None)
            ours.close()
            await asyncio.wait_for(edge, 10)

        asyncio.run(scenario())
