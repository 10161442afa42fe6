"""The sweep over one ring, with listeners in memory."""

import itertools
import random
from dataclasses import replace

import pytest

from runtime.edge.listener import Listener
from runtime.edge.stream import Stream
from runtime.media.ring import RingReader, RingShape, RingWriter
from runtime.protocols.icecast import ServedMount
from runtime.protocols.icy import IcyExtractor, IcyTitle, Interleaver
from runtime.testing import memory_socket_pair, mp3_frame

FRAME_US = 26_122
INTERVAL = 2090  # about five frames
SHAPE = RingShape(data_bytes=65536, entries=512, chains=4, chain_bytes=256)
HEAD = b"HTTP/1.0 200 OK\r\n\r\n"


class Air:
    """A ring that a test writes to, with everything that was ever written."""

    def __init__(self, *, icy=False, memory=None, epoch=1):
        self.memory = memory or memoryview(bytearray(SHAPE.total_bytes))
        self.writer = RingWriter(self.memory, SHAPE, epoch=epoch, now_ns=0)
        self.interleaver = Interleaver.resume(INTERVAL, self.writer.position.state) if icy else None
        self.written = b""
        self.played = b""
        self._frames = (mp3_frame(number, seed=epoch) for number in itertools.count())

    def play(self, frames=1, title=""):
        if title:
            self.interleaver.change_title(title)
            self.writer.begin_title(self.interleaver.block)
        for _ in range(frames):
            frame = next(self._frames)
            self.played += frame
            piece, join, lead = (frame, 0, 0) if not self.interleaver else self.interleaver.interleave(frame)
            self.writer.append(piece, duration_us=FRAME_US, join=join, lead=lead)
            self.written += piece
            self.writer.commit(0, state=self.interleaver.state if self.interleaver else b"")


class Room:
    """A stream with its listeners, and what became of those who left."""

    def __init__(self, air, *, steps=1, burst=0.5, when_behind="drop", icy=False):
        self.icy = icy
        self.left = {}
        mount = ServedMount("/r", "audio/mpeg", "r", metaint=INTERVAL, burst=burst, when_behind=when_behind)
        self.mount = mount
        self.stream = Stream(mount, RingReader(air.memory), steps, self.farewell)
        self.number = 0

    def farewell(self, listener, reason):
        self.left[listener.id] = reason

    def come(self, *, capacity=1 << 20, head=HEAD, now=0.0):
        self.number += 1
        ours, theirs = memory_socket_pair(capacity)
        listener = Listener(self.number, ours, "/r", head, now, icy=self.icy)
        self.stream.admit(listener, now)
        return listener, theirs

    def sweep(self, now=100.0):
        self.stream.refresh()
        for slot in self.stream.slots:
            list(self.stream.serve_slot(slot, now))


class TestANewcomer:
    def test_gets_the_head_and_a_burst_at_once(self):
        air = Air()
        air.play(100)
        _, player = Room(air, burst=1.0).come()
        heard = bytes(player.inbox)

        assert heard.startswith(HEAD + b"\xff\xfb")
        assert air.written.endswith(heard[len(HEAD) :])
        assert len(heard) - len(HEAD) == pytest.approx(16000, abs=418)

    def test_gets_the_head_while_there_is_no_audio_yet(self):
        air = Air()
        room = Room(air)
        _, player = room.come()

        assert player.recv(999) == HEAD

        air.play(1)
        room.sweep()

        assert player.recv(999) == air.written

    def test_that_came_before_the_audio_is_tried_again_soon(self):
        air = Air()
        room = Room(air)
        _, player = room.come()
        for _ in range(5):
            list(room.stream.serve_hurried(0.1))
        air.play(1)
        room.stream.refresh()
        list(room.stream.serve_hurried(0.2))

        assert bytes(player.inbox) == HEAD + air.written

    def test_of_an_ogg_chain_gets_its_header_pages_first(self):
        air = Air()
        air.writer.begin_chain(b"OpusHead OpusTags ")
        air.play(50)
        _, player = Room(air, burst=0.1).come()

        assert bytes(player.inbox).startswith(HEAD + b"OpusHead OpusTags \xff\xfb")

    def test_with_little_room_gets_his_burst_piece_by_piece(self):
        air = Air()
        air.play(100)
        room = Room(air, burst=1.0)
        _, player = room.come(capacity=1000)
        heard = b""
        for _ in range(20):
            heard += player.recv(1000) if player.inbox else b""
            list(room.stream.serve_hurried(0.1))

        assert heard.startswith(HEAD)
        assert air.written.endswith(heard[len(HEAD) :])
        assert len(heard) > 15000
        assert not room.stream.hurried

    def test_that_stalls_is_hurried_no_longer_than_some_seconds(self):
        air = Air()
        air.play(100)
        room = Room(air, burst=1.0)
        room.come(capacity=10)
        list(room.stream.serve_hurried(1.0))

        assert room.stream.hurried

        list(room.stream.serve_hurried(9.0))

        assert not room.stream.hurried


class TestDelivery:
    def test_is_one_send_a_sweep_for_each_listener(self):
        air = Air()
        air.play(10)
        room = Room(air)
        listeners = [room.come() for _ in range(5)]
        before = [listener.wire.sends for listener, _ in listeners]
        air.play(20)
        room.sweep()

        assert [
            listener.wire.sends - sent for (listener, _), sent in zip(listeners, before, strict=True)
        ] == [1] * 5

    def test_sends_nothing_when_nothing_is_new(self):
        air = Air()
        air.play(10)
        room = Room(air)
        listener, _ = room.come()
        sends = listener.wire.sends
        room.sweep()
        room.sweep()

        assert listener.wire.sends == sends
        assert not room.stream.is_due(room.stream.slots[0])

    def test_is_contiguous_for_players_of_any_speed(self):
        air, dice = Air(), random.Random(7)
        air.play(60)
        room = Room(air, steps=3)
        players = [room.come(capacity=dice.randrange(3000, 60000)) for _ in range(12)]
        heard = [b""] * len(players)
        for _ in range(400):
            air.play(dice.randrange(0, 4))
            room.sweep()
            for number, (_, player) in enumerate(players):
                heard[number] += player.recv(dice.randrange(1, 9000)) if player.inbox else b""
        for number, (_, player) in enumerate(players):
            heard[number] += bytes(player.inbox)

        for capture in heard:
            assert capture[len(HEAD) :] in air.written

    def test_spreads_listeners_over_the_slots(self):
        air = Air()
        room = Room(air, steps=4)
        for _ in range(10):
            room.come()

        assert sorted(len(slot.listeners) for slot in room.stream.slots) == [2, 2, 3, 3]

    def test_counts_bytes_and_listeners(self):
        air = Air()
        air.play(10)
        room = Room(air)
        (one, first), (_, second) = room.come(), room.come()
        air.play(10)
        room.sweep()

        assert room.stream.listeners == 2
        assert room.stream.bytes == len(first.inbox) + len(second.inbox)
        assert one.total_bytes == len(first.inbox)


class TestWhoLeaves:
    def test_is_noticed_with_the_next_send(self):
        air = Air()
        air.play(10)
        room = Room(air)
        listener, player = room.come()
        player.close()
        air.play(1)
        room.sweep()

        assert room.left == {listener.id: "left"}
        assert (room.stream.listeners, list(room.stream)) == (0, [])

    def test_by_being_sent_away_is_closed(self):
        air = Air()
        room = Room(air)
        (one, _), (two, _) = room.come(), room.come()
        room.stream.remove(one, "kicked")

        assert (room.left, one.wire.closed, two.wire.closed) == ({1: "kicked"}, True, False)
        assert list(room.stream) == [two]

    def test_is_told_once(self):
        air = Air()
        room = Room(air)
        listener, _ = room.come()
        room.stream.remove(listener, "kicked")
        room.stream.remove_all("the mount is gone")

        assert room.left == {1: "kicked"}


class TestWhoFallsBehind:
    def behind(self, **how):
        air = Air(icy=how.get("icy", False))
        air.play(20)
        room = Room(air, **how)
        listener, player = room.come(capacity=5000)
        other, _ = room.come()
        for _ in range(200):
            air.play(1)
            room.sweep()
        return air, room, listener, player, other

    def test_is_dropped_and_counted(self):
        _, room, listener, _, _ = self.behind()

        assert room.left == {listener.id: "slow"}
        assert (room.stream.slow, room.stream.listeners) == (1, 1)

    def test_harms_nobody_else(self):
        air, _, _, _, other = self.behind()

        assert other.offset == len(air.written)

    def test_skips_to_live_where_the_mount_says_so(self):
        air, room, _, player, _ = self.behind(when_behind="skip")
        heard = player.recv(99999)
        for _ in range(30):
            air.play(1)
            room.sweep()
            heard += player.recv(99999) if player.inbox else b""
        heard = heard[len(HEAD) :]

        assert room.left == {}
        assert room.stream.slow >= 1
        assert air.written.endswith(heard[-4000:])
        assert heard not in air.written

    def test_skips_from_frame_to_frame(self):
        air, room, _, player, _ = self.behind(when_behind="skip")
        heard = player.recv(99999)
        for _ in range(30):
            air.play(1)
            room.sweep()
            heard += player.recv(99999) if player.inbox else b""

        assert whole_frames(heard[len(HEAD) :])

    def test_skips_without_losing_the_phase_of_its_titles(self):
        air, room, _, player, _ = self.behind(when_behind="skip", icy=True)
        heard = player.recv(99999)
        for _ in range(30):
            air.play(1)
            room.sweep()
            heard += player.recv(99999) if player.inbox else b""
        parts = IcyExtractor(INTERVAL).extract(heard[len(HEAD) :])

        assert {part.title for part in parts if isinstance(part, IcyTitle)} == {""}
        audio = b"".join(part for part in parts if isinstance(part, bytes))
        assert air.played.endswith(audio[-4000:])


class TestTitles:
    def air(self):
        air = Air(icy=True)
        air.play(10, title="before")
        air.play(200, title="now")
        return air

    @staticmethod
    def titles_in(player):
        parts = IcyExtractor(INTERVAL).extract(bytes(player.inbox)[len(HEAD) :])
        return [part.title for part in parts if isinstance(part, IcyTitle)]

    def test_are_told_to_a_newcomer_with_his_first_block_and_never_again(self):
        air = self.air()
        room = Room(air, icy=True, burst=1.5)
        _, player = room.come()
        air.play(100)
        room.sweep()

        assert self.titles_in(player) == ["now"]

    def test_that_change_before_his_first_block_are_all_he_is_told(self):
        air = self.air()
        room = Room(air, icy=True, burst=0.0)
        _, player = room.come()
        before = self.titles_in(player)
        air.play(60, title="next")
        room.sweep()

        assert before == []
        assert self.titles_in(player) == ["next"]

    def test_leave_the_audio_as_it_is(self):
        air = self.air()
        room = Room(air, icy=True, burst=0.0)
        _, player = room.come()
        for _ in range(100):
            air.play(1)
            room.sweep()
        parts = IcyExtractor(INTERVAL).extract(bytes(player.inbox)[len(HEAD) :])
        audio = b"".join(part for part in parts if isinstance(part, bytes))

        assert air.played.endswith(audio.lstrip(b"\0"))
        assert self.titles_in(player) == ["now"]

    def test_wait_for_who_takes_a_byte_at_a_time(self):
        air = self.air()
        room = Room(air, icy=True, burst=1.5)
        listener, player = room.come(capacity=700)
        heard = bytearray()
        for _ in range(400):
            heard += player.inbox
            player.inbox.clear()
            room.sweep()
        heard += player.inbox
        parts = IcyExtractor(INTERVAL).extract(bytes(heard)[len(HEAD) :])

        assert [part.title for part in parts if isinstance(part, IcyTitle)] == ["now"]
        assert not listener.gone

    def test_do_not_keep_one_who_never_takes_them(self):
        air = self.air()
        room = Room(air, icy=True, burst=1.5)
        listener, _ = room.come(capacity=700)
        for _ in range(60):
            air.play(100)
            room.sweep()

        assert listener.gone
        assert room.stream.slow == 1


class TestAStationThatComesBack:
    @pytest.mark.parametrize("icy", [False, True])
    def test_goes_on_in_the_same_connections(self, icy):
        air = Air(icy=icy)
        air.play(100)
        room = Room(air, icy=icy)
        _, player = room.come()
        air.play(7)
        again = Air(icy=icy, memory=air.memory, epoch=2)
        for _ in range(40):
            again.play(3)
            room.sweep()
        heard = bytes(player.inbox)[len(HEAD) :]

        assert heard.endswith(again.written)
        if not icy:
            assert heard in air.written + again.written
        else:
            parts = IcyExtractor(INTERVAL).extract(heard)
            audio = b"".join(part for part in parts if isinstance(part, bytes))
            assert (air.played + again.played).endswith(audio.lstrip(b"\0"))

    def test_lets_titled_newcomers_in_with_a_frame_blanked(self):
        air = Air(icy=True)
        air.play(103)
        again = Air(icy=True, memory=air.memory, epoch=2)
        again.play(60)
        room = Room(again, icy=True, burst=0.3)
        _, player = room.come()
        heard = bytes(player.inbox)[len(HEAD) :]
        lead = len(heard) - len(heard.lstrip(b"\0"))

        assert lead > 0
        assert heard[lead : lead + 2] == b"\xff\xfb"
        audio = b"".join(part for part in IcyExtractor(INTERVAL).extract(heard) if isinstance(part, bytes))
        assert again.played.endswith(audio.lstrip(b"\0"))


class TestAnotherRing:
    def test_is_entered_at_live_by_who_listens(self):
        air, other = Air(), Air(epoch=5)
        air.play(50)
        other.play(50)
        room = Room(air)
        _, player = room.come()
        heard = len(player.inbox)
        room.stream.rearrange(room.mount, RingReader(other.memory), 2)
        room.sweep()

        assert other.written.endswith(bytes(player.inbox)[heard:])
        assert len(player.inbox) > heard

    @pytest.mark.parametrize("frames", [50, 53, 57])
    def test_is_entered_by_those_who_count_bytes_where_an_interval_begins(self, frames):
        air, other = Air(icy=True), Air(icy=True, epoch=5)
        air.play(frames, "Before")
        other.play(50, "After")
        room = Room(air, icy=True)
        _, player = room.come()
        room.stream.rearrange(room.mount, RingReader(other.memory), 1)
        room.sweep()
        other.play(20, "Later")
        room.sweep()
        parts = IcyExtractor(INTERVAL).extract(bytes(player.inbox)[len(HEAD) :])
        audio = b"".join(part for part in parts if isinstance(part, bytes))

        assert room.left == {}
        assert [part.title for part in parts if isinstance(part, IcyTitle)] == ["Before", "After", "Later"]
        assert other.played.endswith(audio[-INTERVAL:])

    def test_ends_those_who_count_bytes_where_another_interval_is_promised(self):
        air = Air(icy=True)
        air.play(50)
        room = Room(air, icy=True)
        room.come()
        other = replace(room.mount, metaint=INTERVAL + 1)
        room.stream.rearrange(other, RingReader(Air(icy=True, epoch=5).memory), 1)

        assert room.left == {1: "format changed"}

    def test_of_another_shape_in_the_same_memory_is_noticed(self):
        air = Air()
        air.play(50)
        room = Room(air)
        _, player = room.come()
        heard = len(player.inbox)
        fresh = RingWriter(air.memory, RingShape(32768, 128, 4, 256), epoch=2, now_ns=0)
        fresh.append(b"a new beginning", duration_us=FRAME_US)
        fresh.commit(0)
        room.sweep()

        assert bytes(player.inbox)[heard:] == b"a new beginning"

    def test_may_come_after_the_listeners(self):
        room = Room(Air())
        _, player = room.come()
        late = Air()
        late.play(3)
        room.stream.rearrange(room.mount, RingReader(late.memory), 1)
        room.sweep()

        assert bytes(player.inbox) == HEAD + late.written


class TestAnotherStream:
    """A listener is moved to another mount."""

    def moved(self, *, icy, frames=50):
        air, other = Air(icy=icy), Air(icy=icy, epoch=5)
        air.play(frames, "Before" if icy else "")
        other.play(60, "After" if icy else "")
        room, there = Room(air, icy=icy), Room(other, icy=icy)
        listener, player = room.come()
        assert room.stream.let_go(listener)
        there.stream.adopt(listener)
        return room, there, player, air, other

    @pytest.mark.parametrize("frames", [50, 53, 57])
    def test_goes_on_at_the_end_of_an_interval_for_those_who_count_bytes(self, frames):
        room, there, player, air, other = self.moved(icy=True, frames=frames)
        there.sweep()
        other.play(20, "Later")
        air.play(20, "Nobody hears this")
        room.sweep()
        there.sweep()
        parts = IcyExtractor(INTERVAL).extract(bytes(player.inbox)[len(HEAD) :])
        audio = b"".join(part for part in parts if isinstance(part, bytes))

        assert [part.title for part in parts if isinstance(part, IcyTitle)] == ["Before", "After", "Later"]
        assert other.played.endswith(audio[-INTERVAL:])

    def test_goes_on_with_a_whole_frame_for_all_others(self):
        _, there, player, _, other = self.moved(icy=False)
        there.sweep()
        heard = bytes(player.inbox)[len(HEAD) :]

        assert whole_frames(heard)
        assert other.written.endswith(heard[-800:])

    def test_takes_the_listener_out_of_the_first_one(self):
        room, there, _, _, _ = self.moved(icy=False)

        assert (room.stream.listeners, list(room.stream), room.left) == (0, [], {})
        assert (there.stream.listeners, len(list(there.stream))) == (1, 1)

    def test_is_not_for_who_has_gone(self):
        room = Room(Air())
        listener, _ = room.come()
        room.stream.remove(listener, "kicked")

        assert not room.stream.let_go(listener)


def whole_frames(stream):
    """Whether a stream consists of whole MP3 frames of 128 kbit/s at 44.1 kHz, the last one perhaps cut."""
    at = 0
    while at + 3 < len(stream):
        if stream[at : at + 2] != b"\xff\xfb":
            return False
        at += 417 + (stream[at + 2] >> 1 & 1)
    return True
