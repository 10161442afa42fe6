"""The page about differences from Icecast says what the differential suite holds to."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
INTEROP = str(ROOT / "tests" / "interop")


class TestThePageAboutDifferences:
    def test_is_made_from_the_rows_of_the_suite(self, monkeypatch):
        monkeypatch.syspath_prepend(INTEROP)
        from differential.differences import read_rows
        from differential.table import write_table

        page = (ROOT / "docs" / "reference" / "differences.md").read_text(encoding="utf-8")

        assert page == write_table(read_rows())

    def test_has_a_reason_and_a_citation_for_each(self, monkeypatch):
        monkeypatch.syspath_prepend(INTEROP)
        from differential.differences import read_rows

        assert all(row.why and row.cites for row in read_rows())
        assert "differential" in sys.modules
