from runtime.media.lists.cue import read_cue

ONE_FILE = """REM GENRE Folk
PERFORMER "Ada Quill"
TITLE "Glass Garden"
FILE "Album Name.wav" WAVE
  TRACK 01 AUDIO
    TITLE "One"
    INDEX 01 00:00:00
  TRACK 02 AUDIO
    TITLE "Two"
    PERFORMER "Bo"
    INDEX 00 03:10:00
    INDEX 01 03:12:37
  TRACK 03 AUDIO
    INDEX 01 75:01:74
"""


def tags(text):
    return [dict(entry.tags) for entry in read_cue(text).entries]


class TestASheetOfOneFile:
    def test_makes_a_track_of_each_part(self):
        one, two, three = tags(ONE_FILE)

        assert (one["title"], one["artist"], one["album"], one["genre"]) == (
            "One",
            "Ada Quill",
            "Glass Garden",
            "Folk",
        )
        assert (two["title"], two["artist"], three["title"]) == ("Two", "Bo", "Track 3")

    def test_joins_its_tracks_to_the_sample(self):
        found = tags(ONE_FILE)

        assert [(each["cue_in"], each.get("cue_out")) for each in found] == [
            ("0.000000000", "192.493333333"),
            ("192.493333333", "4501.986666667"),
            ("4501.986666667", None),
        ]
        assert all(round(float(each["cue_in"]) * 44_100) % 588 == 0 for each in found)

    def test_finds_the_file_under_the_suffix_it_has_by_now(self):
        places = read_cue(ONE_FILE).entries[0].places

        assert places[0] == "Album Name.wav"
        assert "Album Name.flac" in places

    def test_names_each_track(self):
        assert len({entry.name for entry in read_cue(ONE_FILE).entries}) == 3


class TestASheetOfSeveralFiles:
    def test_lets_each_track_run_to_the_end_of_its_file(self):
        text = "\n".join(
            f'FILE "{n}.flac" WAVE\nTRACK 0{n} AUDIO\nTITLE "T{n}"\nINDEX 01 00:00:00' for n in (1, 2)
        )
        found = read_cue(text).entries

        assert [(entry.places[0], entry.tags.get("cue_out")) for entry in found] == [
            ("1.flac", None),
            ("2.flac", None),
        ]

    def test_counts_the_file_in_which_a_track_begins(self):
        """As programs write it that put the pause at the end of the file before."""
        text = (
            'FILE "1.wav" WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\nTRACK 02 AUDIO\nINDEX 00 03:00:00\n'
            'FILE "2.wav" WAVE\nINDEX 01 00:00:00\n'
        )
        found = read_cue(text).entries

        assert [(entry.places[0], entry.tags.get("cue_out")) for entry in found] == [
            ("1.wav", None),
            ("2.wav", None),
        ]


class TestWhatIsLeftOut:
    def test_is_what_holds_no_sound_or_never_begins(self):
        text = (
            "FILE a.bin BINARY\nTRACK 01 MODE1/2352\nINDEX 01 00:00:00\nTRACK 02 AUDIO\nINDEX 01 05:00:00\n"
            "TRACK 03 AUDIO\nTRACK 04 AUDIO\nINDEX 01 99:9:99999\nINDEX x y\n"
        )

        assert [each["title"] for each in tags(text)] == ["Track 2"]

    def test_is_a_track_that_ends_before_it_begins(self):
        text = "FILE a.wav WAVE\nTRACK 01 AUDIO\nINDEX 01 05:00:00\nTRACK 02 AUDIO\nINDEX 01 04:00:00\n"

        assert [each["title"] for each in tags(text)] == ["Track 2"]
