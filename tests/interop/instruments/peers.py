"""Which real players are here, and what to say where one is not."""

import os
import shutil

PACKAGES = {
    "ffmpeg": "ffmpeg",
    "ffprobe": "ffmpeg",
    "mpg123": "mpg123",
    "ogg123": "vorbis-tools",
    "opusdec": "opus-tools",
    "opusinfo": "opus-tools",
    "curl": "curl",
    "openssl": "openssl",
    "streamripper": "streamripper",
    "mpv": "mpv",
    "cvlc": "vlc-bin and vlc-plugin-base",
    "gst-launch-1.0": "gstreamer1.0-tools and its plugins",
    "oggz-validate": "oggz-tools",
    "ogginfo": "vorbis-tools",
    "liquidsoap": "liquidsoap",
    "icecast2": "icecast2",
    "ezstream": "ezstream",
    "oggfwd": "oggfwd",
    "ices2": "ices2",
    "mpd": "mpd",
    "wget": "wget",
    "mp3val": "mp3val",
    "chromium": "chromium",
    "firefox-esr": "firefox-esr",
    "tmux": "tmux",
    "testssl": "testssl.sh",
}
"""The Debian package each comes from."""


def required() -> bool:
    """Whether a missing player is a failure: in CI, or when asked for."""
    return (
        os.environ.get("CI", "").lower() in ("1", "true")
        or os.environ.get("LEGACYSTREAM_PEERS") == "required"
    )


def absent(*programs: str) -> str:
    """A sentence about the programs that are missing; "" when all are here."""
    missing = [name for name in programs if shutil.which(name) is None]
    return "; ".join(f"{name} is not installed (Debian package {PACKAGES[name]})" for name in missing)
