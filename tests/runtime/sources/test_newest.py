"""The newest episode of a podcast."""

from concurrent.futures import Future

import pytest

from runtime.errors import ScriptFault
from runtime.sources.fetched import Answer
from runtime.sources.newest import newest_by

FEED = "<rss><item><enclosure url='http://x/{0}.mp3'/><pubDate>Sat, 02 May 2026 10:00:00 GMT</pubDate></item></rss>"


class Server:
    def __init__(self, **files):
        self.files = {f"http://x/{name}": text for name, text in files.items()}
        self.asked = []

    def __call__(self, url, path, known):
        self.asked.append(url)
        answer = Future()
        if url in self.files:
            path.write_text(self.files[url])
            answer.set_result(Answer(new=True, modified=5.0))
        else:
            answer.set_exception(ScriptFault("the server answered 404"))
        return answer


class TestTheNewestEpisode:
    def test_is_fetched_as_the_feed_names_it(self, tmp_path):
        server = Server(feed=FEED.format(7), **{"7.mp3": "sound"})
        answer = newest_by(server)("http://x/feed", tmp_path / "a.part", "").result(5)

        assert answer == Answer(new=True, modified=1777716000.0, etag="http://x/7.mp3")
        assert (tmp_path / "a.part").read_text() == "sound"
        assert [path.name for path in tmp_path.iterdir()] == ["a.part"]

    def test_is_not_fetched_again(self, tmp_path):
        server = Server(feed=FEED.format(7))
        answer = newest_by(server)("http://x/feed", tmp_path / "a.part", "http://x/7.mp3").result(5)

        assert answer == Answer(new=False)
        assert server.asked == ["http://x/feed"]

    @pytest.mark.parametrize(
        ("feed", "words"),
        [("<html>", "XML is broken"), (None, "404"), (FEED.format(8), "404"), ("<rss/>", "no podcast")],
    )
    def test_that_cannot_be_had_is_told_in_words(self, tmp_path, feed, words):
        server = Server(**({} if feed is None else {"feed": feed}))
        with pytest.raises(ScriptFault, match=words):
            newest_by(server)("http://x/feed", tmp_path / "a.part", "").result(5)
