"""Every format by every player: it plays, and it is the music, over a change of tracks; or the player's own reason is known.

`pytest tests/interop/test_matrix.py -m interop --regenerate` writes the table of docs/reference/players.md.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from instruments import matrix, sound

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
"""
MADE = {name: path for name, path in matrix.FORMATS.items() if path in SCRIPT}
WAVES = 4
"""Players of one format begin together, and so many formats at a time: a small machine must keep up with all of them."""

ENOUGH = 15
"""Seconds of a capture that are looked at: a change of tracks lies within, since a track has eight."""

TABLE = Path(__file__).parents[2] / "docs" / "reference" / "players.md"
MARKS = "<!-- the matrix -->\n", "<!-- the end of the matrix -->\n"

pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def station(tracks):
    script = tracks[0].path.parent.parent / "matrix.lss"
    script.write_text(SCRIPT)
    with RunningStation(script, air=list(MADE.values())) as running:
        yield running


@pytest.fixture(scope="module")
def taken(station, tmp_path_factory):
    """Player and format → what it wrote; started by twos and threes."""
    folder = tmp_path_factory.mktemp("matrix")
    folder.chmod(0o777)
    for parent in (folder.parent, folder.parent.parent):
        parent.chmod(parent.stat().st_mode | 0o055)
    cells = [(player, name) for name in MADE for player in matrix.PLAYERS if shutil.which(player)]
    found: dict[tuple[str, str], Path] = {}
    names = list(MADE)
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
    suffix = Path(MADE[name]).suffix if player in ("curl", "streamripper") else ".wav"
    out = folder / f"{player}-{name.replace(' ', '-')}{suffix}"
    words = matrix.command(player, station.url(MADE[name]), out)
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
    return {str(track): sound.decode(track.path) for track in tracks}


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
    return sound.np.frombuffer(done.stdout, sound.np.float32)


@pytest.fixture(scope="module")
def verdicts(station, taken, sources) -> dict[tuple[str, str], list[str]]:
    """Player and format → what speaks against "this is the music, over a change of tracks"; [] where nothing does.

    Who did not play among many may try once more alone: a small machine may have been too busy.
    """
    found = {cell: verdict(path, sources, partly=cell in matrix.PARTLY) for cell, path in taken.items()}
    for cell in [cell for cell, doubts in found.items() if doubts]:
        process, out = begin(station, cell, taken[cell].parent)
        wait(process)
        found[cell] = verdict(out, sources, partly=cell in matrix.PARTLY)
    return found


def verdict(path: Path, sources, *, partly: bool) -> list[str]:
    if not path.exists():
        return ["it wrote nothing"]
    if partly:
        found = sound.locate(heard(path)[: 2 * sound.RATE], sources)
        return [] if found and all(one.good for one in found) else ["it did not even begin"]
    samples = heard(path)
    if len(samples) < 9 * sound.RATE:
        return [f"it heard {len(samples) / sound.RATE:.1f} s"]
    found = sound.locate(samples[: ENOUGH * sound.RATE], sources)
    names = {one.name for one in found if one.good}
    return sound.doubts(found) + ([] if len(names) > 1 else ["no track gave way to the next"])


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("player", matrix.PLAYERS)
def test_a_player_plays_a_format_or_its_reason_is_known(need, verdicts, player, name):
    need(player, "ffmpeg")
    if reason := matrix.REASONS.get((player, name)):
        pytest.skip(reason)

    assert verdicts[player, name] == []


def test_the_table_in_the_docs_is_what_was_found(need, verdicts, regenerate):
    need(*matrix.PLAYERS)
    rows = [
        table_row(name, {player: cell(player, name, verdicts) for player in matrix.PLAYERS}) for name in MADE
    ]
    head = "| | " + " | ".join(matrix.PLAYERS) + " |\n|---|" + "---|" * len(matrix.PLAYERS)
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
