"""The script is changed again and again under many listeners: nobody is disconnected, nobody hears what no encoder wrote."""

import itertools
from pathlib import Path

import pytest
from crowd import Crowd, Listener
from slices import of_mp3, of_opus
from tap import Taps
from tone import publish

from benchmarks.station import RunningStation
from lsscript.cli.attach import Line

RELOADS = 200
BROKEN = 4
"""Every fourth reload finds a script that cannot be played."""

LISTENERS = 300
BREATH = 0.1
"""Seconds on the air between two reloads."""

STATION = """lss 1
station(name="Proof under Change")
music = playlist("music/", order="sequential")
studio = input.live("/studio", password="pw")
mount("/live.mp3", fallback([studio, blank()]), mp3(96kbps))
mount("/guest", password="pw")
{lines}
radio = {radio}
mount("/radio.mp3", radio, mp3(128kbps), name="{name}")
mount("/radio.opus", radio, opus(96kbps))
{mounts}
"""

PLAYED = (
    {"radio": "fallback([music, blank()])"},
    {"radio": "fallback([music, tone(880Hz)])", "name": "Other words"},
    {"radio": 'fallback([single("extra.mp3"), blank()])'},
    {"radio": "fallback([music, blank()])", "mounts": 'mount("/more.mp3", radio, mp3(64kbps))'},
    {"radio": 'rotate([music, single("extra.mp3")])', "mounts": 'mount("/more.mp3", radio, mp3(128kbps))'},
    {"radio": "switch([always => fallback([music, blank()])])"},
    {"radio": "fallback([tone(330Hz), blank()])", "mounts": 'mount("/more.mp3", music, mp3(128kbps))'},
)
"""What the script says, one after the other."""

UNPLAYABLE = (
    {"radio": "fallback([music, blank()]"},
    {"radio": "falback([music, blank()])"},
    {"radio": "fallback([music, blank()])", "lines": "def again(x) again(x) end\nendless = again(1)"},
    {"radio": "fallback([music, blank()])", "mounts": 'mount("/radio.mp3", radio, mp3())'},
    {"radio": 'fallback([single("missing.mp3")])', "lines": 'import "gone.lss" as gone'},
)
"""Scripts with an error in each phase."""

pytestmark = pytest.mark.timeout(300)


FIRST = {"radio": "fallback([music, blank()])", "lines": "", "name": "", "mounts": ""}
"""What it says when source clients come."""


def texts():
    """Scripts in turn, each with whether it can be played."""
    played, unplayable = itertools.cycle(PLAYED), itertools.cycle(UNPLAYABLE)
    for number in itertools.count(1):
        broken = number % BROKEN == 0
        parts = {"lines": "", "name": "", "mounts": ""} | next(unplayable if broken else played)
        yield STATION.format(**parts), not broken


def mixed() -> list[Listener]:
    kinds = (("/radio.mp3", False), ("/radio.mp3", True), ("/radio.opus", False))
    return [Listener(*kinds[number % len(kinds)]) for number in range(LISTENERS)]


@pytest.fixture
def extra(script) -> None:
    """A single file beside the folder."""
    first = min((script.parent / "music").iterdir())
    (script.parent / "extra.mp3").write_bytes(first.read_bytes())


class TestTheScriptChangedTwoHundredTimes:
    def test_closes_nobody_and_each_hears_a_run_of_what_the_encoders_wrote(self, script: Path, extra, tell):
        with (
            RunningStation(script, air=["/radio.mp3", "/radio.opus"]) as station,
            Taps(station.pids("edge")[0]) as taps,
            Line(script.with_suffix(".state")) as line,
        ):
            told = [reload(script, line, STATION.format(**FIRST), Crowd(station.port))]
            sources = [publish(station.port, place) for place in ("studio", "guest")]
            station.wait_for_text('input.live "/studio": a source client')
            station.wait_for_text('mount "/guest": a source client')
            crowd = Crowd(station.port)
            crowd.join(mixed())
            crowd.listen(3.0)
            told += [reload(script, line, text, crowd) for text, _ in itertools.islice(texts(), RELOADS)]
            crowd.listen(6.0)
            still_there = [source.poll() is None for source in sources]
            told_of_them = station.text
            for source in sources:
                source.terminate()
                source.wait(10)
            taps.look()
            crowd.leave()
            plain, opus = taps["radio.mp3/plain"], taps["radio.opus/plain"]

        wanted = [True] + [well for _, well in itertools.islice(texts(), RELOADS)]
        tell(f"{told.count(True)} changes and {told.count(False)} broken scripts under {LISTENERS} listeners")
        assert told == wanted
        assert still_there == [True, True]
        assert "has gone" not in told_of_them
        assert [one.name for one in crowd.listeners if one.closed] == []
        for one in crowd.listeners:
            assert (of_opus(one, opus) if "opus" in one.path else of_mp3(one, plain)).length > 0


def reload(script: Path, line: Line, text: str, crowd: Crowd) -> bool:
    """Write the script and have it read; whether it plays."""
    script.write_text(text)
    answer = line.ask("reload")
    crowd.listen(BREATH)
    assert isinstance(answer.result, dict)
    return bool(answer.result["done"])
