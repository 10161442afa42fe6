"""What a line of the console is, what could stand in it, and how it is coloured."""

import pytest

from lsscript.cli.console.catalogue import ArgumentOf, Catalogue, CommandOf, command_line
from lsscript.cli.console.completion import suggestions
from lsscript.cli.console.highlight import highlighted

SOURCE = ArgumentOf("source", "source", "")
CATALOGUE = Catalogue(
    {
        "skip": CommandOf("skip <source>", "Leave what plays.\nMore.", (SOURCE,)),
        "remaining": CommandOf("remaining <source>", "Tell.", (SOURCE,)),
        "listeners": CommandOf("listeners [mount]", "List.", (ArgumentOf("mount", "mount", ""),)),
        "reload": CommandOf("reload [dry_run]", "Read.", (ArgumentOf("dry_run", "true or false", ""),)),
        "status": CommandOf("status", "Tell how it is."),
        "evaluate": CommandOf("evaluate <expression>", "", (ArgumentOf("expression", "text", ""),)),
        "var.get": CommandOf("var.get <name>", "", (ArgumentOf("name", "text", ""),)),
        "remove": CommandOf(
            "remove <source> <request>", "", (SOURCE, ArgumentOf("request", "whole number", ""))
        ),
        "kick": CommandOf("kick <id>", "", (ArgumentOf("id", "whole number", ""),)),
        "title": CommandOf("title <shown> <title>", "", (ArgumentOf("shown", "source or mount", ""),)),
        "recordings.stop": CommandOf(
            "recordings.stop <recording>", "", (ArgumentOf("recording", "recording", ""),)
        ),
    },
    sources=["music", "radio"],
    mounts=["/radio.mp3"],
    variables=["volume"],
    library={"fallback": "Play the first.", "file.read": "", "fade": ""},
    fields=["title", "remaining"],
)


class TestALine:
    @pytest.mark.parametrize(
        "line",
        ["status", "skip music", "music.skip", "var.get volume", "statsu", "skp music", "studio.skip"],
    )
    def test_is_a_command(self, line):
        assert command_line(line, CATALOGUE) == line

    @pytest.mark.parametrize(
        "line",
        [
            "music.remaining", "radio.title", "1h30min + 15min", "volume()", "volume := 0.5", "music", "null",
            "statsu + 1", 'log("x")', "musik.title", "volume", "fallback", "def f(x) x end", "if music",
        ],
    )  # fmt: skip
    def test_is_an_expression(self, line):
        assert command_line(line, CATALOGUE) == f"evaluate {line}"


class TestCompletion:
    @pytest.mark.parametrize(
        ("before", "expected"),
        [
            ("sk", ["skip"]),
            ("skip m", ["music"]),
            ("skip ", ["music", "radio"]),
            ("skip music ", []),
            ("listeners ", ["/radio.mp3"]),
            ("reload ", ["false", "true"]),
            ("var.get v", ["volume"]),
            ("music.", ["music.remaining", "music.remove", "music.skip", "music.title"]),
            ("1 + music.", ["music.remaining", "music.title"]),
            ("evaluate music.t", ["music.title"]),
            ("help f", ["fade", "fallback", "file.read"]),
            ("help st", ["status"]),
            ("x = fal", ["fallback"]),
            ("file.", ["file.read"]),
            ("ex", ["exit"]),
            ("1 + ", []),
            ("status ", []),
        ],
    )
    def test_knows_what_could_stand_there(self, before, expected):
        assert [each.text for each in suggestions(before, CATALOGUE)] == expected

    @pytest.mark.parametrize(
        ("before", "expected"),
        [
            ("remove wishes ", [("7", "Ada - One"), ("8", "Eve - Two")]),
            ("wishes.remove 8", [("8", "Eve - Two")]),
            ("kick ", [("3", "192.0.2.1 /radio.mp3")]),
            ("recordings.stop ", [("radio.record", "a.mp3")]),
            ("title ", [("/radio.mp3", "mount"), ("music", "source"), ("radio", "source")]),
        ],
    )
    def test_asks_the_station_for_what_comes_and_goes(self, before, expected):
        tables = {
            "queue wishes": [{"request": 7, "title": "Ada - One"}, {"request": 8, "title": "Eve - Two"}],
            "listeners": [{"id": 3, "address": "192.0.2.1", "mount": "/radio.mp3"}],
            "recordings": [{"recording": "radio.record", "file": "a.mp3"}],
        }

        assert [
            (each.text, each.about) for each in suggestions(before, CATALOGUE, tables.__getitem__)
        ] == expected

    def test_tells_a_sentence_about_each(self):
        (found,) = suggestions("sk", CATALOGUE)

        assert (found.length, found.about) == (2, "Leave what plays.")


class TestColours:
    def test_tell_words_apart(self):
        assert highlighted('if music then "a" else 1 # no', CATALOGUE) == [
            ("keyword", "if"), ("", " "), ("source", "music"), ("", " "), ("keyword", "then"), ("", " "),
            ("string", '"a"'), ("", " "), ("keyword", "else"), ("", " "), ("number", "1"), ("", " "),
            ("comment", "# no"),
        ]  # fmt: skip

    def test_show_a_command(self):
        assert highlighted("skip music", CATALOGUE) == [("command", "skip"), ("", " "), ("source", "music")]

    @pytest.mark.parametrize("line", ["", '"open', '"a #{1', ")", "§", "'", "#", "%mp3 &&"])
    def test_leave_every_text_as_it_is(self, line):
        assert "".join(text for _, text in highlighted(line, CATALOGUE)) == line
