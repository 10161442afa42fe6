"""What the examples promise in their first lines, heard in what they play."""

from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from lsscript.cli.compile import compile_file
from runtime.station.run_sheet import run_sheet
from runtime.station.virtual import VirtualStation

EXAMPLES = Path(__file__).parents[2] / "examples"
BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 5, 4, tzinfo=BERLIN)


def at(text: str, day: datetime = MONDAY) -> datetime:
    """A time of a day."""
    hours, minutes, *seconds = map(int, text.split(":"))
    return day.replace(hour=hours, minute=minutes, second=seconds[0] if seconds else 0)


def station(name: str, mount: str, begin: datetime, **more) -> VirtualStation:
    """An example, played from a moment on."""
    plan = compile_file(EXAMPLES / name).station
    return VirtualStation(plan, plan.mounts[mount].source, begin, **more)


class TestTimeShift:
    def test_plays_three_hours_later_what_played(self):
        west = station("time-shift.lss", "/west.mp3", at("09:00"))
        played = []
        west.made["east"].place.watch = lambda segment: played.append((west._wall(), segment.title))
        lines = run_sheet(west, 5 * 3600).lines

        later = [(line.at, line.segment.title) for line in lines if line.at >= at("12:00")]
        assert [(begin + timedelta(hours=3), title) for begin, title in played][: len(later)] == later
        assert len(later) > 200
        assert all(line.segment.path.startswith("music/tracks") for line in lines if line.at < at("12:00"))


class TestSpots:
    def test_fill_each_break_with_what_was_booked_and_then_with_promos(self):
        virtual = station("spots.lss", "/radio.mp3", at("09:10"))
        lines = run_sheet(virtual, 4 * 3600).lines
        breaks = breaks_of(lines)

        assert [each[0].at.minute for each in breaks] == [20, 40] * 4
        for each in breaks:
            kinds = [kind_of(line) for line in each]
            assert kinds[0] == "opener.opus"
            assert kinds[-1] == "closer.opus"
            inside = each[1:-1]
            assert sum(line.seconds for line in inside) <= 120
            assert all(line.whole for line in each)
            assert len({line.segment.path for line in inside}) == len(inside)
            assert kinds[1] == "spots"
            assert "jingles" in kinds

    def test_keep_to_what_was_booked(self):
        virtual = station("spots.lss", "/radio.mp3", at("05:00"))
        lines = [line for line in run_sheet(virtual, 18 * 3600).lines if kind_of(line) == "spots"]
        bakery, garage, market = (
            [line.at for line in lines if f"/{number}.opus" in line.segment.path] for number in (1, 2, 3)
        )

        assert {each.hour for each in bakery} <= set(range(6, 20))
        assert len(bakery) >= 10
        assert all(two - one >= timedelta(hours=1) for one, two in pairwise(bakery))
        assert len(garage) == 6
        assert len(market) > 30

    def test_are_silent_of_a_campaign_that_is_over(self):
        virtual = station("spots.lss", "/radio.mp3", at("10:00", MONDAY.replace(month=6)))
        lines = run_sheet(virtual, 3 * 3600).lines

        assert not any("spots/3.opus" in line.segment.path for line in lines)


def kind_of(line) -> str:
    """The folder, or the file beside the folders, that something comes from."""
    parts = Path(line.segment.path).parts
    return parts[1]


def breaks_of(lines) -> list[list]:
    """What lies from an opener to a closer."""
    found: list[list] = []
    for line in lines:
        if kind_of(line) == "opener.opus":
            found.append([])
        if found and (not found[-1] or kind_of(found[-1][-1]) != "closer.opus"):
            found[-1].append(line)
    return found
