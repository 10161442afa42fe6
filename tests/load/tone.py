"""A source client for a load test: ffmpeg with a tone."""

import subprocess

TONE = ("-re", "-f", "lavfi", "-i", "sine=660", "-c:a", "libmp3lame", "-b:a", "96k", "-f", "mp3")


def publish(port: int, place: str, *, secure: bool = False) -> subprocess.Popen[bytes]:
    """Send a tone to a mount or input whose password is "pw", perhaps inside TLS."""
    to = [*(["-tls", "1"] if secure else []), f"icecast://source:pw@127.0.0.1:{port}/{place}"]
    return subprocess.Popen(["ffmpeg", "-nostdin", "-v", "error", *TONE, *to])
