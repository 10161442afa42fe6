"""Real players, each taking ten seconds of a mount at the same time, as their users start them."""

import json
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

SECONDS = 10
"""Seconds of sound each takes."""
PATIENCE = 40.0
"""Seconds after which a player that still runs is ended."""
FRAMES = SECONDS * 44100 // 1152
"""The same in MP3 frames."""


@dataclass(slots=True)
class Run:
    """A player at work, and then what it said."""

    process: subprocess.Popen[bytes]
    output: Path
    said: str = ""
    status: int = 0


@dataclass(slots=True)
class Players:
    """Started together, awaited together."""

    folder: Path
    runs: dict[str, Run] = field(default_factory=dict)

    def start(self, name: str, output: str, *command: str) -> None:
        """Start one, if it is installed; "{out}" in its words is its output file."""
        if shutil.which(command[0]) is None:
            return
        path = self.folder / output
        words = [word.replace("{out}", str(path)) for word in command]
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        self.runs[name] = Run(subprocess.Popen(words, cwd=self.folder, **pipes), path)

    def wait(self) -> None:
        """Wait for all of them; a player that hangs is killed and says so by its status."""
        for run in self.runs.values():
            try:
                said, _ = run.process.communicate(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                run.process.kill()
                said, _ = run.process.communicate()
            run.said, run.status = said.decode(errors="replace"), run.process.returncode


def all_at_once(folder: Path, mp3: str, opus: str, vorbis: str, tone: str) -> Players:
    """Let everybody listen: MP3, Opus, Vorbis, and the tone that must not pass for music."""
    players = Players(folder)
    for name, url in (("ffmpeg mp3", mp3), ("ffmpeg opus", opus), ("ffmpeg tone", tone)):
        output = name.replace(" ", "-") + ".wav"
        players.start(
            name, output, "ffmpeg", "-nostdin", "-v", "error", "-i", url, "-t", str(SECONDS), "-y", "{out}"
        )
    players.start("mpg123", "mpg123.wav", "mpg123", "--no-control", "-n", str(FRAMES), "-w", "{out}", mp3)
    players.start("ogg123", "ogg123.wav", "ogg123", "-d", "wav", "-f", "{out}", "-K", str(SECONDS), opus)
    # -K counts from the start of each chain, so that it never comes to its end; timeout stops it as Ctrl-C would
    until = ("timeout", "--signal=INT", "--kill-after=5", str(SECONDS))
    players.start("ogg123 vorbis", "vorbis.wav", *until, "ogg123", "-d", "wav", "-f", "{out}", vorbis)
    players.start("curl mp3", "curl.mp3", "curl", "-sS", "--max-time", str(SECONDS), "-o", "{out}", mp3)
    players.start("curl opus", "curl.opus", "curl", "-sS", "--max-time", str(SECONDS), "-o", "{out}", opus)
    players.start("wget mp3", "wget.mp3", "timeout", str(SECONDS), "wget", "-q", "-O", "{out}", mp3)
    ripper = (
        "streamripper",
        mp3,
        "-d",
        str(folder),
        "-s",
        "-A",
        "-a",
        "ripped",
        "-l",
        str(SECONDS),
        "--quiet",
    )
    players.start("streamripper", "ripped.mp3", *ripper)
    return players


def probe(url: str) -> dict[str, object]:
    """What ffprobe finds: the stream's and the format's fields in one table, tags under "tags"."""
    command = ["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.stderr == ""
    page = json.loads(done.stdout)
    stream, form = page["streams"][0], page["format"]
    tags = {**stream.get("tags", {}), **form.get("tags", {})}
    return {**form, **stream, "tags": tags}


def knows_opus(folder: Path) -> bool:
    """Whether this ogg123 plays an Opus file made by another program; Debian 12 builds it without."""
    sample = folder / "sample.opus"
    make = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=440:d=1", "-c:a", "libopus", str(sample)]
    subprocess.run(make, check=True, timeout=PATIENCE)
    play = ["ogg123", "-q", "-d", "wav", "-f", str(folder / "sample.wav"), str(sample)]
    subprocess.run(play, capture_output=True, check=False, timeout=PATIENCE)
    return (folder / "sample.wav").exists()
