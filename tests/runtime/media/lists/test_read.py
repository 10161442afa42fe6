import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.media.lists import LARGEST_LIST, at_address, read_list

CUE = b'FILE "a.wav" WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n'
XSPF = b"<?xml version='1.0'?><playlist><trackList><track><location>a.wav</location></track></trackList></playlist>"
RSS = (
    b"<rss><channel><item><title>One</title><enclosure url='http://x.example/1.mp3'/></item></channel></rss>"
)
LISTS = {"m3u": b"#EXTM3U\na.wav", "pls": b"[playlist]\nFile1=a.wav", "cue": CUE, "xspf": XSPF}


def names(data, name="list.txt"):
    return [entry.places[0] for entry in read_list(data, name).entries]


class TestAList:
    @pytest.mark.parametrize("kind", LISTS)
    def test_is_known_by_what_it_holds(self, kind):
        assert names(LISTS[kind], "list.m3u") == ["a.wav"]

    @pytest.mark.parametrize(
        "data",
        ["é.mp3".encode(), b"\xef\xbb\xbf" + "é.mp3".encode(), "é.mp3".encode("cp1252"), "\ufeffé.mp3".encode("utf-16-le"),
         "\ufeffé.mp3".encode("utf-16-be")],
    )  # fmt: skip
    def test_is_read_in_any_charset(self, data):
        assert names(data) == ["é.mp3"]

    def test_may_be_the_feed_of_a_podcast(self):
        (entry,) = read_list(RSS, "feed").entries

        assert (entry.url, dict(entry.called)) == ("http://x.example/1.mp3", {"title": "One"})

    def test_may_be_empty(self):
        assert names(b"") == []

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"<asx version='3'><entry/></asx>", "it is ASX"),
            (b"<x/>", "XML of another kind"),
            (b"\xff\xfb\x90\x00" + bytes(4000), "no list"),
            (b"a" * (LARGEST_LIST + 1), "larger than 16 MiB"),
        ],
    )
    def test_that_is_none_is_refused_in_words(self, data, words):
        with pytest.raises(ValueError, match=words):
            read_list(data, "list.m3u")

    def test_may_name_one_file_many_times(self):
        data = b"a\n" * 3 + b"a #2\na #2\n"

        assert [entry.name for entry in read_list(data, "x.m3u").entries] == [
            "a",
            "a #2",
            "a #3",
            "a #2 #2",
            "a #2 #3",
        ]

    def test_of_too_many_entries_is_cut_and_says_so(self, monkeypatch):
        monkeypatch.setattr("runtime.media.lists.entry.MOST_ENTRIES", 3)
        found = read_list(b"a\n" * 8, "list.m3u")

        assert (len(found.entries), found.beyond) == (3, 5)


class TestAListOfAnotherServer:
    BASE = "https://x.example/lists/day.m3u?key=1"

    @pytest.mark.parametrize(
        ("data", "urls"),
        [
            (b"a b.mp3\n/c.mp3\nhttp://y.example/d\nsub\\e.mp3", ["https://x.example/lists/a%20b.mp3", "https://x.example/c.mp3",
                                                                   "http://y.example/d", "https://x.example/lists/sub/e.mp3"]),
            (b"//y.example/a.mp3\n../b.mp3\nc%20d.mp3", ["https://y.example/a.mp3", "https://x.example/b.mp3",
                                                         "https://x.example/lists/c%20d.mp3"]),
            (CUE, ["https://x.example/lists/a.wav"]),
            (XSPF, ["https://x.example/lists/a.wav"]),
            (RSS, ["http://x.example/1.mp3"]),
        ],
    )  # fmt: skip
    def test_names_files_beside_it(self, data, urls):
        assert [entry.url for entry in at_address(read_list(data, "x"), self.BASE).entries] == urls

    @pytest.mark.parametrize("line", ["file:///etc/a.mp3", "C:\\music\\a.mp3", "file:a.mp3?"])
    def test_names_no_file_of_this_machine(self, line):
        (entry,) = at_address(read_list(line.encode(), "x"), self.BASE).entries

        assert entry.problem or entry.url.startswith("https://x.example/lists/")
        assert not entry.url.startswith("file")


class TestAnyBytes:
    @given(
        st.binary(max_size=400),
        st.sampled_from([b"", *LISTS.values(), b"#EXTINF:", b"annotate:", b"INDEX 01 "]),
    )
    def test_make_a_list_or_a_reason(self, data, head):
        try:
            found = read_list(head + data, "x.cue")
        except ValueError:
            return

        assert len({entry.name for entry in found.entries}) == len(found.entries)

    @given(st.sampled_from(sorted(LISTS)), st.integers(0, 200), st.binary(min_size=1, max_size=8))
    def test_put_into_a_list_do_not_stop_it(self, kind, at, damage):
        data = LISTS[kind] * (1 if kind == "xspf" else 3)
        try:
            found = read_list(data[:at] + damage + data[at + len(damage) :], "x." + kind)
        except ValueError:
            return

        assert len(found.entries) < 20
