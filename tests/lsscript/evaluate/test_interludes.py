"""What comes between, from a script to the plan."""

import pytest

from lsscript.cli.compile import compile_text
from lsscript.source import SourceFile
from runtime import plan

PAGE = """lss 1
music = playlist("music/") |> {call}
mount("/radio.mp3", fallback([music, blank()]), mp3())
"""


class Around:
    """A machine on which every file is there."""

    def is_file(self, path):
        return True

    def is_folder(self, path):
        return True

    def script(self, path):
        return ""

    def __getattr__(self, name):
        return lambda *_: None


def compiled(call):
    return compile_text(SourceFile("station.lss", PAGE.replace("{call}", call)), "/", Around())


def interlude(call):
    return compiled(call).station.sources["music"]


class TestEvery:
    def test_counts_from_the_full_hour_and_is_late_by_half_its_period_at_most(self):
        node = interlude('every(15min, playlist("jingles/"))')

        assert (node.moments, node.late, node.sharp, node.jingle) == (plan.Each(900.0), 450.0, False, True)

    def test_counts_from_midnight_where_its_period_does_not_divide_an_hour(self):
        node = interlude('every(8h, playlist("jingles/"), offset=1h)')

        assert node.moments == plan.Daily((3600.0, 9 * 3600.0, 17 * 3600.0))

    def test_that_is_sharp_may_be_late_by_90_seconds(self):
        assert interlude('every(1h, playlist("news/"), sharp=true)').late == 90.0

    @pytest.mark.parametrize("period", ["0s", "2s", "25h"])
    def test_has_a_sensible_period(self, period):
        (problem,) = compiled(f'every({period}, playlist("jingles/"))').diagnostics

        assert problem.code == "LSS505"
        assert "`period` of `every`" in problem.title


class TestAt:
    @pytest.mark.parametrize(
        ("when", "moments"),
        [
            ("12:00", plan.Daily((43_200.0,))),
            ('"12:00:30"', plan.Daily((43_230.0,))),
            ('":30"', plan.Each(3600.0, 1800.0)),
            ("[06:00, 18:00]", plan.Daily((21_600.0, 64_800.0))),
        ],
    )
    def test_takes_times_in_several_ways(self, when, moments):
        assert interlude(f'at({when}, playlist("news/"))').moments == moments

    @pytest.mark.parametrize("when", ['"noon"', '"25:00"', '"12:61"', "12", "[]"])
    def test_says_what_is_no_time(self, when):
        (problem,) = compiled(f'at({when}, playlist("news/"))').diagnostics

        assert problem.code == "LSS505"


class TestStopset:
    def test_is_an_opener_spots_that_fit_and_a_closer(self):
        node = interlude(
            'stopset(":20", playlist("spots/"), most=2min, opener=single("a.mp3"), closer=single("b.mp3"))'
        )

        assert node.parts == (plan.Part(), plan.Part(120.0), plan.Part())
        assert len(node.children) == 4
        assert node.jingle
