"""Every format by every player: how each is started, and what is known of those that do not play one."""

import os
from pathlib import Path

SECONDS = 13
"""Seconds after which a player is told to stop; with the burst, some 17 s of sound have come by then."""

FORMATS = {
    "MP3": "/radio.mp3",
    "MP3 VBR": "/vbr.mp3",
    "AAC": "/radio.aac",
    "HE-AAC": "/he.aac",
    "Vorbis": "/radio.ogg",
    "Opus": "/radio.opus",
    "Ogg FLAC": "/radio.oga",
    "FLAC": "/radio.flac",
}
"""Format → mount."""

OGG = ("Vorbis", "Opus", "Ogg FLAC")

PLAYERS = ("ffmpeg", "mpv", "cvlc", "mpg123", "ogg123", "gst-launch-1.0", "curl", "streamripper")

NOT_MP3 = "mpg123 plays MPEG audio and nothing else"
NOT_OGG = "From the net ogg123 takes everything for Vorbis, FLAC files of other programs too"
NO_FIRST = (
    "Browsers wait for the first frame of a native FLAC stream, which a newcomer to a live one never gets"
)
RIPS = "streamripper knows MP3, AAC and Ogg Vorbis"

REASONS: dict[tuple[str, str], str] = {
    **{("mpg123", name): NOT_MP3 for name in FORMATS if not name.startswith("MP3")},
    **{("ogg123", name): NOT_OGG for name in FORMATS if name != "Vorbis"},
    **{("streamripper", name): RIPS for name in ("Opus", "Ogg FLAC", "FLAC")},
}
"""Player and format → why it does not play, where that is the player's own doing."""

PARTLY: dict[tuple[str, str], str] = {
    (
        "cvlc",
        name,
    ): "VLC 3.0 falls silent where an Ogg chain ends, also in two files of FFmpeg joined end to end"
    for name in OGG
}
"""Player and format → why it plays no further than the first change of tracks; as above."""


def command(player: str, url: str, out: Path) -> list[str]:
    """How a player is started, so that what it hears ends up in `out`."""
    words = {
        "ffmpeg": ["ffmpeg", "-nostdin", "-v", "error", "-i", url, "-y", str(out)],
        "mpv": ["mpv", "--no-config", "--no-video", "--msg-level=all=warn", "--ao=pcm", f"--ao-pcm-file={out}", url],
        "cvlc": ["cvlc", "-q", "--intf", "dummy", "--no-video", "--sout", f"#transcode{{{PCM}}}:{file_of(out)}", url],
        "mpg123": ["mpg123", "-q", "--no-control", "-w", str(out), url],
        "ogg123": ["ogg123", "-q", "-d", "wav", "-f", str(out), url],
        "gst-launch-1.0": ["gst-launch-1.0", "-q", "-e", "playbin", f"uri={url}", f"audio-sink={SINK} location={out}"],
        "curl": ["curl", "-sS", "-o", str(out), url],
        "streamripper": ["streamripper", url, "-d", str(out.parent), "-s", "-A", "-a", out.name, "--quiet"],
    }  # fmt: skip
    return [*unprivileged(player), "timeout", "--signal=INT", "--kill-after=5", str(SECONDS), *words[player]]


PCM = "acodec=s16l,channels=2,samplerate=44100"
SINK = "audioconvert ! audioresample ! audio/x-raw,format=S16LE,rate=44100,channels=2 ! wavenc ! filesink"


def file_of(out: Path) -> str:
    """VLC's words for a file."""
    return f"std{{access=file,mux=wav,dst={out}}}"


def unprivileged(player: str) -> list[str]:
    """VLC refuses to be run by root, as CI does; it is nobody then."""
    if player != "cvlc" or os.geteuid() != 0:
        return []
    return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env", "HOME=/tmp"]
