"""Files of the web: fetched aside, kept, asked for again, within bounds."""

from concurrent.futures import Future

import pytest

from runtime.audio.errand import AtOnce
from runtime.errors import ScriptFault
from runtime.sources.fetched import Answer, NotThere
from runtime.sources.web_files import (
    AGAIN,
    FRESH,
    LATEST,
    MOST_AT_ONCE,
    PATIENCE,
    Coming,
    Missing,
    There,
    WebCache,
)
from runtime.sources.web_shelf import WebShelf
from runtime.testing import ManualClock

A = "https://x.example/a.mp3"


class Server:
    """Answers when the test wants it to."""

    def __init__(self):
        self.asked = []

    def __call__(self, url, path, known):
        self.asked.append((url, path, known, Future()))
        return self.asked[-1][3]

    @property
    def urls(self):
        return [url for url, *_ in self.asked]

    def send(self, data=b"sound", etag='"1"', at=-1, **more):
        _, path, _, answer = self.asked[at]
        path.write_bytes(data)
        answer.set_result(Answer(new=True, etag=etag, **more))

    def same(self):
        self.asked[-1][3].set_result(Answer(new=False))

    def fail(self, fault):
        self.asked[-1][3].set_exception(fault)


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def cache(tmp_path, server, clock):
    def make(**bounds):
        return WebCache(WebShelf(tmp_path / "web", least_free=0.0, **bounds), server, AtOnce(), clock.now)

    return make


class TestAFile:
    def test_is_on_its_way_until_it_is_there(self, cache, server, clock):
        web = cache()
        first = web.look(A)
        clock.advance(3)
        second = web.look(A)
        server.send(kind="audio/mpeg", url="https://y.example/b.mp3")
        third = web.look(A)

        assert isinstance(first, Coming)
        assert second is first
        assert first.done.done()
        assert isinstance(third, There)
        assert third.path.read_bytes() == b"sound"
        assert (third.base, third.kind, third.trouble) == ("https://y.example/b.mp3", "audio/mpeg", "")
        assert server.urls == [A]

    def test_is_not_asked_for_again_soon(self, cache, server, clock):
        web = cache()
        web.look(A)
        server.send()
        clock.advance(FRESH - 1)

        assert isinstance(web.look(A), There)
        assert len(server.asked) == 1

    def test_is_asked_for_by_its_version_later(self, cache, server, clock):
        web = cache()
        web.look(A)
        server.send()
        clock.advance(FRESH)
        coming = web.look(A)
        known = server.asked[1][2]
        server.same()

        assert isinstance(coming, Coming)
        assert known == '"1"'
        assert web.look(A).path.read_bytes() == b"sound"

    def test_that_has_changed_is_the_new_one(self, cache, server, clock):
        web = cache()
        web.look(A)
        server.send()
        before = web.look(A).path
        clock.advance(FRESH)
        web.look(A)
        server.send(b"another", '"2"')

        assert web.look(A).path.read_bytes() == b"another"
        assert not before.exists()

    def test_is_there_though_its_server_takes_its_time(self, cache, server, clock):
        web = cache()
        web.look(A)
        server.send()
        clock.advance(FRESH)
        web.look(A)
        clock.advance(PATIENCE)

        assert isinstance(web.look(A), There)

    def test_is_there_in_the_next_run(self, cache, server):
        web = cache()
        web.look(A)
        server.send()
        again = cache()
        again.look(A)
        server.fail(ScriptFault("the server answered 503"))

        found = again.look(A)

        assert server.asked[1][2] == '"1"'
        assert (found.path.read_bytes(), found.trouble) == (b"sound", "the server answered 503")

    def test_that_its_server_does_not_have_any_more_is_gone(self, cache, server, clock):
        web = cache()
        web.look(A)
        server.send()
        path = web.look(A).path
        clock.advance(FRESH)
        web.look(A)
        server.fail(NotThere("the server answered 404"))

        assert web.look(A) == Missing("the server answered 404", gone=True)
        assert web.place(A) is None
        assert not path.exists()

    def test_may_be_fetched_ahead_and_is_not_asked_for_again_then(self, cache, server, clock):
        web = cache()
        web.look(A, fresh=float("inf"))
        server.send()
        clock.advance(10 * FRESH)

        assert isinstance(web.look(A, fresh=float("inf")), There)
        assert len(server.asked) == 1

    def test_has_a_place_without_being_wanted(self, cache, server):
        web = cache()
        nowhere = web.place(A)
        web.look(A)
        server.send()

        assert nowhere is None
        assert web.place(A).read_bytes() == b"sound"
        assert web.place("http://other/") is None
        assert len(server.asked) == 1


class TestADiskThatHangs:
    def test_lets_others_have_their_turn(self, tmp_path, server, clock, slow):
        web = WebCache(WebShelf(tmp_path / "web"), server, slow, clock.now)
        first = web.look(A)
        clock.advance(30)
        second = web.look(A)

        assert second is first
        assert server.asked == []


class TestWhatCannotBeHad:
    def test_is_missing_with_the_reason_and_tried_later_each_time(self, cache, server, clock):
        web = cache()
        waits = []
        for _ in range(9):
            began = clock.now()
            while not isinstance(web.look(A), Coming):
                clock.advance(AGAIN)
            waits.append(clock.now() - began)
            server.fail(ScriptFault("the server answered 500"))

        assert web.look(A) == Missing("the server answered 500")
        assert waits == [0, 10, 20, 40, 80, 160, 320, 600, 600]
        assert waits[-1] == LATEST

    def test_is_tried_no_sooner_than_it_took_to_fail(self, cache, server, clock):
        web = cache()
        web.look(A)
        clock.advance(300)
        server.fail(ScriptFault("it is larger than 200 MiB, or has no end"))
        clock.advance(299)
        before = web.look(A)
        clock.advance(1)

        assert isinstance(before, Missing)
        assert isinstance(web.look(A), Coming)

    def test_is_tried_soon_again_once_it_was_there(self, cache, server, clock):
        web = cache()
        for _ in range(4):
            web.look(A)
            server.fail(ScriptFault("no"))
            clock.advance(LATEST)
        web.look(A)
        server.send()
        clock.advance(FRESH)
        web.look(A)
        server.fail(ScriptFault("no"))
        clock.advance(FRESH)

        assert isinstance(web.look(A), Coming)

    def test_is_what_the_disk_does_not_take(self, cache, server, tmp_path):
        (tmp_path / "web").write_text("no folder")
        web = cache()

        web.look(A)

        assert "the state folder does not take it" in web.look(A).reason
        assert server.asked == []

    def test_is_a_file_that_is_as_before_and_never_was_here(self, cache, server):
        web = cache()
        web.look(A)
        server.same()

        assert "never here" in web.look(A).reason

    def test_is_what_a_station_that_ends_was_fetching(self, cache, server):
        web = cache()
        web.look(A)
        server.asked[-1][3].cancel()

        assert isinstance(web.look(A), Missing)


class TestItsBounds:
    def test_are_so_many_at_a_time(self, cache, server):
        web = cache()
        urls = [f"http://x/{number}" for number in range(MOST_AT_ONCE + 2)]
        for url in urls:
            web.look(url)
        at_first = list(server.urls)
        server.send(at=0)

        assert at_first == urls[:MOST_AT_ONCE]
        assert server.urls == urls[: MOST_AT_ONCE + 1]

    def test_let_what_was_not_used_for_the_longest_time_go(self, cache, server):
        web = cache(most_files=2)
        for name in "ab":
            web.look(f"http://x/{name}")
            server.send()
        web.look("http://x/a")
        web.look("http://x/c")
        server.send()

        assert [web.place(f"http://x/{name}") is None for name in "abc"] == [False, True, False]
        assert isinstance(web.look("http://x/b"), Coming)

    def test_are_bytes_too(self, cache, server):
        web = cache(most_bytes=100)
        for name in "abc":
            web.look(f"http://x/{name}")
            server.send(bytes(45))

        assert [web.place(f"http://x/{name}") is None for name in "abc"] == [True, False, False]

    def test_hold_for_what_is_known_of_addresses_without_a_file(self, cache, server, monkeypatch):
        monkeypatch.setattr("runtime.sources.web_files.MOST_KNOWN", 5)
        web = cache()
        for number in range(20):
            web.look(f"http://x/{number}")
            server.fail(ScriptFault("no"))

        assert len(web._known) == 5
