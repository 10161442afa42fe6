import asyncio
import os
import socket
import sys
from typing import Self

import pytest

from runtime.net import Message, channel_pair
from runtime.net.connection import PlainConnection
from runtime.net.handover import PUMP_BYTES, adopt, hand_over, pump

WAYS = [
    pytest.param(
        False,
        id="the socket itself",
        marks=pytest.mark.skipif(
            sys.platform == "win32", reason="the socket is bound to its loop on Windows"
        ),
    ),
    pytest.param(True, id="pumped"),
]


async def connection() -> tuple[socket.socket, socket.socket]:
    """A player's side and the edge's side of one connection, both with this loop's manners."""
    player, ours = socket.socketpair()
    for sock in (player, ours):
        sock.setblocking(False)
    return player, ours


class Edges:
    """A channel from an edge to a station within this process."""

    async def __aenter__(self) -> Self:
        self.loop = asyncio.get_running_loop()
        self.edge, self.station = channel_pair()
        self.arrived: asyncio.Queue[Message] = asyncio.Queue()
        for channel, take in ((self.edge, Message.discard), (self.station, self.arrived.put_nowait)):
            channel.start(self.loop.call_soon_threadsafe, take, lambda _: None)
        return self

    async def __aexit__(self, *_: object) -> None:
        for channel in (self.edge, self.station):
            channel.close()
            await asyncio.to_thread(channel.join, 10)


async def until_end(sock: socket.socket) -> bytes:
    data = b""
    while part := await asyncio.get_running_loop().sock_recv(sock, 65536):
        data += part
    return data


class Recorder(asyncio.Protocol):
    """Writes down what happens, and answers the end with an end."""

    def __init__(self) -> None:
        self.events: list[object] = []
        self.over = asyncio.Event()

    def connection_made(self, transport) -> None:
        self.events.append("made")
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.events.append(bytes(data))  # Windows gives a bytearray

    def eof_received(self) -> None:
        self.events.append("eof")

    def connection_lost(self, fault) -> None:
        self.over.set()


@pytest.mark.parametrize("pumped", WAYS)
class TestHandingOver:
    def test_the_station_gets_what_was_read_and_what_comes(self, pumped):
        async def tell() -> tuple[bytes, bytes]:
            async with Edges() as edges:
                player, ours = await connection()
                giving = asyncio.create_task(
                    hand_over(
                        edges.edge,
                        PlainConnection(ours),
                        b"GET / HT",
                        {"peer": ["10.0.0.1", 5]},
                        pumped=pumped,
                    )
                )
                message = await edges.arrived.get()
                assert message.fields == {"peer": ["10.0.0.1", 5]}
                sock = message.socket()
                sock.setblocking(False)
                await edges.loop.sock_sendall(player, b"TP/1.0\r\n\r\n")
                heard = message.blob
                while not heard.endswith(b"\r\n\r\n"):
                    heard += await edges.loop.sock_recv(sock, 100)
                await edges.loop.sock_sendall(sock, b"HTTP/1.0 200 OK\r\n\r\n")
                sock.close()
                answer = await until_end(player)
                player.close()
                await giving
                return heard, answer

        assert asyncio.run(tell()) == (b"GET / HTTP/1.0\r\n\r\n", b"HTTP/1.0 200 OK\r\n\r\n")

    def test_a_player_that_ends_its_half_still_hears_the_answer(self, pumped):
        async def tell() -> bytes:
            async with Edges() as edges:
                player, ours = await connection()
                giving = asyncio.create_task(
                    hand_over(edges.edge, PlainConnection(ours), b"", {}, pumped=pumped)
                )
                sock = (await edges.arrived.get()).socket()
                sock.setblocking(False)
                player.shutdown(socket.SHUT_WR)
                assert await until_end(sock) == b""
                await edges.loop.sock_sendall(sock, b"late answer")
                sock.close()
                answer = await until_end(player)
                player.close()
                await giving
                return answer

        assert asyncio.run(tell()) == b"late answer"

    def test_a_long_body_passes_whole_both_ways(self, pumped):
        body = os.urandom(20 * PUMP_BYTES)

        async def tell() -> tuple[bytes, bytes]:
            async with Edges() as edges:
                player, ours = await connection()
                giving = asyncio.create_task(
                    hand_over(edges.edge, PlainConnection(ours), b"", {}, pumped=pumped)
                )
                sock = (await edges.arrived.get()).socket()
                sock.setblocking(False)

                async def send(end: socket.socket) -> None:
                    await edges.loop.sock_sendall(end, body)
                    end.shutdown(socket.SHUT_WR)

                heard = await asyncio.gather(send(player), send(sock), until_end(sock), until_end(player))
                for end in (player, sock):
                    end.close()
                await giving
                return heard[2], heard[3]

        assert asyncio.run(tell()) == (body, body)


class TestPumping:
    def test_a_player_that_vanishes_ends_the_stations_side(self):
        async def tell() -> bytes:
            player, ours = await connection()
            near, far = await connection()
            pumping = asyncio.create_task(pump(PlainConnection(ours), PlainConnection(near)))
            player.close()
            heard = await until_end(far)
            far.close()
            await pumping
            return heard

        assert asyncio.run(tell()) == b""

    def test_a_pump_that_is_cancelled_closes_both_sockets(self):
        async def tell() -> tuple[int, int]:
            player, ours = await connection()
            near, far = await connection()
            pumping = asyncio.create_task(pump(PlainConnection(ours), PlainConnection(near)))
            await asyncio.sleep(0)
            pumping.cancel()
            await asyncio.gather(pumping, return_exceptions=True)
            player.close()
            far.close()
            return ours.fileno(), near.fileno()

        assert asyncio.run(tell()) == (-1, -1)

    def test_a_player_that_stays_after_the_last_word_is_sent_away(self, monkeypatch):
        monkeypatch.setattr("runtime.net.handover.LINGER_SECONDS", 0.0)

        async def tell() -> bytes:
            player, ours = await connection()
            near, far = await connection()
            pumping = asyncio.create_task(pump(PlainConnection(ours), PlainConnection(near)))
            await asyncio.get_running_loop().sock_sendall(far, b"bye")
            far.close()
            heard = await until_end(player)
            await pumping
            player.close()
            return heard

        assert asyncio.run(tell()) == b"bye"


class TestAdopting:
    def test_a_protocol_is_given_what_was_read_before_what_comes(self):
        async def tell() -> list[object]:
            player, ours = await connection()
            loop = asyncio.get_running_loop()
            await loop.sock_sendall(player, b" and second")
            player.shutdown(socket.SHUT_WR)
            _, protocol = await adopt(loop, ours, Recorder, b"first")
            await protocol.over.wait()
            player.close()
            return protocol.events

        events = asyncio.run(tell())
        assert events[:2] == ["made", b"first"]
        assert b"".join(event for event in events if isinstance(event, bytes)) == b"first and second"
        assert events[-1] == "eof"

    def test_the_protocol_may_answer_and_close(self):
        async def tell() -> bytes:
            player, ours = await connection()
            transport, _ = await adopt(asyncio.get_running_loop(), ours, Recorder, b"")
            transport.write(b"hello")
            transport.close()
            heard = await until_end(player)
            player.close()
            return heard

        assert asyncio.run(tell()) == b"hello"

    def test_a_protocol_that_closes_at_once_is_let_go(self):
        class Refusing(Recorder):
            def data_received(self, data: bytes) -> None:
                self.transport.close()

        async def tell() -> bytes:
            player, ours = await connection()
            _, protocol = await adopt(asyncio.get_running_loop(), ours, Refusing, b"GET")
            await protocol.over.wait()
            heard = await until_end(player)
            player.close()
            return heard

        assert asyncio.run(tell()) == b""
