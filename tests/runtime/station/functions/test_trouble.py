"""Failures of one function."""

from runtime.errors import ScriptFault
from runtime.plan import Origin
from runtime.station.functions.trouble import TELL_EVERY, Trouble

LINE = Origin("a.lss", 3)


class TestAFailure:
    def test_is_told_once_with_the_line_where_it_happened(self, caplog):
        trouble = Trouble("on.track", LINE)
        for _ in range(5):
            trouble.failed(ScriptFault("no", Origin("a.lss", 4)))

        assert [each.getMessage() for each in caplog.records] == ["on.track: no; the station plays on"]
        assert caplog.records[0].origin.line == 4
        assert trouble.failures == 5

    def test_is_told_again_when_it_is_another_or_after_success(self, caplog):
        trouble = Trouble("on.track", LINE)
        trouble.failed(ScriptFault("no"))
        trouble.failed(ScriptFault("never"))
        trouble.worked()
        trouble.failed(ScriptFault("never"))

        assert [each.getMessage().split(": ")[1].split(";")[0] for each in caplog.records] == [
            "no",
            "never",
            "never",
        ]

    def test_that_goes_on_is_told_by_its_number(self, caplog):
        trouble = Trouble("on.track", LINE)
        for _ in range(TELL_EVERY):
            trouble.failed(ScriptFault("no"))

        assert caplog.records[-1].getMessage() == f"on.track: no; {TELL_EVERY} times in a row"

    def test_of_ours_says_so_and_does_not_show_what_it_held(self, caplog):
        Trouble("on.track", LINE).failed(ValueError("hush"))

        assert "a mistake in LegacyStream: ValueError" in caplog.text
        assert "hush" not in caplog.text
