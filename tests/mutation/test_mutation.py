"""A script with one mistake gets one message, at the mistake. The whole is measured by `measure.py`; a sample here."""

from itertools import islice

import pytest
from measure import PAGE, measure
from mutants import MACHINE, SCRIPTS, mutants

from lsscript.cli.compile import compile_text
from lsscript.source import SourceFile

TOLD_WELL = 0.95
RIGHT_NAME = 0.80
EVERY = 31


class TestTheScripts:
    def test_are_thirty_or_more(self):
        assert len(SCRIPTS) >= 30

    @pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
    def test_pass_the_check(self, path):
        source = SourceFile(path.name, path.read_text("utf-8"))

        assert compile_text(source, "/station", MACHINE).diagnostics == ()


class TestMistakes:
    def test_of_a_sample_are_told_well(self):
        sample = islice((mutant for path in SCRIPTS for mutant in mutants(path)), 0, None, EVERY)
        figures = measure(sample)

        assert figures.told_well >= TOLD_WELL - 0.02
        assert figures.right_name >= RIGHT_NAME

    def test_have_figures_in_the_reference_that_meet_the_goals(self):
        text = PAGE.read_text("utf-8")

        assert "| **all** |" in text

    @pytest.mark.soak
    @pytest.mark.timeout(600)
    def test_of_every_kind_are_told_well(self):
        figures = measure(mutant for path in SCRIPTS for mutant in mutants(path))

        assert figures.told_well >= TOLD_WELL
        assert figures.right_name >= RIGHT_NAME
