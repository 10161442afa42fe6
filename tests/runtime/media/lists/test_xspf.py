import pytest

from runtime.media.lists.xspf import read_xspf

TRACKS = """
  <title>The list</title>
  <trackList>
    <track><location>a%20b.mp3</location><title>One &amp;
      more</title><creator>Ada</creator><album>Songs</album></track>
    <track><title>nowhere</title></track>
    <track><location>http://x.example/a</location></track>
    <track><location>file:///m/c.mp3</location><extension><title>not this</title></extension></track>
  </trackList>"""


def document(tracks=TRACKS, head='<?xml version="1.0" encoding="UTF-8"?>', name="playlist", charset="utf-8"):
    return f'{head}<{name} version="1" xmlns="http://xspf.org/ns/0/">{tracks}</{name}>'.encode(charset)


class TestAnXSPF:
    def test_names_tracks_by_uri(self):
        found = read_xspf(document())

        assert [entry.places[0] for entry in found.entries] == ["a b.mp3", "http://x.example/a", "/m/c.mp3"]
        assert dict(found.entries[0].called) == {"title": "One & more", "artist": "Ada", "album": "Songs"}
        assert (dict(found.entries[2].called), found.entries[1].url) == ({}, "http://x.example/a")

    def test_may_be_in_another_charset(self):
        head = '<?xml version="1.0" encoding="windows-1252"?>'
        track = "<trackList><track><location>é.mp3</location></track></trackList>"

        assert read_xspf(document(track, head, charset="cp1252")).entries[0].places[0] == "é.mp3"

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (document()[:200], "broken in line"),
            (b'<!DOCTYPE p [<!ENTITY a "aaaa">]>' + document(head=""), "document type"),
            (document("<a>" * 40 + "</a>" * 40), "too deep"),
            (document(head='<?xml version="1.0" encoding="klingon"?>'), "charset"),
        ],
    )
    def test_that_is_none_is_refused_in_words(self, data, words):
        with pytest.raises(ValueError, match=words):
            read_xspf(data)
