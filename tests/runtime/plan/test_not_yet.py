"""What a script can say and this version cannot run."""

from pathlib import Path
from typing import get_args

import lsscript.evaluate
from runtime.plan import (
    NOT_YET,
    Aac,
    DeviceInput,
    Hls,
    Origin,
    Source,
    Station,
    not_yet,
)
from runtime.station.making import MAKERS

BINDINGS = Path(lsscript.evaluate.__file__).parent


class TestEverySource:
    def test_that_a_script_can_make_has_a_maker(self):
        bindings = "".join(path.read_text("utf-8") for path in BINDINGS.glob("*.py"))
        said = {kind for kind in get_args(Source) if f"plan.{kind.__name__}(" in bindings}

        assert said <= set(MAKERS)

    def test_that_has_a_maker_of_its_own_is_not_told_to_be_missing(self):
        own = {kind for kind, maker in MAKERS.items() if maker.__name__ != "absent"}

        assert own.isdisjoint(NOT_YET)


class TestAStation:
    def test_tells_what_is_left_out_and_where(self):
        station = Station(
            "",
            sources={"night": DeviceInput("", origin=Origin("a.lss", 2))},
            outputs=(Hls("/a.m3u8", "night", (Aac(),), origin=Origin("a.lss", 3)),),
        )

        assert [(name, place.line) for name, place in not_yet(station)] == [
            ("input.device", 2), ("hls", 3),
        ]  # fmt: skip

    def test_that_asks_for_nothing_new_tells_nothing(self):
        assert list(not_yet(Station(""))) == []
