import asyncio
import queue
import socket
import struct
import sys
import threading
from pathlib import Path

import pytest

from runtime.errors import OurFault, PeerFault
from runtime.kernel import SharedMemory
from runtime.net import Channel, Message, channel_pair
from runtime.net.framing import LARGEST_BLOB
from runtime.net.outbox import QUEUED_MESSAGES

PATIENCE = 10.0
"""Seconds until a test gives up."""


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


class Listening:
    """One end of a channel whose messages are taken by hand."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.posted: queue.Queue = queue.Queue()
        self.messages: list[Message] = []
        self.ends: list[str] = []
        channel.start(self.posted.put, self.messages.append, self.ends.append)

    def take(self) -> Message:
        """Wait for the next message."""
        self.posted.get(timeout=PATIENCE)()
        return self.messages.pop()

    def end(self) -> str:
        """Wait for the end, and tell the reason given."""
        while not self.ends:
            self.posted.get(timeout=PATIENCE)()
        return self.ends[0]


@pytest.fixture
def ends():
    """The two ends of a channel, started."""
    pair = [Listening(channel) for channel in channel_pair()]
    yield pair
    for end in pair:
        end.channel.close()
    for end in pair:
        assert end.channel.join(PATIENCE)


class TestMessages:
    def test_they_arrive_whole_and_in_order(self, ends):
        one, other = ends
        for number in range(100):
            one.channel.send("count", {"number": number}, blob=bytes([number]))
        taken = [other.take() for _ in range(100)]

        assert [(message.type, message.fields["number"]) for message in taken] == [
            ("count", n) for n in range(100)
        ]
        assert [message.blob for message in taken] == [bytes([n]) for n in range(100)]

    def test_both_ends_may_speak(self, ends):
        one, other = ends
        one.channel.send("here")
        other.channel.send("there")

        assert (other.take().type, one.take().type) == ("here", "there")

    def test_the_largest_blob_fits(self, ends):
        one, other = ends
        one.channel.send("large", blob=bytes(LARGEST_BLOB))

        assert len(other.take().blob) == LARGEST_BLOB

    def test_what_is_sent_before_the_start_goes_first(self):
        one, other = channel_pair()
        one.send("early")
        listening, _ = Listening(other), Listening(one)

        assert listening.take().type == "early"
        for channel in (one, other):
            channel.close()
            assert channel.join(PATIENCE)

    def test_what_json_cannot_say_is_refused_where_it_was_said(self, ends):
        with pytest.raises(OurFault):
            ends[0].channel.send("x", {"y": object()})

    def test_an_event_loop_takes_them_in_order(self):
        async def talk() -> list[str]:
            one, other = channel_pair()
            loop, heard = asyncio.get_running_loop(), []
            done = asyncio.Event()

            def take(message: Message) -> None:
                heard.append(message.type)
                if message.type == "last":
                    done.set()

            for channel in (one, other):
                channel.start(loop.call_soon_threadsafe, take, lambda _: None)
            for word in ("first", "second", "last"):
                one.send(word)
            await done.wait()
            for channel in (one, other):
                channel.close()
                await asyncio.to_thread(channel.join, PATIENCE)
            return heard

        assert asyncio.run(talk()) == ["first", "second", "last"]


class TestHandles:
    def test_a_socket_travels(self, ends):
        one, other = ends
        near, far = socket.socketpair()
        one.channel.send("connection", {"peer": ["127.0.0.1", 9]}, blob=b"GET /", handles=[far])
        message = other.take()
        with near, message.socket() as arrived:
            near.sendall(b"hello")

            assert arrived.recv(10) == b"hello"
            assert (message.fields, message.blob) == ({"peer": ["127.0.0.1", 9]}, b"GET /")

    def test_our_own_socket_is_closed_once_it_is_on_its_way(self, ends):
        one, other = ends
        near, far = socket.socketpair()
        one.channel.send("connection", handles=[far])
        other.take().discard()

        assert near.recv(1) == b""
        near.close()

    def test_a_listen_socket_that_travels_can_be_accepted_on(self, ends):
        one, other = ends
        with socket.create_server(("127.0.0.1", 0)) as door:
            one.channel.send("listen", handles=[door.dup()])
            with other.take().socket() as arrived, socket.create_connection(door.getsockname()):
                accepted, _ = arrived.accept()
                accepted.close()

    def test_memory_travels_and_stays_the_senders(self, ends):
        one, other = ends
        memory = SharedMemory.create("radio.mp3/plain", 4096)
        one.channel.send("memory", handles=[memory])
        arrived = other.take().memory()
        memory.buf[0] = 42

        assert (arrived.name, arrived.size, arrived.buf[0]) == ("radio.mp3/plain", 4096, 42)
        memory.close()
        arrived.close()

    def test_several_travel_with_one_message_and_many_messages_with_one(self, ends):
        one, other = ends
        memory = SharedMemory.create("x", 100)
        for number in range(50):
            near, far = socket.socketpair()
            near.sendall(bytes([number]))
            one.channel.send("both", handles=[memory, far])
            near.close()
        for number in range(50):
            message = other.take()
            _, sock = message.handles
            assert isinstance(sock, socket.socket)

            assert sock.recv(1) == bytes([number])
            message.discard()
        memory.close()

    def test_a_message_without_its_socket_is_the_peers_fault(self):
        with pytest.raises(PeerFault, match="without its socket"):
            Message("connection").socket()

    def test_a_message_without_its_memory_is_the_peers_fault(self):
        with pytest.raises(PeerFault, match="without its memory"):
            Message("memory").memory()


class TestTheEnd:
    def test_the_other_end_is_told_once_everything_was_said(self, ends):
        one, other = ends
        one.channel.send("last words")
        one.channel.close()

        assert other.take().type == "last words"
        assert other.end() == "peer ended"

    def test_who_closes_is_told_nothing(self, ends):
        one, other = ends
        one.channel.close()
        other.end()
        assert one.channel.join(PATIENCE)

        assert one.ends == []

    def test_after_the_end_messages_are_dropped_and_their_sockets_closed(self, ends):
        one, _other = ends
        one.channel.close()
        near, far = socket.socketpair()
        one.channel.send("late", handles=[far])

        assert near.recv(1) == b""
        near.close()

    def test_a_channel_that_was_never_started_closes_too(self):
        one, other = channel_pair()
        one.close()
        other.close()

        assert one.join(PATIENCE)
        assert other.join(PATIENCE)

    def test_messages_that_nobody_took_before_the_close_keep_no_sockets(self, ends):
        one, other = ends
        near, far = socket.socketpair()
        one.channel.send("connection", handles=[far])
        handle = other.posted.get(timeout=PATIENCE)
        other.channel.close()
        handle()

        assert near.recv(1) == b""
        near.close()

    def test_a_closed_event_loop_ends_the_channel(self, ends):
        def closed_loop(_) -> None:
            raise RuntimeError("Event loop is closed")

        one, other = channel_pair()
        told: list[str] = []
        one.start(closed_loop, lambda _: None, told.append)
        other.start(lambda _: None, lambda _: None, told.append)
        other.send("anyone?")

        assert one.join(PATIENCE)
        other.close()
        assert other.join(PATIENCE)

    @pytest.mark.skipif(sys.platform != "linux", reason="counts descriptors as Linux lists them")
    def test_no_descriptor_is_left(self):
        before = open_files()
        for _ in range(20):
            pair = [Listening(channel) for channel in channel_pair()]
            near, far = socket.socketpair()
            memory = SharedMemory.create("x", 4096)
            pair[0].channel.send("both", handles=[far, memory])
            pair[1].take().discard()
            near.close()
            memory.close()
            for end in pair:
                end.channel.close()
            for end in pair:
                assert end.channel.join(PATIENCE)

        assert open_files() == before


class TestAPeerThatIsNoGood:
    """The other end is a bare socket that says what it likes."""

    @pytest.fixture
    def bare(self):
        ours, theirs = socket.socketpair()
        channel = Channel(ours, name="edge 1")
        yield Listening(channel), theirs
        theirs.close()
        channel.close()
        assert channel.join(PATIENCE)

    def say(self, sock: socket.socket, text: bytes, blob: int = 0, handles: int = 0) -> None:
        sock.sendall(struct.pack("<IIB", len(text), blob, handles) + text)

    def test_a_length_over_its_bound_ends_the_channel_in_words(self, bare):
        here, there = bare
        there.sendall(b"\xff" * 9)

        assert here.end().startswith("edge 1 sent what cannot be read: a message claims 4294967295 + ")

    @pytest.mark.parametrize(
        "text",
        [
            b'{"type":"x","_handles":[{"kind":"socket"}]}',
            b'{"type":"x","_handles":"all"}',
            b'{"type":"x","_handles":[7]}',
        ],
    )
    def test_handles_that_are_described_but_have_not_come_end_it(self, bare, text):
        here, there = bare
        self.say(there, text, handles=1)

        assert "cannot be read" in here.end()

    def test_a_peer_that_does_not_read_is_treated_as_lost(self, bare):
        here, _there = bare
        for _ in range(QUEUED_MESSAGES + 200):
            here.channel.send("x", blob=bytes(32 * 1024))

        assert here.end() == "edge 1 does not take its messages"

    def test_what_it_said_before_it_went_is_still_heard(self, bare):
        here, there = bare
        self.say(there, b'{"type":"failed"}')
        there.close()
        here.channel.send("anything")

        assert here.take().type == "failed"
        assert here.end()

    def test_a_reader_that_is_slow_holds_the_writer_back_and_loses_nothing(self, ends):
        one, other = ends
        total = 2 * QUEUED_MESSAGES

        def talk() -> None:
            for number in range(total):
                while one.channel.backlog > QUEUED_MESSAGES // 2:
                    threading.Event().wait(0.001)
                one.channel.send("count", {"number": number})

        talker = threading.Thread(target=talk)
        talker.start()
        numbers = [other.take().fields["number"] for _ in range(total)]
        talker.join(PATIENCE)

        assert numbers == list(range(total))
