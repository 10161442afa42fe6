import pytest

from runtime.codecs.incoming import IncomingStream
from runtime.codecs.pieces import Beginning, Piece
from runtime.errors import PeerFault
from runtime.servers.green_room import AHEAD, KEPT, GreenRoom
from runtime.testing import mp3_frame

FRAMES = b"".join(mp3_frame(number) for number in range(400))


class TestTheGreenRoom:
    def test_knows_what_waits_in_it(self):
        room = GreenRoom(IncomingStream())
        room.feed(FRAMES, 0.0)

        assert room.format_name == "MP3"
        assert room.incoming.beginning is not None

    def test_holds_back_who_sends_faster_than_it_plays(self):
        room = GreenRoom(IncomingStream())
        room.feed(FRAMES, 0.0)

        assert room.seconds > 10
        assert room.hold(0.0) == pytest.approx(room.seconds - AHEAD, abs=0.1)
        assert room.hold(room.seconds) == 0.0

    def test_lets_nobody_wait_with_rubbish(self):
        room = GreenRoom(IncomingStream())
        with pytest.raises(PeerFault):
            room.feed(b"rubbish " * 20_000, 0.0)

    def test_keeps_the_last_two_seconds_for_who_goes_on(self):
        room = GreenRoom(IncomingStream())
        room.feed(FRAMES, 0.0)
        frames = [each.data for each in room.kept]

        assert b"".join(frames) in FRAMES
        assert KEPT <= len(frames) * 1152 / 44_100 <= KEPT + 0.1

    def test_keeps_nothing_of_a_chain_that_is_over(self):
        room = GreenRoom(IncomingStream())
        room._keep(Piece(b"old", 100))
        room._keep(Beginning("audio/ogg", "Opus", 48_000, 2))

        assert room.kept == []
