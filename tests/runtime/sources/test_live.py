import threading

import numpy as np
import pytest

from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.codecs.incoming import IncomingStream
from runtime.errors import PeerFault
from runtime.media.title import Title
from runtime.plan import LiveInput, MountPath, NodeId, one_account
from runtime.protocols.source import StreamDescription
from runtime.sources.live import LiveSource
from runtime.sources.live_line import IN_HAND, MOST_IN_HAND, LiveLine
from runtime.sources.live_session import HANDOVER
from runtime.testing import ManualClock, mp3_frame

PCM = PcmFormat(8000, 2)
STEP = 320


def block(samples, segment=None):
    return Block(np.ones((samples, 2), np.float32), segment or Segment("s", "track"))


def live(clock, *, fade=0.0, grace=0.0):
    plan = LiveInput(MountPath("/studio"), one_account("pw"), fade, grace)
    return LiveSource(plan, node=NodeId("studio"), pcm=PCM, clock=clock.now)


class Show:
    """A live input with a client whose sound is put in by hand, as a decoder would."""

    def __init__(self, **options):
        self.clock = ManualClock()
        self.source = live(self.clock, **options)
        self.session = self.source.connect(StreamDescription(), lambda: None, IncomingStream())

    def sends(self, seconds, segment=None):
        self.session.line.put(block(PCM.samples(seconds), segment))

    def leaves(self, *, goodbye=True):
        self.session.end(goodbye=goodbye)
        self.session._thread.join(5)

    def pulls(self, seconds):
        blocks = []
        for _ in range(round(seconds * PCM.rate / STEP)):
            blocks.append(self.source.pull(STEP))
            self.clock.advance(STEP / PCM.rate)
        return blocks

    def loudness(self, seconds):
        """The loudest sample of each step; None where nothing came."""
        return [None if each is None else round(float(each.samples.max()), 2) for each in self.pulls(seconds)]


class TestALine:
    def test_is_ready_once_enough_is_in_hand(self):
        line = LiveLine(PCM, lambda: 0.0)
        line.put(block(PCM.samples(IN_HAND) - 1))
        before = line.ready
        line.put(block(1))

        assert (before, line.ready) == (False, True)

    def test_that_ran_dry_is_ready_only_with_as_much_again(self):
        line = LiveLine(PCM, lambda: 0.0)
        line.put(block(PCM.samples(IN_HAND)))
        while line.take(STEP):
            pass
        line.put(block(PCM.samples(IN_HAND) // 2))

        assert not line.ready

    def test_gives_its_rest_when_it_has_ended(self):
        line = LiveLine(PCM, lambda: 0.0)
        line.put(block(10))
        line.end()

        assert line.take(100).length == 10
        assert not line.ready

    def test_lets_a_decoder_wait_that_is_far_ahead(self):
        line = LiveLine(PCM, lambda: 0.0)
        line.put(block(PCM.samples(MOST_IN_HAND)))
        done = threading.Event()
        waiting = threading.Thread(target=lambda: (line.put(block(1)), done.set()))
        waiting.start()

        assert not done.wait(0.05)
        line.take(STEP)
        assert done.wait(5)
        waiting.join()

    def test_that_nobody_wants_sends_its_decoder_away(self):
        line = LiveLine(PCM, lambda: 0.0)
        line.clear()

        assert line.put(block(10)) is False

    def test_that_nobody_hears_stays_at_what_is_live(self):
        clock = ManualClock()
        line = LiveLine(PCM, clock.now)
        for number in range(100):
            line.put(block(PCM.samples(0.5), Segment(str(number), "track")))
            clock.advance(0.5)

        assert line.held <= PCM.samples(MOST_IN_HAND)
        assert int(line.next.segment.id) > 90

    def test_that_nobody_heard_is_forgotten_when_it_has_ended(self):
        clock = ManualClock()
        line = LiveLine(PCM, clock.now)
        line.put(block(PCM.samples(2.0)))
        line.end()
        before = line.ready
        clock.advance(2.0)

        assert (before, line.ready) == (True, False)


class TestAShow:
    def test_is_heard_a_second_after_it_began(self):
        show = Show()
        before = show.source.ready
        show.sends(1.5)

        assert not before
        assert show.source.ready
        assert show.loudness(0.2) == [1.0] * 5

    def test_is_played_to_its_end_after_a_goodbye(self):
        show = Show(grace=5.0)
        show.sends(1.5)
        show.leaves()

        assert show.loudness(2.0) == [1.0] * 37 + [1.0] + [None] * 12
        assert not show.source.ready

    def test_comes_on_and_leaves_by_fades(self):
        show = Show(fade=0.4)
        show.sends(2.0)
        came = show.loudness(0.4)
        show.leaves()
        left = show.loudness(1.6)

        assert came == sorted(came)
        assert came[0] < 0.15 < 0.95 < came[-1]
        assert left[-1] < 0.15
        assert left[-12] == 1.0
        assert left[-10:] == sorted(left[-10:], reverse=True)

    def test_names_its_segments_by_title(self):
        show = Show()
        show.sends(1.5, Segment("one", "track", Title("A")))

        assert show.source.now_playing.title == Title("A")


class TestAStutter:
    def test_is_left_for_the_next_source_without_grace(self):
        show = Show()
        show.sends(1.0)
        show.pulls(1.0)

        assert show.loudness(0.08) == [None, None]
        assert not show.source.ready

    def test_is_silence_for_as_long_as_grace_goes(self):
        show = Show(grace=2.0)
        show.sends(1.0)
        show.pulls(1.0)
        paused = show.loudness(3.0)

        assert paused == [0.0] * 50 + [None] * 25

    def test_that_ends_within_grace_goes_on(self):
        show = Show(grace=5.0)
        show.sends(1.0)
        show.pulls(2.0)
        show.sends(1.5)

        assert show.loudness(0.2) == [1.0] * 5

    def test_is_waited_for_also_when_the_line_is_lost(self):
        show = Show(grace=2.0)
        show.sends(1.0)
        show.leaves(goodbye=False)
        show.pulls(1.5)

        assert show.source.ready
        show.session = show.source.connect(StreamDescription(), lambda: None, IncomingStream())
        show.sends(1.5)
        assert show.loudness(0.2) == [1.0] * 5


class TestATakeover:
    def test_lets_what_was_sent_be_heard_first(self):
        show = Show()
        show.sends(1.5, Segment("first", "track"))
        show.session = show.source.connect(StreamDescription(), lambda: None, IncomingStream())
        show.sends(1.5, Segment("second", "track"))
        show.source._sessions[0].line.end()

        heard = [each.segment.id for each in show.pulls(2.0)]
        assert list(dict.fromkeys(heard)) == ["first", "second"]


class TestDecoding:
    @pytest.fixture
    def encoded(self):
        """Two seconds of a tone as MP3."""
        from runtime.audio.mp3_encoder import Mp3Encoder
        from runtime.plan import Mp3

        encoder = Mp3Encoder(Mp3(), PcmFormat())
        times = np.arange(2 * 44_100) / 44_100
        wave = np.repeat(np.sin(2 * np.pi * 440 * times)[:, None], 2, axis=1).astype(np.float32) * 0.5
        return b"".join(frame.data for frame in encoder.encode(wave, None) + encoder.flush())

    def test_gives_the_sound_that_was_sent_and_the_titles_that_came_with_it(self, encoded):
        source = live(ManualClock())
        session = source.connect(StreamDescription(), lambda: None, IncomingStream())
        session.change_title(Title("DJ", "Live"))
        for at in range(0, len(encoded), 1000):
            session.feed(encoded[at : at + 1000], 0.0)
        session.end(goodbye=True)
        session._thread.join(10)
        blocks = []
        while (each := source.pull(STEP)) is not None:
            blocks.append(each)

        sound = np.concatenate([each.samples for each in blocks])
        spectrum = np.abs(np.fft.rfft(sound[2000:10_000, 0]))
        assert len(sound) == pytest.approx(2 * PCM.rate, rel=0.1)
        assert int(np.argmax(spectrum)) == 440
        assert {each.segment.title for each in blocks} == {Title("DJ", "Live")}
        assert session.format_name == "MP3"

    def test_of_rubbish_is_refused(self):
        session = live(ManualClock()).connect(StreamDescription(), lambda: None, IncomingStream())

        with pytest.raises(PeerFault):
            session.feed(b"rubbish." * 10_000, 0.0)
        session.end(goodbye=False)
        session._thread.join(5)

    def test_holds_a_client_back_that_sends_too_fast_and_lets_it_go_on(self, encoded):
        source = live(ManualClock())
        room = threading.Event()
        session = source.connect(StreamDescription(), room.set, IncomingStream())
        for _ in range(20):
            session.feed(encoded, 0.0)
        held = session.hold(0.0)
        while not room.is_set():
            source.pull(PCM.rate)
        source.stop()
        session._thread.join(10)

        assert held > 0
        assert session.hold(0.0) == 0


class TestAShowWhoseTimeIsOver:
    def test_is_faded_out_while_the_next_is_ready_to_follow(self):
        show = Show(fade=1.0)
        show.sends(4.0)
        show.pulls(1.2)
        seconds = show.session.leave()
        after = show.source.connect(StreamDescription(), lambda: None, IncomingStream())
        after.line.put(block(PCM.samples(2.0)))
        before, heard = show.loudness(HANDOVER), show.loudness(1.2)

        assert seconds == HANDOVER + 1.0
        assert before[-2] == 1.0
        low = heard.index(min(heard))
        assert heard[low] <= 0.05
        assert heard[: low + 1] == sorted(heard[: low + 1], reverse=True)
        assert heard[low:] == sorted(heard[low:])
        assert heard[-1] > 0.1

    def test_without_a_fade_is_played_to_its_end(self):
        show = Show()
        show.sends(2.0)

        assert show.session.leave() == 0.0

    def test_that_ends_with_little_in_hand_fades_over_that(self):
        show = Show(fade=2.0)
        show.sends(4.0)
        show.pulls(3.0)
        show.leaves()
        heard = [each for each in show.loudness(1.2) if each is not None]

        assert heard[0] >= 0.95
        assert heard == sorted(heard, reverse=True)


class TestAClientThatWaited:
    def test_is_taken_up_in_the_middle_of_its_stream(self):
        incoming = IncomingStream()
        incoming.feed(b"".join(mp3_frame(number) for number in range(20)))
        session = live(ManualClock()).connect(StreamDescription(), lambda: None, incoming)
        try:
            assert session.format_name == "MP3"
        finally:
            session.stop()
