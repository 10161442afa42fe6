"""Every difference from Icecast is one that is meant, and every one that is meant is still there."""

import pytest

from differential.differences import read_rows

pytestmark = [pytest.mark.interop, pytest.mark.timeout(120)]


class TestDifferences:
    def test_are_all_meant(self, findings):
        rows = read_rows()
        strange = [str(finding) for finding in findings if not any(row.allows(finding) for row in rows)]

        assert not strange, "\n".join(strange[:40])

    def test_that_are_meant_are_all_seen(self, findings):
        stale = [row.title for row in read_rows() if not any(row.allows(finding) for finding in findings)]

        assert not stale
