"""What is remembered, as text, and what of it has changed."""

import pytest

from runtime.memory import Change, Key, Notebook
from runtime.memory import notes as module

MUSIC, WISHES = Key("music", "Playlist"), Key("wishes", "RequestQueue")


def noted(notebook: Notebook, now) -> list[Change]:
    changes = notebook.changes(now)
    notebook.written(changes, now)
    return changes


class TestWhatHasChanged:
    def test_is_everything_at_first(self):
        assert noted(Notebook(), {MUSIC: {"a": 1, "b": [2]}}) == [
            Change(MUSIC, "a", "1"),
            Change(MUSIC, "b", "[2]"),
        ]

    def test_is_a_part_that_is_another_now(self):
        notebook = Notebook()
        noted(notebook, {MUSIC: {"a": 1, "b": 2}})

        assert noted(notebook, {MUSIC: {"a": 1, "b": 3}}) == [Change(MUSIC, "b", "3")]

    def test_is_a_part_that_is_gone(self):
        notebook = Notebook()
        noted(notebook, {MUSIC: {"a": 1, "b": 2}})

        assert noted(notebook, {MUSIC: {"a": 1}}) == [Change(MUSIC, "b", None)]
        assert notebook.parts(MUSIC) == {"a": 1}

    def test_is_nothing_of_who_is_not_in_the_script_any_more(self):
        notebook = Notebook()
        noted(notebook, {MUSIC: {"a": 1}, WISHES: {"line": []}})

        assert noted(notebook, {MUSIC: {"a": 1}}) == []
        assert notebook.parts(WISHES) == {"line": []}

    def test_is_nothing_that_only_looks_different(self):
        notebook = Notebook({MUSIC: {"a": "[1,2]"}})

        assert noted(notebook, {MUSIC: {"a": (1, 2)}}) == []

    def test_stays_one_until_it_is_written(self):
        notebook = Notebook()
        notebook.changes({MUSIC: {"a": 1}})

        assert notebook.changes({MUSIC: {"a": 1}}) == [Change(MUSIC, "a", "1")]

    def test_is_everything_again_where_the_file_was_lost(self):
        notebook = Notebook()
        noted(notebook, {MUSIC: {"a": 1}, WISHES: {"line": []}})
        notebook.write_anew()

        assert sorted(noted(notebook, {MUSIC: {"a": 2}})) == [
            Change(MUSIC, "a", "2"),
            Change(WISHES, "line", "[]"),
        ]
        assert noted(notebook, {MUSIC: {"a": 2}}) == []

    def test_is_not_what_is_too_large_and_that_is_known(self, monkeypatch):
        monkeypatch.setattr(module, "LARGEST_PART", 10)
        notebook = Notebook()

        assert noted(notebook, {MUSIC: {"a": "x" * 20, "b": 1}}) == [Change(MUSIC, "b", "1")]
        assert notebook.too_large == {(MUSIC, "a")}

    def test_must_be_plain(self):
        with pytest.raises(TypeError):
            Notebook().changes({MUSIC: {"a": object()}})

    def test_keeps_names_that_are_no_text(self):
        notebook = Notebook()
        noted(notebook, {MUSIC: {"a": "caf\udce9.mp3"}})

        assert notebook.parts(MUSIC) == {"a": "caf\udce9.mp3"}


class TestWhatIsRemembered:
    def test_leaves_out_what_is_no_plain_data(self):
        assert Notebook({MUSIC: {"a": "[1", "b": "2"}}).parts(MUSIC) == {"b": 2}

    def test_is_nothing_where_nothing_is_known(self):
        assert Notebook().parts(MUSIC) == {}

    def test_can_be_forgotten(self):
        notebook = Notebook({MUSIC: {"a": "1"}})
        notebook.forget([MUSIC, WISHES])

        assert notebook.parts(MUSIC) == {}
