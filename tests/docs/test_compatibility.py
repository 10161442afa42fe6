"""The compatibility table claims nothing for us that no test shows."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "compatibility.md"
ROWS = [
    line.strip("|").split(" | ")
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ")
]
CLAIMS = [row for row in ROWS if row[-1].strip() != "this"]
LINK = re.compile(r"\[[^\]]+\]\((?P<path>[^)#]+)\)")


class TestTheTable:
    def test_compares_six_servers(self):
        assert {len(row) for row in ROWS} == {7}

    @pytest.mark.parametrize("row", CLAIMS, ids=lambda row: row[0].strip())
    def test_has_a_test_for_each_yes_of_ours(self, row):
        link = LINK.search(row[-1])

        assert link or not row[-1].strip().startswith("yes")
        if link:
            test = (PAGE.parent / link["path"]).resolve()
            assert test.name.startswith("test_")
            assert test.is_file(), link["path"]

    def test_says_nothing_twice(self):
        names = [row[0].strip() for row in CLAIMS]

        assert len(names) == len(set(names))
