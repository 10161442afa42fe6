import numpy as np
import pytest

from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.plan.origin import Origin
from runtime.sources.silence_watch import SilenceWatch

PCM = PcmFormat(rate=1000)
TRACK = Segment("a", "track")


class Ear:
    """A watch, and what it told."""

    def __init__(self, *waits: float, mounts=()) -> None:
        self.told: list[tuple] = []
        self.watch = SilenceWatch(
            "radio", Origin("station.lss", 5), PCM, lambda *event: self.told.append(event), waits, mounts
        )

    def hears(self, value: float, seconds: float) -> None:
        for _ in range(round(seconds * 25)):
            self.watch(Block(np.full((40, 2), value, np.float32), TRACK), 40)

    def hears_nothing(self, seconds: float) -> None:
        for _ in range(round(seconds * 25)):
            self.watch(None, 40)


class TestSilence:
    def test_is_told_once_for_each_length_somebody_waits_for(self):
        ear = Ear(2.0, 5.0)
        ear.hears(0.1, 3)
        ear.hears(0.0001, 10)

        assert ear.told == [("silence", "radio", {"after": 2.0}), ("silence", "radio", {"after": 5.0})]

    def test_is_over_after_a_second_of_sound_and_can_come_again(self):
        ear = Ear(2.0)
        ear.hears(0.0, 3)
        ear.hears(0.1, 1)
        ear.hears(0.0, 3)

        assert [name for name, *_ in ear.told] == ["silence", "sound", "silence"]
        assert ear.told[1][2] == {"seconds": pytest.approx(3.0)}

    def test_is_not_over_with_a_click(self):
        ear = Ear(2.0)
        ear.hears(0.0, 3)
        ear.hears(0.9, 0.04)
        ear.hears(0.0, 3)

        assert [name for name, *_ in ear.told] == ["silence"]

    def test_that_is_short_is_none(self):
        ear = Ear(2.0)
        for _ in range(5):
            ear.hears(0.0, 1.9)
            ear.hears(0.1, 0.04)

        assert ear.told == []

    def test_is_nothing_to_play_too(self):
        ear = Ear(2.0)
        ear.hears_nothing(3)

        assert ear.told == [("silence", "radio", {"after": 2.0})]


class TestAMount:
    def test_that_is_silent_is_told_in_the_log_once_and_when_there_is_sound_again(self, origins):
        ear = Ear(mounts=("/radio.mp3", "/radio.ogg"))
        ear.hears(0.0, 65)
        ear.hears(0.1, 2)

        assert origins() == [
            ("station.lss:5", '"/radio.mp3", "/radio.ogg" has been silent for 20 s: nothing above -45 dB'),
            ("station.lss:5", 'there is sound on "/radio.mp3", "/radio.ogg" again, after 65 s'),
        ]

    def test_that_has_nothing_at_all_is_told_of_by_its_floor_alone(self, origins):
        ear = Ear(mounts=("/radio.mp3",))
        ear.hears_nothing(60)
        ear.hears(0.1, 2)

        assert origins() == []
        assert [name for name, *_ in ear.told] == ["silence", "sound"]


class TestLevels:
    def test_are_those_of_the_last_block(self):
        ear = Ear(2.0)
        ear.hears(0.1, 1)

        assert (ear.watch.level, ear.watch.peak) == (pytest.approx(-20), pytest.approx(-20))


class TestAReload:
    def test_keeps_whoever_listens_for_the_same(self):
        watch = Ear(2.0, mounts=("/radio.mp3",)).watch

        assert watch.serves([2.0], ["/radio.mp3"])
        assert not watch.serves([3.0], ["/radio.mp3"])
        assert not watch.serves([2.0], [])
