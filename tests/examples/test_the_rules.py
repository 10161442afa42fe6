"""What the examples promise in their first lines, heard in what they play."""

from datetime import datetime, timedelta
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
