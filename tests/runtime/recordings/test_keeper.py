"""The thread that writes files: a disk that fails costs the recording alone, and is told once."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from runtime.errors import OperatorFault
from runtime.plan import Mp3, NodeId
from runtime.plan.origin import Origin
from runtime.recordings.files import Files
from runtime.recordings.keeper import Keeper
from runtime.recordings.ledger import Ledger
from runtime.testing import ManualClock

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def keep(tmp_path):
    """Make a keeper; with `clock`, time can go on."""

    def make(*, keep=None, least_free=0.0, append=False, state=None, clock=None):
        files = Files(
            NodeId("show"), "", NodeId("studio"), Mp3(128_000),
            keep=keep, least_free=least_free, append=append, origin=Origin("s.lss", 3),
        )  # fmt: skip
        clock = clock or ManualClock()
        return Keeper(files, tmp_path, lambda: NOON, clock.now, Ledger(state))

    return make


class TestAFile:
    def test_holds_what_was_written_between_its_beginning_and_its_end(self, keep, tmp_path):
        keeper = keep()
        keeper.open(lambda: "shows/%H.mp3", b"opening ")
        keeper.write(b"sound ")
        keeper.close(b"end")
        keeper.write(b"nobody records this")
        keeper.stop(5)

        assert (tmp_path / "shows" / "12.mp3").read_bytes() == b"opening sound end"

    def test_is_gone_on_with_where_the_script_says_so(self, keep, tmp_path):
        for data in (b"yesterday ", b"today"):
            keeper = keep(append=True)
            keeper.open(lambda: "a.mp3", b"")
            keeper.write(data)
            keeper.stop(5)

        assert (tmp_path / "a.mp3").read_bytes() == b"yesterday today"

    def test_is_closed_when_the_next_begins(self, keep, tmp_path):
        keeper = keep()
        keeper.open(lambda: "a.mp3", b"")
        keeper.write(b"first")
        keeper.open(lambda: "b.mp3", b"")
        keeper.write(b"second")
        keeper.stop(5)

        assert [(tmp_path / name).read_bytes() for name in ("a.mp3", "b.mp3")] == [b"first", b"second"]

    def test_of_a_keeper_that_had_nothing_to_do_is_none(self, keep, tmp_path):
        keep().stop(5)

        assert list(tmp_path.iterdir()) == []


class TestADiskThatFails:
    def test_is_told_once_with_the_line_of_the_script(self, keep, tmp_path, caplog):
        (tmp_path / "shows").write_text("a file where the folder should be")
        keeper = keep()
        for _ in range(3):
            keeper.open(lambda: "shows/%H.mp3", b"")
            keeper.write(b"sound")
        keeper.stop(5)

        told = [record for record in caplog.records if record.levelname == "ERROR"]
        assert len(told) == 1
        assert str(told[0].origin) == "s.lss:3"
        assert "listeners hear the programme as before" in told[0].getMessage()

    def test_that_is_full_gets_nothing_more(self, keep, tmp_path, caplog):
        keeper = keep(least_free=1.0)
        keeper.open(lambda: "a.mp3", b"")
        keeper.stop(5)

        assert "nothing is recorded there until it has more" in caplog.text
        assert list(tmp_path.iterdir()) == []

    def test_is_tried_again_with_the_next_show(self, keep, tmp_path):
        keeper = keep()

        def fails() -> str:
            raise OperatorFault("the function that names files failed")

        keeper.open(fails, b"")
        keeper.write(b"lost")
        keeper.open(lambda: "b.mp3", b"")
        keeper.write(b"kept")
        keeper.stop(5)

        assert (tmp_path / "b.mp3").read_bytes() == b"kept"


class TestOldFiles:
    def test_are_deleted_if_they_were_recorded_here(self, keep, tmp_path):
        state = tmp_path / "state"
        state.mkdir()
        foreign = tmp_path / "old.mp3"
        foreign.write_text("somebody else's")
        clock = ManualClock()
        keeper = keep(keep=3600.0, state=state, clock=clock)
        keeper.open(lambda: "ours.mp3", b"x")
        keeper.close()
        keeper.stop(5)
        past = (NOON - timedelta(hours=2)).timestamp()
        for path in (foreign, tmp_path / "ours.mp3"):
            os.utime(path, (past, past))
        again = keep(keep=3600.0, state=state, clock=clock)
        clock.advance(120.0)
        again.write(b"")
        again.stop(5)

        assert sorted(path.name for path in tmp_path.glob("*.mp3")) == ["old.mp3"]

    def test_stay_where_no_time_is_said(self, keep, tmp_path):
        keeper = keep(state=tmp_path)
        keeper.open(lambda: "ours.mp3", b"x")
        keeper.stop(5)

        assert (tmp_path / "ours.mp3").exists()
