from runtime.audio.pcm import PcmFormat
from runtime.sources.floor import Floor
from runtime.testing import ManualClock


def floor_below(child) -> tuple[Floor, ManualClock]:
    clock = ManualClock()
    return Floor(child, PcmFormat(rate=1000), clock.now, ["/radio.mp3", "/radio.opus"]), clock


class TestTheFloor:
    def test_plays_what_its_child_plays(self, fake):
        floor, _ = floor_below(fake("radio"))

        assert floor.pull(10).segment.id == "radio/0"
        assert not floor.on_floor

    def test_plays_silence_of_just_the_length_when_there_is_nothing(self, fake):
        floor, _ = floor_below(fake("radio", ready=False))

        block = floor.pull(40)

        assert block.length == 40
        assert not block.samples.any()
        assert block.segment.kind == "floor"
        assert floor.on_floor
        assert floor.now_playing is block.segment

    def test_says_once_who_hears_it_and_once_that_it_is_over(self, fake, origins):
        child = fake("radio", ready=False)
        floor, clock = floor_below(child)
        for _ in range(50):
            floor.pull(40)
        clock.advance(12.5)
        child.ready = True
        floor.pull(40)

        assert origins() == [
            (
                "station.lss:7",
                'nothing to play: listeners of "/radio.mp3", "/radio.opus" hear silence until there is',
            ),
            (
                "station.lss:7",
                'listeners of "/radio.mp3", "/radio.opus" hear the programme again, after 12.5 s of silence',
            ),
        ]

    def test_does_not_say_it_again_while_a_source_comes_and_goes(self, fake, origins):
        child = fake("radio", ready=False)
        floor, clock = floor_below(child)
        for _ in range(40):
            child.ready = not child.ready
            floor.pull(40)
            clock.advance(1.0)

        assert len(origins()) == 2

    def test_is_told_anew_after_a_steady_while(self, fake, origins):
        child = fake("radio")
        floor, clock = floor_below(child)
        for ready in (False, True, False):
            child.ready = ready
            floor.pull(40)
            clock.advance(20.0)

        assert [text for _, text in origins() if "silence until" in text] == [origins()[0][1]] * 2

    def test_passes_a_skip_on(self, fake):
        child = fake("radio")
        floor_below(child)[0].skip()

        assert child.skips == 1
