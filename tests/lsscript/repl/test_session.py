import pytest
from hypothesis import given
from hypothesis import strategies as st

import stdlib
from lsscript.modules import load_library
from lsscript.repl import Session
from lsscript.repl.session import LONGEST_ANSWER, LONGEST_ENTRY, MOST_NAMES

DECLARATIONS = load_library(stdlib.NAMES, stdlib.read).declarations
SECRET = "correct horse battery"


class Secrets:
    def environment(self, name):
        return SECRET if name == "KEY" else None

    def first_line(self, path):
        return SECRET


@pytest.fixture
def session():
    return Session(DECLARATIONS, Secrets())


class TestAValue:
    @pytest.mark.parametrize(
        ("text", "value", "kind"),
        [
            ("1 + 2", "3", "a whole number"),
            ("1h30min / 2", "2700s", "a duration"),
            ('"a\\n" + "b"', '"a\\nb"', "a string"),
            ("[1, 2]", "[1, 2]", "a list of whole numbers"),
            ('{a = 1, b = "x"}', '{a = 1, b = "x"}', "an object with `a`, `b`"),
            ("1 => true", "1 => true", "a pair of a whole number and true or false"),
            ("null", "null", "null"),
            ("fun (x) -> x", "fun (x) -> …", "a function that takes one value"),
            ("playlist", "playlist", "a function that takes 3 values"),
            ('single("a.mp3")', "(single)", "a source"),
            ("mp3()", "(mp3)", "an encoder"),
            ("ref(3)", "ref(3)", "a ref that holds a whole number"),
        ],
    )
    def test_is_shown_as_a_script_writes_it_with_its_type(self, session, text, value, kind):
        answer = session.enter(text)

        assert (answer.problems, answer.value, answer.type) == ((), value, kind)

    def test_is_cut_when_it_is_long(self, session):
        session.enter("a = [1, 2, 3, 4, 5, 6, 7, 8]")
        for _ in range(40):
            session.enter("a = a + a")

        assert len(session.enter("a").value) == LONGEST_ANSWER

    def test_has_its_type_cut_as_well(self, session):
        session.enter("a = 1")
        for _ in range(8):
            session.enter("a = a => a")

        assert len(session.enter("a").type) == LONGEST_ANSWER


class TestNames:
    def test_stay(self, session):
        assert session.enter("a = 2").value == ""
        session.enter("def double(x)\n  x * 2\nend")

        assert session.enter("double(a)").value == "4"

    def test_may_be_given_anew(self, session):
        session.enter("a = 2")
        session.enter('a = "two"')

        assert session.enter("a").value == '"two"'

    def test_of_an_entry_with_problems_do_not_stay(self, session):
        session.enter("a = 1\nb = nothing_like_it")

        assert [each.code for each in session.enter("a").problems] == ["LSS201"]

    def test_that_hold_refs_can_be_changed(self, session):
        session.enter("n = ref(0)")
        session.enter("n := n() + 1")

        assert session.enter("n()").value == "1"


class TestProblems:
    @pytest.mark.parametrize(
        ("text", "code"), [("(", "LSS103"), ("playlst", "LSS201"), ("1 + 1s", "LSS302"), ("1 / 0", "LSS503")]
    )
    def test_of_every_phase_are_told_with_the_text_they_point_into(self, session, text, code):
        answer = session.enter(text)

        assert [each.code for each in answer.problems] == [code]
        assert answer.source.text == text

    def test_of_a_computation_without_end(self, session):
        session.enter("def f(x)\n  f(x)\nend")

        assert [each.code for each in session.enter("f(1)").problems] == ["LSS502"]


class TestBounds:
    def test_an_entry_that_is_too_long_is_not_read(self, session):
        assert "characters" in session.enter("a" * (LONGEST_ENTRY + 1)).refused

    def test_names_are_counted(self, session):
        session.enter("\n".join(f"a{number} = 1" for number in range(MOST_NAMES)))
        session.enter("b = 1")

        assert "names" in session.enter("c = 1").refused


class TestSecrets:
    @pytest.mark.parametrize(
        "text",
        [
            "key",
            "[key, key]",
            "{k = key}",
            "ref(key)",
            "1 => key",
            "fun () -> key",
            'input.live("/x", password=key)',
            '"#{key}"',
            "key + 1",
            "key.text",
            "key()",
            "[key] == 1",
        ],
    )
    def test_are_never_shown(self, session, text):
        session.enter('key = secret("env:KEY")')

        assert SECRET not in repr(session.enter(text))


class TestAnyText:
    @given(st.text(alphabet='ab1 "#{}[]()=.,:+-*/\n<>?|s%', max_size=40))
    def test_gives_a_value_or_problems(self, text):
        answer = Session(DECLARATIONS, Secrets()).enter(text)

        assert answer.value or answer.problems or answer.refused or not answer.type
