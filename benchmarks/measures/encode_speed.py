"""How fast each format is encoded, in one thread, beside FFmpeg's and Liquidsoap's command."""

import os
import subprocess
import time
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.music import write_track
from benchmarks.peers import liquidsoap_version, missing
from benchmarks.table import Row
from runtime.audio.encoder import make_encoder, missing_library
from runtime.audio.pcm import PcmFormat
from runtime.plan import Aac, Bitrate, Encoder, Flac, Mp3, Opus, Vorbis

__all__ = ["measure"]

SECONDS = 60.0
"""Of music."""
BLOCK = 0.2
"""Seconds that are handed to an encoder at a time, as a mount with the usual latency does."""
PATIENCE = 120.0
"""Seconds a peer may take for it."""

PEER_SCRIPT = """
settings.init.allow_root.set(true)
settings.log.stdout.set(false)
s = once(single("{music}"))
output.file(fallible=true, on_stop=shutdown, {format}, "/dev/null", s)
clock.assign_new(sync="none", [s])
"""


@dataclass(frozen=True, slots=True)
class Race:
    """One format for all three; "" where a program has none."""

    name: str
    plan: Encoder
    ffmpeg: str
    liquidsoap: str


RACES = (
    Race("MP3 128", Mp3(), "libmp3lame -b:a 128k", "%mp3(bitrate=128)"),
    Race("AAC-LC 128", Aac(), "aac -b:a 128k", ""),
    Race("HE-AAC 64", Aac(Bitrate(64_000), "he"), "", ""),
    Race("Vorbis 128", Vorbis(), "libvorbis -b:a 128k", "%vorbis(quality=0.4)"),
    Race("Opus 96", Opus(), "libopus -b:a 96k", "%opus(bitrate=96, samplerate=48000)"),
    Race("FLAC", Flac(), "flac", "%flac"),
)


def measure(folder: Path) -> list[Row]:
    """CPU seconds for a minute of music, as "times real time"."""
    music = folder / "track.wav"
    write_track(music, SECONDS, seed=1)
    return [row(race, music) for race in RACES]


def row(race: Race, music: Path) -> Row:
    """One format."""
    measured = f"encoding {race.name}"
    if missing_library(race.plan):
        return Row(measured, "libfdk-aac is not on this machine")
    ours = SECONDS / our_seconds(race.plan, music)
    peers = beside_ffmpeg(race.ffmpeg, music), beside_liquidsoap(race.liquidsoap, music)
    return Row(measured, f"{ours:.0f}× real time", "; ".join(filter(None, peers)), figures=(("speed", ours),))


def our_seconds(plan: Encoder, music: Path) -> float:
    """CPU seconds of one encoder, resampling included, in blocks."""
    with wave.open(str(music)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2) / np.float32(32768)
    pcm = PcmFormat()
    encoder, length = make_encoder(plan, pcm), pcm.samples(BLOCK)
    began = time.process_time()
    for at in range(0, len(samples), length):
        encoder.encode(samples[at : at + length].astype(np.float32), None)
    encoder.flush()
    return time.process_time() - began


def beside_ffmpeg(words: str, music: Path) -> str:
    """FFmpeg in one thread; it writes to nowhere."""
    if not words or missing("ffmpeg"):
        return ""
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-threads",
        "1",
        "-i",
        str(music),
        "-c:a",
        *words.split(),
        "-f",
        "null",
        "-",
    ]
    return f"ffmpeg {SECONDS / cpu_of(command):.0f}×"


def beside_liquidsoap(words: str, music: Path) -> str:
    """Liquidsoap as fast as it can, without a clock; what it takes to read its script is taken off."""
    if not words or missing("liquidsoap"):
        return ""
    path = music.with_suffix(".liq")
    path.write_text(PEER_SCRIPT.format(music=music, format=words))
    seconds = cpu_of(["liquidsoap", str(path)]) - cpu_of(["liquidsoap", "--check", str(path)])
    return f"{liquidsoap_version()} {SECONDS / seconds:.0f}×"


def cpu_of(command: Sequence[str]) -> float:
    """CPU seconds of a process, from its start to its end."""
    before = os.times()
    subprocess.run(command, capture_output=True, timeout=PATIENCE, check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system
