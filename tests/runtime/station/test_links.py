"""The station and its edges."""

import asyncio
import contextlib
import socket

from runtime.net.channel import channel_pair
from runtime.station.attendance import Attendance
from runtime.station.links import EdgeLinks
from runtime.stats.census import Census
from runtime.stats.sessions import Sessions

MOUNT = {"path": "/radio.mp3"}


class Edge:
    """The other end of a link: remembers what it is told."""

    def __init__(self, channel):
        self.channel = channel
        self.heard = asyncio.Queue()
        loop = asyncio.get_running_loop()
        channel.start(loop.call_soon_threadsafe, self.heard.put_nowait, lambda _reason: None)

    async def hears(self, kind):
        async with asyncio.timeout(5):
            while (message := await self.heard.get()).type != kind:
                pass
            return message


@contextlib.asynccontextmanager
async def linked(census=None, take=None):
    links = EdgeLinks(attending(census), take or refuse, lambda path: None)
    ours, theirs = channel_pair("edge 1")
    edge = Edge(theirs)
    links.add(1, ours)
    try:
        yield links, edge
    finally:
        links.close()
        theirs.close()
        await asyncio.to_thread(theirs.join, 5)
        await asyncio.to_thread(ours.join, 5)


def attending(census=None):
    return Attendance(census or Census(), Sessions(lambda: 0.0))


async def refuse(sock, initial, ip):
    sock.close()


class TestTheTable:
    def test_reaches_an_edge_that_is_there(self):
        async def scene():
            async with linked() as (links, edge):
                links.publish([MOUNT], {}, {})

                assert (await edge.hears("table")).fields["mounts"] == [MOUNT]

        asyncio.run(scene())

    def test_reaches_an_edge_that_comes_later(self):
        async def scene():
            links = EdgeLinks(attending(), refuse, lambda path: None)
            links.publish([MOUNT], {}, {})
            ours, theirs = channel_pair("edge 1")
            edge = Edge(theirs)
            links.add(1, ours)
            table = await edge.hears("table")
            links.close()
            theirs.close()
            await asyncio.to_thread(theirs.join, 5)

            assert table.fields["mounts"] == [MOUNT]

        asyncio.run(scene())

    def test_has_a_new_number_each_time(self):
        async def scene():
            async with linked() as (links, edge):
                links.publish([MOUNT], {}, {})
                links.publish([], {}, {})
                versions = [(await edge.hears("table")).fields["version"] for _ in range(2)]

                assert versions == [1, 2]

        asyncio.run(scene())


class TestWhatEdgesReport:
    def test_counts_go_into_the_census(self):
        async def scene():
            census = Census()
            async with linked(census) as (_links, edge):
                edge.channel.send(
                    "counts", {"mounts": {"/radio.mp3": {"listeners": 3, "bytes": 7, "slow": 0}}}
                )
                async with asyncio.timeout(5):
                    while census.mount("/radio.mp3").listeners == 0:  # noqa: ASYNC110 - a message is on its way
                        await asyncio.sleep(0.001)

                assert census.mount("/radio.mp3").bytes_sent == 7

        asyncio.run(scene())


class TestAConnectionThatIsNoListener:
    def test_is_taken_with_the_bytes_already_read_and_how_it_came(self):
        async def scene():
            taken = asyncio.get_running_loop().create_future()

            async def take(sock, initial, ip):
                taken.set_result((sock, initial))

            async with linked(take=take) as (_, edge):
                near, far = socket.socketpair()
                edge.channel.send(
                    "connection",
                    {"peer": ["127.0.0.1", 1], "scheme": "https", "tls": "TLSv1.3"},
                    blob=b"GET / HTTP/1.1\r\n",
                    handles=[far],
                )
                async with asyncio.timeout(5):
                    sock, initial = await taken
                sock.close()
                near.close()

                assert (
                    initial
                    == b"GET / HTTP/1.1\r\nEdge-Scheme: https\r\nEdge-Tls: TLSv1.3\r\nEdge-Peer: 127.0.0.1\r\n"
                )

        asyncio.run(scene())


class TestAnEdgeThatEnds:
    def test_takes_its_listeners_out_of_the_census(self):
        async def scene():
            census = Census()
            census.report(1, {"/radio.mp3": {"listeners": 3, "bytes": 7, "slow": 0}})
            async with linked(census) as (links, edge):
                edge.channel.close()
                async with asyncio.timeout(5):
                    while len(links):  # noqa: ASYNC110 - its end is on its way
                        await asyncio.sleep(0.001)

            assert census.mount("/radio.mp3").listeners == 0

        asyncio.run(scene())
