"""The table for those who come from Liquidsoap names what there is."""

import re
from pathlib import Path

import stdlib
from lsscript.modules import load_library

PAGE = (Path(__file__).parents[2] / "docs" / "guides" / "coming-from-liquidsoap.md").read_text("utf-8")
NAMES = set(load_library(stdlib.NAMES, stdlib.read).declarations)
ROWS = [re.split(r"(?<!\\)\|", line)[1:4] for line in PAGE.splitlines() if line.startswith("| `")]


class TestTheTable:
    def test_answers_with_functions_that_there_are(self):
        named = {name for _, here, _ in ROWS for name in re.findall(r"([a-z][\w.]*)\(", here)}

        assert named <= NAMES
