import asyncio
import os
import socket
import sys
from collections.abc import Awaitable, Callable

import pytest

from runtime.errors import PortTaken
from runtime.net import Channel, Message
from runtime.supervisor.local import LocalHost


class Edge:
    """An edge that writes down what it is told; `run` is what the host runs."""

    def __init__(self, failures: int = 0) -> None:
        self.messages: asyncio.Queue[Message] = asyncio.Queue()
        self.starts = 0
        self._failures = failures

    async def run(self, channel: Channel, index: int) -> None:
        self.starts += 1
        stopping = asyncio.Event()

        def take(message: Message) -> None:
            self.messages.put_nowait(message)
            if message.type == "stop":
                stopping.set()

        channel.start(asyncio.get_running_loop().call_soon_threadsafe, take, lambda _: stopping.set())
        if self.starts <= self._failures:
            raise ZeroDivisionError
        await stopping.wait()

    async def hear(self, kind: str) -> Message:
        """Wait for a message of that type; others are dropped."""
        while (message := await self.messages.get()).type != kind:
            message.discard()
        return message


def with_host(talk: Callable[[LocalHost, Edge], Awaitable], edge: Edge | None = None) -> object:
    async def run() -> object:
        inside = edge or Edge()
        host = LocalHost(asyncio.get_running_loop(), b"plan", inside.run, grace=5.0)
        await host.start()
        try:
            return await talk(host, inside)
        finally:
            await host.close()
            while not inside.messages.empty():
                inside.messages.get_nowait().discard()

    return asyncio.run(run())


class TestOneProcess:
    def test_the_station_finds_its_plan(self):
        async def talk(host, edge):
            return host.plan, host.generation, host.grace

        assert with_host(talk) == (b"plan", 1, 5.0)

    def test_the_edge_sees_the_stations_memory(self):
        async def talk(host, edge):
            memory = await host.memory("ring", 4096)
            memory.buf[0] = 3
            with_edge = (await edge.hear("memory")).memory()
            seen = with_edge.buf[0]
            with_edge.close()
            host.release("ring")
            gone = await edge.hear("release")
            return seen, gone.fields["name"]

        assert with_host(talk) == (3, "ring")

    def test_a_player_reaches_the_edge(self):
        async def talk(host, edge):
            address = await host.listen("http", "127.0.0.1", 0)
            with socket.create_connection(address):
                message = await edge.hear("connection" if sys.platform == "win32" else "listen")
                message.discard()
                return message.fields["id"]

        assert with_host(talk) == "http"

    def test_a_port_that_is_taken_is_said(self):
        async def talk(host, edge):
            with socket.create_server(("127.0.0.1", 0)) as other:
                await host.listen("http", *other.getsockname())

        with pytest.raises(PortTaken):
            with_host(talk)

    def test_station_and_edge_speak_over_a_channel_of_their_own(self):
        async def talk(host, edge):
            loop, heard = asyncio.get_running_loop(), asyncio.Queue()
            linked = asyncio.Queue()
            host.set_edge_handler(lambda index, channel: linked.put_nowait((index, channel)))
            index, station = await linked.get()
            message = await edge.hear("station")
            assert dict(message.fields) == {"generation": 1, "pid": os.getpid()}
            other = Channel(message.socket(), name="station", peer_pid=message.fields["pid"])
            station.start(loop.call_soon_threadsafe, heard.put_nowait, lambda _: None)
            other.start(loop.call_soon_threadsafe, Message.discard, lambda _: None)
            other.send("hello", {"index": index})
            said = await heard.get()
            for channel in (station, other):
                channel.close()
                await asyncio.to_thread(channel.join, 10)
            return said.type, said.fields["index"]

        assert with_host(talk) == ("hello", 1)

    def test_an_edge_that_fails_starts_again_and_is_linked_anew(self):
        async def talk(host, edge):
            links = []
            host.set_edge_handler(lambda index, channel: links.append(channel))
            while edge.starts < 2:
                (await edge.hear("station")).discard()
            for channel in links:
                channel.close()
            return edge.starts

        assert with_host(talk, Edge(failures=1)) == 2


class TestTheEnd:
    def test_the_edge_is_asked_to_stop_with_the_same_message(self):
        edge = Edge()

        async def talk(host, _):
            (await edge.hear("station")).discard()
            await host.close()
            return (await edge.hear("stop")).fields["grace"]

        assert with_host(talk, edge) == 5.0

    def test_the_station_is_told_by_an_event(self):
        async def talk(host, edge):
            host.stop()
            return host.stopping.is_set()

        assert with_host(talk)
