"""`lsrun` stopped by SIGTERM, its process killed, and started again: it goes on where it was."""

import time
import wave
from pathlib import Path

import numpy as np
import pytest

from benchmarks.station import RunningStation
from lsscript.cli.attach import Line, NoStation

SECONDS = 20.0
TAKEN = r"another station \(process \d+\) is on the air with the state folder"

SCRIPT = """lss 1
station(name="Proof of Memory")
wishes = request.queue()
music = playlist("music/")
first = once(single("a.wav"))
counted = ref(0)
volume = ref(-3dB)
radio = fallback([first, amplify(music, fun () -> volume())])
on.start(fun () do
  counted := counted() + 1
end)
mount("/wishes.mp3", fallback([wishes, blank()]), mp3(64kbps))
mount("/radio.mp3", fallback([radio, blank()]), mp3(64kbps))
record("air.mp3", radio, mp3(64kbps))
"""

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def script(tmp_path):
    (tmp_path / "music").mkdir()
    noise = np.random.default_rng(1).integers(-99, 99, 8000 * 60, dtype="<i2").tobytes()
    for name in ("a", "b", "c", *(f"music/song {number}" for number in range(9))):
        with wave.open(str(tmp_path / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(8000)
            file.writeframes(noise)
    path = tmp_path / "station.lss"
    path.write_text(SCRIPT)
    return path


class TestAStationThatIsStartedAgain:
    def test_goes_on_where_it_was(self, script):
        folder = script.with_suffix(".state")
        with RunningStation(script, air=["/radio.mp3"]):
            ask(folder, "push wishes a.wav")
            ask(folder, "push wishes b.wav")
            ask(folder, "insert wishes 0 c.wav")
            (recording,) = (each["recording"] for each in ask(folder, "recordings"))
            ask(folder, "skip first")
            until(lambda: playing(folder, "radio").startswith("music/"))
            ask(folder, "skip music")
            until(lambda: ask(folder, "queue wishes"))
            ask(folder, "gain music -4.5")
            ask(folder, "switch radio 2")
            ask(folder, f"recordings.stop {recording}")
            ask(folder, "ban 192.0.2.7")
            ask(folder, "var.set volume = -9dB")
            with pytest.raises(RuntimeError, match=TAKEN):
                RunningStation(script, air=["/radio.mp3"]).__enter__()
            before = facts(folder)
        assert before["variables"] == ["1", "-9dB"]

        with RunningStation(script, air=["/radio.mp3"]):
            after = facts(folder)

        assert after.pop("variables") == ["2", "-9dB"]
        before.pop("variables")
        assert after == before

    def test_begins_anew_with_a_folder_that_was_damaged_and_says_so(self, script):
        folder = script.with_suffix(".state")
        folder.mkdir()
        for name in (
            "memory.sqlite3",
            "bans.json",
            "sessions.sqlite3",
            "loudness.jsonl",
            "recordings.jsonl",
            "control.json",
        ):
            (folder / name).write_bytes(b"\x00\xff rubbish" * 500)

        with RunningStation(script, air=["/radio.mp3"]) as station:
            assert ask(folder, "push wishes b.wav") == 1
        assert "what the station remembered cannot be read" in station.text
        assert list(folder.glob("memory.sqlite3.damaged-*"))


def facts(folder: Path) -> dict[str, object]:
    """Everything that is to outlive a restart."""
    until(lambda: playing(folder, "music") and playing(folder, "wishes"))
    return {
        "plays": [playing(folder, name) for name in ("wishes", "music")],
        "waits": ask(folder, "queue wishes"),
        "gain": ask(folder, "gain music"),
        "branch": "chosen by hand" in str(ask(folder, "why radio")),
        "recorded": [each["on"] for each in ask(folder, "recordings")],
        "banned": ask(folder, "bans"),
        "variables": [ask(folder, f"var.get {name}") for name in ("counted", "volume")],
    }


def playing(folder: Path, source: str) -> str:
    return str(ask(folder, f"playing {source}")["file"] or "")


def ask(folder: Path, line: str):
    """Ask the station, as soon as it answers."""
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            with Line(folder) as door:
                answer = door.ask(line)
        except NoStation:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            assert answer.ok, f"{line}: {answer.result}"
            return answer.result


def until(true) -> None:
    deadline = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)
