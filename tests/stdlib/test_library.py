"""The library declares exactly what the evaluator binds, and says of everything what it is for."""

import re

import pytest

import stdlib
from lsscript.check.declarations import names_of, scheme_of
from lsscript.evaluate.externs import BINDINGS, VALUES
from lsscript.evaluate.live import constant, live_parameters
from lsscript.modules import load_library
from lsscript.syntax.tree import Choice
from runtime import plan

LIBRARY = load_library(stdlib.NAMES, stdlib.read)


class TestTheLibrary:
    def test_reads_without_problems(self):
        assert LIBRARY.diagnostics == ()

    def test_declares_what_is_bound_and_nothing_else(self):
        assert set(names_of(LIBRARY.declarations)) == {*BINDINGS, *VALUES}

    def test_declares_every_name_once(self):
        texts = [stdlib.read(name) for name in stdlib.NAMES]
        names = [
            name for text in texts for name in re.findall(r"^extern (?:def )?([\w.]+)", text, re.MULTILINE)
        ]

        assert len(names) == len(set(names))


@pytest.mark.parametrize("declaration", LIBRARY.declarations.values(), ids=lambda each: each.name.text)
class TestADeclaration:
    def test_has_types_that_there_are(self, declaration):
        assert scheme_of(declaration)

    def test_begins_with_a_sentence(self, declaration):
        first = declaration.doc.splitlines()[0]

        assert first.endswith(".")

    def test_shows_a_script_that_uses_it(self, declaration):
        _, _, example = declaration.doc.partition("@example\n")

        assert declaration.name.text.rpartition(".")[2] in example

    def test_says_what_every_parameter_is(self, declaration):
        documented = re.findall(r"^@param (\w+) ", declaration.doc, re.MULTILINE)

        assert documented == [each.name.text for each in declaration.parameters]

    def test_has_defaults_behind_what_is_needed(self, declaration):
        by_place = [each.default is not None for each in declaration.parameters if not each.named_only]

        assert by_place == sorted(by_place)


class TestLiveParameters:
    @pytest.mark.parametrize("declaration", LIBRARY.declarations.values(), ids=lambda each: each.name.text)
    def test_have_defaults_that_stand_in_for_what_is_not_known_yet(self, declaration):
        for each in live_parameters(declaration):
            assert constant(each.default) is not None


class TestDefaults:
    """The library and the plan agree on what is taken when nothing is given."""

    def test_choices_are_those_of_the_plan(self):
        (choice,) = [
            each.type for each in LIBRARY.declarations["playlist"].parameters if isinstance(each.type, Choice)
        ]

        assert set(choice.names) == set(plan.Playlist.__annotations__["order"].__args__)
