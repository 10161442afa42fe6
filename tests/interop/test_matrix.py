"""Every format by every player: it plays, and it is the music, over a change of tracks; or the player's own reason is known.

`pytest tests/interop/test_matrix.py -m interop --regenerate` writes the table of docs/reference/players.md.
"""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from instruments import browsers, matrix, sound
from instruments.tracks import compose

from benchmarks.station import RunningStation

SCRIPT = """lss 1
station(name="Every Format", genre="test")
radio = playlist("music/", order="sequential")
mount("/radio.mp3", radio, mp3(128kbps))
mount("/vbr.mp3", radio, mp3(quality=2))
mount("/radio.aac", radio, aac(128kbps))
mount("/radio.ogg", radio, vorbis(128kbps))
mount("/radio.opus", radio, opus(96kbps))
mount("/radio.oga", radio, flac())
mount("/radio.flac", radio, flac("native"))
mount("/he.aac", user="dj", password="pw")
"""
HE = "/he.aac"
FIXTURE = Path(__file__).parent / "fixtures" / "he-aac.aac"
"""18 s of `compose(44_100, 18.0, 11)` by libfdk-aac, HE-AAC at 40 kbit/s: what a source client passes through."""

WAVES = 4
"""Players of one format begin together, and so many formats at a time: a small machine must keep up with all of them."""

SILENT = 0.001
"""What a browser may hold before the first sound; it is left out."""

CERTAIN = 6
"""Windows, half a second apart, that must be found of what is passed through."""

TRIES = 3
"""How often who did not play may try again."""

ENOUGH = 15
"""Seconds of a capture that are looked at: a change of tracks lies within, since a track has eight."""

TABLE = Path(__file__).parents[2] / "docs" / "reference" / "players.md"
MARKS = "<!-- the matrix -->\n", "<!-- the end of the matrix -->\n"

pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def station(tracks):
    script = tracks[0].path.parent.parent / "matrix.lss"
    script.write_text(SCRIPT)
    with RunningStation(script, air=[path for path in matrix.FORMATS.values() if path != HE]) as running:
        client = publish(running)
        running.wait_for_text(": a source client")
        yield running
        client.terminate()
        client.wait(10)


def publish(station):
    """A source client that sends the fixture again and again."""
    words = [
        "ffmpeg",
        "-nostdin",
        "-v",
        "error",
        "-re",
        "-stream_loop",
        "-1",
        "-i",
        str(FIXTURE),
        "-c",
        "copy",
    ]
    place = f"icecast://dj:pw@127.0.0.1:{station.port}{HE}"
    return subprocess.Popen([*words, "-f", "adts", "-content_type", "audio/aac", place])


@pytest.fixture(scope="module")
def folder():
    """Where players write; not below pytest's own folder, which only its owner may enter, and VLC will not be root."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        yield Path(name)


@pytest.fixture(scope="module")
def taken(station, folder):
    """Player and format → what it wrote; started by fours."""
    cells = [(player, name) for name in matrix.FORMATS for player in matrix.PLAYERS if shutil.which(player)]
    found: dict[tuple[str, str], Path] = {}
    names = list(matrix.FORMATS)
    for start in range(0, len(names), WAVES):
        wave = [
            cell for cell in cells if cell[1] in names[start : start + WAVES] and cell not in matrix.REASONS
        ]
        running = {cell: begin(station, cell, folder) for cell in wave}
        for cell, (process, out) in running.items():
            wait(process)
            found[cell] = out
    return found


def begin(station, cell: tuple[str, str], folder: Path):
    player, name = cell
    suffix = Path(matrix.FORMATS[name]).suffix if player in ("curl", "streamripper") else ".wav"
    out = folder / f"{player}-{name.replace(' ', '-')}{suffix}"
    words = matrix.command(player, station.url(matrix.FORMATS[name]), out)
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT}
    return subprocess.Popen(words, cwd=folder, **pipes), out


def wait(process) -> None:
    """Wait for a player to end; one that hangs is killed, and what it wrote counts."""
    try:
        process.communicate(timeout=matrix.SECONDS + 30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def sources(tracks, need):
    need("ffmpeg")
    passed = compose(sound.RATE, 18.0, 11).mean(axis=0)
    return {str(track): sound.decode(track.path) for track in tracks} | {"HE-AAC": passed}


def heard(path: Path):
    """A capture as samples; one that began or ended in the middle may be complained about there."""
    command = [
        "ffmpeg",
        "-nostdin",
        "-v",
        "quiet",
        "-i",
        path,
        "-ac",
        "1",
        "-ar",
        str(sound.RATE),
        "-f",
        "f32le",
        "-",
    ]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    samples = sound.np.frombuffer(done.stdout, sound.np.float32)
    loud = sound.np.flatnonzero(abs(samples) > SILENT)
    return samples[loud[0] :] if len(loud) else samples[:0]


@pytest.fixture(scope="module")
def verdicts(station, taken, sources) -> dict[tuple[str, str], list[str]]:
    """Player and format → what speaks against "this is the music, over a change of tracks"; [] where nothing does.

    Who did not play among many may try again alone: a small machine may have been too busy, and a player that falls silent
    where an Ogg chain ends may have come just before one.
    """
    found = {cell: verdict(path, sources, partly=cell in matrix.PARTLY) for cell, path in taken.items()}
    for cell in [cell for cell, doubts in found.items() for _ in range(TRIES) if doubts]:
        if found[cell]:
            process, out = begin(station, cell, taken[cell].parent)
            wait(process)
            found[cell] = verdict(out, sources, partly=cell in matrix.PARTLY)
    return found


def verdict(path: Path, sources, *, partly: bool) -> list[str]:
    if not path.exists():
        return ["it wrote nothing"]
    if "HE-AAC" in path.name:
        found = sound.locate(heard(path)[: ENOUGH * sound.RATE], sources)
        good = [one for one in found if one.good and one.name == "HE-AAC"]
        return (
            []
            if len(good) > len(found) / 2 and len(found) >= 2 * CERTAIN
            else [f"it is not the fixture: {found}"]
        )
    if partly:
        found = sound.locate(heard(path)[: 2 * sound.RATE], sources)
        return [] if found and all(one.good for one in found) else ["it did not even begin"]
    samples = heard(path)
    if len(samples) < 9 * sound.RATE:
        return [f"it heard {len(samples) / sound.RATE:.1f} s"]
    found = sound.locate(samples[: ENOUGH * sound.RATE], sources)
    names = {one.name for one in found if one.good}
    return sound.doubts(found) + ([] if len(names) > 1 else ["no track gave way to the next"])


@pytest.mark.parametrize("name", matrix.FORMATS)
@pytest.mark.parametrize("player", matrix.PLAYERS)
def test_a_player_plays_a_format_or_its_reason_is_known(need, verdicts, player, name):
    need(player, "ffmpeg")
    if reason := matrix.REASONS.get((player, name)):
        pytest.skip(reason)

    assert verdicts[player, name] == []


@pytest.fixture(scope="module")
def browsed(station, taken, sources, folder) -> dict[tuple[str, str], list[str]]:
    """Browser and format → what speaks against "this is the music"; after the players, since a browser needs the machine.

    A browser that did not play everything may try once more.
    """
    # A browser opens six connections to a host; loopback has many.
    mounts = {
        name: f"http://127.0.0.{1 + number % 2}:{station.port}{path}"
        for number, (name, path) in enumerate(matrix.FORMATS.items())
    }
    found: dict[tuple[str, str], list[str]] = {}
    for browser in filter(shutil.which, browsers.BROWSERS):
        for attempt in range(2):
            left = {name: url for name, url in mounts.items() if found.get((browser, name), True)}
            if left:
                told, captures = browse(browser, left, folder / f"{browser}-{attempt}")
                for name in left:
                    found[browser, name] = browser_doubts(told.get(name), captures.get(name), sources)
    return found


def browse(browser: str, mounts: dict[str, str], profile: Path):
    """Format → what the browser says, and format → a file with what it played."""
    with browsers.Told(mounts) as page:
        words = browsers.command(browser, page.url, profile)
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(words, env={**os.environ, "HOME": str(profile.parent)}, **quiet)
        told = page.wait(browsers.SECONDS + 40)
        process.terminate()
        wait(process)
        return told, page.save(profile)


def browser_doubts(told: dict[str, object] | None, capture: Path | None, sources) -> list[str]:
    """It plays when it has nothing to complain about but the missing sound card, and what it played is the music."""
    if told is None or capture is None:
        return ["it said nothing"]
    fault = str(told["fault"])
    faults = [fault] if fault and browsers.NO_SOUND_CARD not in fault else []
    return faults + verdict(capture, sources, partly=False)


@pytest.mark.parametrize("name", matrix.FORMATS)
@pytest.mark.parametrize("browser", browsers.BROWSERS)
def test_a_browser_plays_a_format_or_its_reason_is_known(need, browsed, browser, name):
    need(browser)
    if reason := matrix.REASONS.get((browser, name)):
        pytest.skip(reason)

    assert browsed[browser, name] == []


def test_the_table_in_the_docs_is_what_was_found(need, verdicts, browsed, regenerate):
    everybody = (*matrix.PLAYERS, *browsers.BROWSERS)
    need(*everybody)
    verdicts = verdicts | browsed
    rows = [
        table_row(name, {player: cell(player, name, verdicts) for player in everybody})
        for name in matrix.FORMATS
    ]
    head = "| | " + " | ".join(everybody) + " |\n|---|" + "---|" * len(everybody)
    before, after = TABLE.read_text("utf-8").split(MARKS[0])[0], TABLE.read_text("utf-8").split(MARKS[1])[1]
    text = before + MARKS[0] + "\n".join([head, *rows]) + "\n" + MARKS[1] + after

    if regenerate:
        TABLE.write_text(text, "utf-8", newline="\n")
    assert TABLE.read_text("utf-8") == text


def cell(player: str, name: str, verdicts) -> str:
    if (player, name) in matrix.REASONS:
        return "no"
    good = "to the end of the track" if (player, name) in matrix.PARTLY else "plays"
    return "**fails**" if verdicts[player, name] else good


def table_row(name: str, cells: dict[str, str]) -> str:
    return f"| {name} | " + " | ".join(cells.values()) + " |"


def test_every_reason_stands_in_the_docs():
    text = re.sub(r"\s+", " ", TABLE.read_text("utf-8"))

    assert [
        reason for reason in {*matrix.REASONS.values(), *matrix.PARTLY.values()} if reason not in text
    ] == []
