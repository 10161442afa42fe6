import pytest

from runtime.media.lists.m3u import read_m3u


def places(text):
    return [entry.places[0] for entry in read_m3u(text).entries]


def called(text):
    return [dict(entry.called) for entry in read_m3u(text).entries]


class TestAnM3U:
    def test_is_a_path_a_line(self):
        assert places("#EXTM3U\r\na.mp3\r\n\r\n  sub/b.mp3\r\n# a note\rc.mp3\n") == [
            "a.mp3",
            "sub/b.mp3",
            "c.mp3",
        ]

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("#EXTINF:123,Ada Quill - Glass Garden", {"artist": "Ada Quill", "title": "Glass Garden"}),
            ("#EXTINF:-1,Only", {"title": "Only"}),
            ('#EXTINF:-1 group-title="a, b" x="y",Ada - One, Two', {"artist": "Ada", "title": "One, Two"}),
            ('#EXTINF:12,The 12" Mix', {"title": 'The 12" Mix'}),
            ("#EXTINF:12", {}),
            ("#EXTART:Ada\n#EXTALB:Songs\n#EXTINF:1,Ada - One", {"artist": "Ada", "album": "Songs", "title": "One"}),
            ("#EXTART:Ada\n#EXTINF:1,One - Two", {"artist": "Ada", "title": "One - Two"}),
            ("#EXTINF:1,One\n#EXTART:Ada", {"artist": "Ada", "title": "One"}),
        ],
    )  # fmt: skip
    def test_says_what_the_next_line_is_called(self, line, said):
        assert called(f"{line}\na.mp3\nb.mp3") == [said, {}]

    def test_keeps_a_path_that_comes_twice_apart(self):
        assert [entry.name for entry in read_m3u("a.mp3\nb.mp3\na.mp3").entries] == [
            "a.mp3",
            "b.mp3",
            "a.mp3 #2",
        ]

    def test_counts_the_addresses_it_leaves_out(self):
        found = read_m3u('rtsp://x.example/a.mp3\na.mp3\nannotate:t="x":ftp://y.example/b\n')

        assert ([entry.name for entry in found.entries], found.addresses) == (["a.mp3"], 2)

    def test_may_name_files_of_the_web(self):
        found = read_m3u(
            'HTTP://x.example/My Söng.mp3?a=b%20c\nannotate:title="T":https://y.example/b\nhttp:///none\n'
        )

        assert [entry.url for entry in found.entries[:2]] == [
            "HTTP://x.example/My%20S%C3%B6ng.mp3?a=b%20c",
            "https://y.example/b",
        ]
        assert dict(found.entries[1].tags) == {"title": "T"}
        assert found.entries[2].problem == "it names no server"

    def test_of_hls_is_refused_in_words(self):
        with pytest.raises(ValueError, match="HLS"):
            read_m3u("#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\nseg1.ts\n")

    def test_may_be_annotated_line_by_line(self):
        (entry,) = read_m3u('annotate:title="T",liq_cue_in="3":a.mp3').entries

        assert (dict(entry.tags), entry.places) == ({"title": "T", "liq_cue_in": "3"}, ("a.mp3",))

    def test_keeps_an_entry_whose_annotation_is_broken_and_says_why(self):
        (entry,) = read_m3u('annotate:title="T:a.mp3').entries

        assert "annotate: cannot be read" in entry.problem


class TestAPath:
    @pytest.mark.parametrize(
        ("line", "readings"),
        [
            ("sub\\a.mp3", ("sub\\a.mp3", "sub/a.mp3")),
            ("a%20b.mp3", ("a%20b.mp3", "a b.mp3")),
            ("file:///music/a%20b.mp3", ("/music/a b.mp3", "/music/a%20b.mp3")),
            ("file:///C:/music/a.mp3", ("C:/music/a.mp3",)),
            ("file://localhost/a.mp3", ("/a.mp3",)),
            ("file://nas/share/a.mp3", ("//nas/share/a.mp3",)),
            ("C:\\music\\a.mp3", ("C:\\music\\a.mp3", "C:/music/a.mp3")),
            ("100% pure.mp3", ("100% pure.mp3",)),
        ],
    )
    def test_is_read_in_the_ways_it_may_be_meant(self, line, readings):
        assert read_m3u(line).entries[0].places == readings
