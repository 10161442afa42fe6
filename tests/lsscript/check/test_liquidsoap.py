"""What is answered to Liquidsoap's words."""

import re

import pytest

from lsscript.check.declarations import names_of
from lsscript.check.liquidsoap import ARGUMENTS, OF_FUNCTIONS, answer_to_name
from lsscript.check.liquidsoap_names import NAMES
from lsscript.cli.compile import compile_text, library
from lsscript.source import SourceFile
from lsscript.testing import Machine

KNOWN = frozenset(names_of(library().declarations))
CODE = re.compile(r"`([^`]*)`")
CALLED = re.compile(r"([A-Za-z_][\w.]*)\(")
ANSWERS = {**NAMES, **ARGUMENTS, **{" ".join(each): text for each, text in OF_FUNCTIONS.items()}}


def messages(text):
    outcome = compile_text(SourceFile("moved.lss", text), "/station", Machine())
    return [(each.title, each.help) for each in outcome.diagnostics]


class TestAnAnswer:
    @pytest.mark.parametrize("word", ANSWERS)
    def test_names_only_what_there_is(self, word):
        named = {name for code in CODE.findall(ANSWERS[word]) for name in CALLED.findall(code)}

        assert named - {"fun"} <= KNOWN

    @pytest.mark.parametrize("word", NAMES)
    def test_is_for_what_is_no_name_here(self, word):
        assert word not in KNOWN

    def test_may_be_for_all_names_that_begin_alike(self):
        assert answer_to_name("settings.server.telnet.port", KNOWN) == answer_to_name("settings", KNOWN)
        assert answer_to_name("thread.run.recurrent", KNOWN) == answer_to_name("thread.run", KNOWN)

    def test_is_never_for_a_name_that_is_known(self):
        assert answer_to_name("skip", frozenset({"skip"})) is None


class TestAScriptThatWasMoved:
    def test_is_answered_word_by_word(self):
        assert messages("music = mksafe(x)")[0][1].startswith("give it a last resort")
        assert "telnet(port=1234)" in messages("server.telnet(port=1234)")[0][1]
        assert "on.track" in messages("thread.run(every=3s, x)")[0][1]
        assert (
            "whole address"
            in messages(
                'output.icecast("http://a/b", tone(), mp3(), host="localhost", password=secret("file:x"))'
            )[0][1]
        )

    def test_with_a_setting_in_front_is_answered(self):
        assert messages("settings.server.telnet()")[0][1].startswith("settings are arguments")
