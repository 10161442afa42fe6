"""Entries among the names of a running station."""

from datetime import UTC, datetime

import pytest

import stdlib
from lsscript.evaluate.functions import Functions
from lsscript.evaluate.value import Quantity, RefValue
from lsscript.modules import load_library
from lsscript.repl.live import NotUnderstood, shared_names, understand

DECLARATIONS = load_library(stdlib.NAMES, stdlib.read).declarations


class World:
    def now(self):
        return datetime(2026, 11, 22, tzinfo=UTC)

    def source(self, source):
        return {"name": source, "title": "One", "remaining": ("duration", 63.0), "ready": True}


class Secrets:
    def environment(self, name):
        return None


@pytest.fixture
def functions():
    refs = {"volume": RefValue(0.5), "wait": RefValue(Quantity(3, "duration")), "x.ref.1": RefValue(1)}
    return Functions(DECLARATIONS, Secrets(), refs)


@pytest.fixture
def enter(functions):
    def entered(text, *, plain=False, has_time=lambda: True):
        entry = understand(text, functions, ["music", "radio.children.0"], plain=plain)
        return tuple(entry.call(World(), (), has_time).values())

    return entered


class TestAnEntry:
    @pytest.mark.parametrize(
        ("text", "value", "kind"),
        [
            ("music.title", '"One"', "a string"),
            ("music.remaining", "63s", "a duration or null"),
            ("music", "music", "a source"),
            ("1h30min + 15min", "6300s", "a duration"),
            ("volume()", "0.5", "a number"),
            ("wait() * 2", "6s", "a duration"),
            ("[volume(), 1.0]", "[0.5, 1]", "a list of numbers"),
        ],
    )
    def test_is_evaluated_among_live_names(self, enter, text, value, kind):
        assert enter(text) == (value, kind)

    def test_changes_what_functions_share(self, enter, functions):
        assert enter("volume := 0.7") == ("", "")
        assert functions.refs["volume"].held == 0.7

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("musik.title", "did you mean `music`?"),
            ('volume := "loud"', "LSS301"),
            ('1 + "a"', "cannot join a whole number and a string"),
            ("music.", "error"),
            ('import "other.lss" as other', "scripts are imported by scripts"),
        ],
    )
    def test_with_problems_is_told_as_the_checker_does(self, enter, text, problem):
        with pytest.raises(NotUnderstood, match=problem.replace("?", "\\?")):
            enter(text)

    def test_cannot_describe_the_station(self, enter):
        with pytest.raises(NotUnderstood, match="describes the station"):
            enter('mount("/x.mp3", music, mp3())')

    def test_ends_at_its_deadline(self, enter):
        with pytest.raises(NotUnderstood, match="longer than it may"):
            enter("for x in [1, 2, 3] do x end", has_time=lambda: False)


class TestAPlainEntry:
    @pytest.mark.parametrize("text", ["volume := 1.5", "volume := -3.0", "wait := 1min30s"])
    def test_changes_a_value(self, enter, text):
        assert enter(text, plain=True) == ("", "")

    @pytest.mark.parametrize(
        "text",
        ["volume", 'http.get("http://x").text', "volume := volume()", "volume := 1.0 + 1.0", "x = 1"],
    )
    def test_does_nothing_else(self, enter, text):
        with pytest.raises(NotUnderstood, match="plain value"):
            enter(text, plain=True)


class TestSharedNames:
    def test_are_those_that_the_script_gives(self, functions):
        assert shared_names(functions) == ("volume", "wait")
