import socket

import pytest

from runtime.net.outbox import QUEUED_BYTES, QUEUED_MESSAGES, Outbox, Packet


def packet(data: bytes = b"x", *handles: socket.socket) -> Packet:
    return Packet({}, b"", data, handles)


@pytest.fixture
def pair():
    one, other = socket.socketpair()
    with one, other:
        yield one, other


class TestTheQueue:
    def test_what_was_put_first_is_taken_first(self):
        outbox = Outbox()
        for data in (b"1", b"2", b"3"):
            outbox.put(packet(data))
        outbox.finish()

        assert [outbox.take().data for _ in range(3)] == [b"1", b"2", b"3"]
        assert outbox.take() is None

    def test_it_holds_so_many_messages_and_no_more(self):
        outbox = Outbox()
        for _ in range(QUEUED_MESSAGES):
            assert outbox.put(packet())

        assert not outbox.put(packet())
        assert len(outbox) == QUEUED_MESSAGES

    def test_it_holds_so_many_bytes_and_no_more(self):
        outbox = Outbox()
        part = bytes(QUEUED_BYTES // 4)
        for _ in range(4):
            assert outbox.put(packet(part))

        assert not outbox.put(packet())

    def test_taking_makes_room(self):
        outbox = Outbox()
        outbox.put(packet(bytes(QUEUED_BYTES)))
        outbox.take()

        assert outbox.put(packet())


class TestTheEnd:
    def test_after_the_end_what_is_put_is_dropped_with_its_sockets(self, pair):
        outbox = Outbox()
        outbox.finish()

        assert outbox.put(packet(b"x", pair[1]))
        assert pair[0].recv(1) == b""

    def test_what_finds_no_room_is_dropped_with_its_sockets(self, pair):
        outbox = Outbox()
        outbox.put(packet(bytes(QUEUED_BYTES)))
        outbox.put(packet(b"x", pair[1]))

        assert pair[0].recv(1) == b""

    def test_what_is_abandoned_is_dropped_with_its_sockets(self, pair):
        outbox = Outbox()
        outbox.put(packet(b"x", pair[1]))
        outbox.abandon()

        assert pair[0].recv(1) == b""
        assert outbox.take() is None
