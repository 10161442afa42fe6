import json
import threading

import pytest

from runtime.audio.media import Silent
from runtime.audio.pcm import PcmFormat
from runtime.errors import MediaUnreadable
from runtime.plan import Origin, RequestQueue
from runtime.sources.line import MOST_WAITING, Line, QueueFull
from runtime.sources.request_queue import RequestQueueSource
from runtime.sources.web_tracks import PATIENCE
from runtime.testing import ManualClock

PCM = PcmFormat(rate=1)
LENGTHS = {f"{name}.mp3": 60.0 for name in "abcd"}


@pytest.fixture
def queue(tmp_path, web):
    """A queue of made-up files, a second a sample, without a thread."""

    def make(*first, clock=None, errands=None):
        plan = RequestQueue(first, origin=Origin("station.lss", 3))
        media, now = Silent(PCM, LENGTHS), (clock or ManualClock()).now
        web.now = now
        return RequestQueueSource(
            plan, node="wishes", base=tmp_path, media=media, clock=now, errands=errands, web=web
        )

    return make


def played(queue, minutes):
    blocks = [queue.pull(10) for _ in range(minutes * 6) if queue.ready]
    return [block.segment.path for block in blocks if block is not None and not block.offset]


class TestAQueue:
    def test_plays_what_was_asked_for_in_that_order(self, queue):
        wishes = queue("a.mp3")
        wishes.push("b.mp3")
        wishes.push('annotate:title="Sea":c.mp3')

        assert played(wishes, 5) == ["a.mp3", "b.mp3", "c.mp3"]
        assert not wishes.ready

    def test_takes_what_is_said_of_a_track(self, queue):
        wishes = queue('annotate:title="Sea",artist="Ada":c.mp3')

        assert wishes.ready
        assert str(wishes.now_playing.title) == "Ada - Sea"

    def test_numbers_requests_and_keeps_the_numbers(self, queue):
        wishes = queue()

        assert [wishes.push(f"{name}.mp3").id for name in "abc"] == [1, 2, 3]
        assert wishes.waiting() == [(1, "a.mp3"), (2, "b.mp3"), (3, "c.mp3")]

    def test_moves_inserts_and_takes_out(self, queue):
        wishes = queue()
        for name in "abc":
            wishes.push(f"{name}.mp3")
        wishes.insert(0, "d.mp3")
        wishes.move(3, 0)

        assert wishes.remove(2)
        assert not wishes.remove(2)
        assert not wishes.move(9, 0)
        assert [uri for _, uri in wishes.waiting()] == ["c.mp3", "d.mp3", "a.mp3"]

    def test_takes_out_what_is_opened_ahead(self, queue):
        wishes = queue("a.mp3", "b.mp3", "c.mp3")
        assert wishes.ready
        wishes.pull(10)
        assert wishes.ready

        assert wishes.waiting() == [(2, "b.mp3"), (3, "c.mp3")]
        assert wishes.remove(2)
        assert played(wishes, 3) == ["c.mp3"]

    def test_never_takes_out_what_plays(self, queue):
        wishes = queue("a.mp3")
        assert wishes.ready
        wishes.pull(10)

        assert not wishes.remove(1)

    def test_passes_over_what_cannot_be_played_and_says_so(self, queue, origins):
        wishes = queue("gone.mp3", "a.mp3")

        assert played(wishes, 1) == ["a.mp3"]
        assert origins() == [
            (
                "station.lss:3",
                'request.queue "wishes": request 1, gone.mp3, is left out: there is no such file',
            )
        ]


class TestALine:
    @pytest.mark.parametrize(
        ("uri", "words"),
        [
            ("", "it names nothing"),
            ("<!doctype html><html></html>", "it is a web page, not a path"),
            ("a.mp3\nb.mp3", "in 2 lines"),
            ("http:///a.mp3", "names no server"),
            ("annotate:title=x", "annotate"),
        ],
    )
    def test_refuses_what_names_no_track(self, uri, words):
        with pytest.raises(MediaUnreadable, match=words):
            Line().push(uri)

    def test_is_bounded(self):
        line = Line()
        for number in range(MOST_WAITING):
            line.push(f"{number}.mp3")

        with pytest.raises(QueueFull):
            line.push("one-too-many.mp3")

    def test_may_be_used_by_many_threads(self):
        line = Line()
        threads = [threading.Thread(target=lambda: [line.push("a.mp3") for _ in range(50)]) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(each.id for each in line.waiting()) == list(range(1, 401))


class TestAQueueThatFollowsAnother:
    """A reload has put it in the place of one that plays its running request to the end."""

    def test_has_its_line_and_plays_each_request_once(self, queue):
        clock = ManualClock()
        old, new = queue("a.mp3", "b.mp3", "c.mp3"), queue("d.mp3", clock=clock)
        assert old.ready
        assert new.ready
        old.pull(10)
        new.follow(old)
        clock.advance(1.0)

        assert new.waiting() == [(2, "b.mp3"), (3, "c.mp3")]
        assert played(old, 3) == []
        assert not old.ready
        assert played(new, 5) == ["b.mp3", "c.mp3"]

    def test_keeps_open_what_it_has_opened_of_that_line(self, queue):
        old, new = queue("a.mp3", "b.mp3", "c.mp3"), queue()
        assert old.ready
        old.pull(10)
        parts = dict(old.remembered())
        parts.pop("running")
        new.recall(json.loads(json.dumps(parts)))
        assert new.ready
        new.follow(old)

        assert [segment.path for segment in new._queue.unheard] == ["b.mp3", "c.mp3"]
        assert played(new, 5) == ["b.mp3", "c.mp3"]

    def test_has_what_is_still_asked_of_the_other(self, queue):
        old, new = queue("a.mp3"), queue()
        assert old.ready
        old.pull(10)
        new.follow(old)

        assert old.push("b.mp3").id == 2
        assert new.push("c.mp3").id == 3
        assert new.waiting() == old.waiting() == [(2, "b.mp3"), (3, "c.mp3")]
        assert played(new, 3) == ["b.mp3", "c.mp3"]

    def test_leaves_a_file_to_itself_that_it_was_just_opening_for_another_line(self, queue, slow):
        clock = ManualClock()
        old, new = queue("a.mp3"), queue("a.mp3", clock=clock, errands=slow)
        assert not new.ready
        assert old.ready
        old.pull(10)
        new.follow(old)
        slow.sent[0].do()
        clock.advance(1.0)

        assert not new.ready

    def test_takes_over_what_the_other_was_just_opening(self, queue, slow):
        clock = ManualClock()
        old, new = queue("a.mp3", clock=clock, errands=slow), queue(clock=clock)
        assert not old.ready
        new.follow(old)
        slow.sent[0].do()
        clock.advance(1.0)
        assert not old.ready
        clock.advance(1.0)

        assert played(new, 2) == ["a.mp3"]


class TestRequestsOfTheWeb:
    X = "https://x.example"

    def test_play_in_their_turn(self, queue, web, tmp_path):
        web.has(f"{self.X}/b.mp3", tmp_path / "b.mp3", "audio/mpeg")
        wishes = queue("a.mp3")
        wishes.push(f'annotate:title="Sea":{self.X}/b.mp3')
        wishes.push("c.mp3")

        assert played(wishes, 5) == ["a.mp3", f"{self.X}/b.mp3", "c.mp3"]

    def test_are_waited_for_until_they_are_there(self, queue, web, tmp_path):
        clock = ManualClock()
        wishes = queue(f"{self.X}/b.mp3", "c.mp3", clock=clock)
        before = wishes.ready
        web.has(f"{self.X}/b.mp3", tmp_path / "b.mp3")
        clock.advance(1)

        assert not before
        assert played(wishes, 5) == [f"{self.X}/b.mp3", "c.mp3"]

    def test_that_are_late_let_others_pass_and_are_not_lost(self, queue, web, tmp_path):
        clock = ManualClock()
        wishes = queue(f"{self.X}/b.mp3", "c.mp3", clock=clock)
        assert not wishes.ready
        clock.advance(PATIENCE)
        first = played(wishes, 2)
        waiting = wishes.waiting()
        web.has(f"{self.X}/b.mp3", tmp_path / "b.mp3")
        clock.advance(1)

        assert first == ["c.mp3"]
        assert waiting == [(1, f"{self.X}/b.mp3")]
        assert played(wishes, 2) == [f"{self.X}/b.mp3"]

    def test_that_cannot_be_had_are_told_and_left_out(self, queue, web, origins):
        web.lacks(f"{self.X}/b.mp3")
        wishes = queue(f"{self.X}/b.mp3", "c.mp3")

        assert played(wishes, 2) == ["c.mp3"]
        assert origins() == [
            (
                "station.lss:3",
                f'request.queue "wishes": request 1, {self.X}/b.mp3, is left out: the server answered 404',
            )
        ]

    def test_that_come_soon_are_fetched_ahead(self, queue, web):
        wishes = queue(*(f"{self.X}/{name}.mp3" for name in "abcde"))

        assert not wishes.ready
        assert {url[-5] for url in web.wanted} == {"a", "b", "c"}

    def test_are_not_what_listeners_may_ask_for(self, queue, web, tmp_path):
        web.has(f"{self.X}/b.mp3", tmp_path / "b.mp3")

        with pytest.raises(MediaUnreadable, match="not requested from other servers"):
            queue().ask("1.2.3.4", f"{self.X}/b.mp3")
