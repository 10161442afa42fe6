from datetime import UTC, datetime

import pytest

from runtime.testing import (
    CorePair,
    Dialogue,
    ManualClock,
    memory_socket_pair,
    mp3_frame,
    mp3_frames,
    opus_packet,
    opus_packets,
)


class Echo:
    """Answers every line with the same line, upside down in case."""

    def __init__(self, first=b""):
        self.out = first

    def receive_data(self, data, now):
        self.out += data.swapcase() if data.islower() else b""
        return [(now, data)]

    def data_to_send(self):
        out, self.out = self.out, b""
        return out


class TestManualClock:
    def test_stands_still_until_it_is_advanced(self):
        clock = ManualClock()
        before = clock.now_ns()
        clock.advance(1.5, ns=1)

        assert clock.now_ns() - before == 1_500_000_001

    def test_the_time_of_day_moves_along(self):
        clock = ManualClock(wall=datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC))
        clock.advance(2)

        assert clock.wall() == datetime(2026, 3, 2, 0, 0, 1, tzinfo=UTC)

    def test_a_changed_time_of_day_leaves_monotonic_time_alone(self):
        clock = ManualClock(5)
        clock.set_wall(datetime(2000, 1, 1, tzinfo=UTC))

        assert (clock.now(), clock.wall().year) == (5.0, 2000)

    def test_never_runs_backwards(self):
        with pytest.raises(ValueError, match="forwards"):
            ManualClock().advance(-1)


class TestCorePair:
    @pytest.mark.parametrize("chunk", [1, 65536])
    def test_carries_bytes_until_both_are_silent(self, chunk):
        pair = CorePair(Echo(b"abc"), Echo(), ManualClock(), chunk)
        pair.exchange()

        assert b"".join(data for _, data in pair.left_events) == b"ABC"

    def test_notices_cores_that_talk_for_ever(self):
        class Chatter(Echo):
            def data_to_send(self):
                return b"x"

        with pytest.raises(AssertionError, match="still talk"):
            CorePair(Chatter(), Chatter(), ManualClock()).exchange()


class TestDialogue:
    def test_is_held_with_a_core_in_turns(self):
        clock = ManualClock(10)
        events = Dialogue.parse(
            r"""
            >> ab\x63\
            << ABC\
            .. 2 s
            >> def
            << DE\
            << …
            """
        ).hold_with(Echo(), clock)

        assert events == [(10.0, b"abc"), (12.0, b"def\r\n")]

    def test_says_where_an_answer_differs(self):
        with pytest.raises(AssertionError, match="heard b'ABC"):
            Dialogue.parse(">> abc\n<< abd").hold_with(Echo(), ManualClock())

    def test_refuses_a_line_of_no_known_kind(self):
        with pytest.raises(ValueError, match="begins with"):
            Dialogue.parse("-> abc")


class TestFrames:
    def test_mp3_frames_hold_the_bitrate_exactly(self):
        assert sum(len(frame.data) for frame in mp3_frames(49)) == 20480

    def test_seeded_frames_differ_and_hold_no_second_sync_word(self):
        one, two = mp3_frame(0, seed=1), mp3_frame(1, seed=1)

        assert one[36:] != two[36:417]
        assert one.count(b"\xff") == 1

    def test_an_mp3_frame_says_its_bitrate_and_padding(self):
        assert [mp3_frame(n)[2] for n in range(2)] == [0x90, 0x92]

    def test_opus_packets_are_20_ms_each(self):
        assert opus_packet() == b"\xfc\xff\xfe"
        assert [frame.time for frame in opus_packets(3)] == [0, 960, 1920]


class TestMemorySocket:
    def test_takes_no_more_than_its_capacity(self):
        left, right = memory_socket_pair(4)

        assert left.send(b"abcdef") == 4
        with pytest.raises(BlockingIOError):
            left.send(b"e")
        assert right.recv(9) == b"abcd"

    def test_tells_that_the_peer_has_closed(self):
        left, right = memory_socket_pair()
        right.close()

        assert left.recv(1) == b""
        with pytest.raises(ConnectionResetError):
            left.send(b"x")
