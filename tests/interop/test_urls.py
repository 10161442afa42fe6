"""`output.url` sends to ffmpeg by RTMP, SRT and UDP: the sound comes whole, also after the other end was away."""

import subprocess
import time
from pathlib import Path

import pytest
from instruments.sound import decode, doubts, locate

from benchmarks.processes import free_port
from benchmarks.station import RunningStation

SCRIPT = """lss 1
radio = fallback([playlist("music/", order="sequential"), blank()])
mount("/radio.mp3", radio, mp3())
output.url("rtmp://127.0.0.1:{rtmp}/live/secretkey", radio, aac(128kbps))
output.url("srt://127.0.0.1:{srt}", radio, mp3(128kbps))
output.url("udp://127.0.0.1:{udp}?pkt_size=1316", radio, aac(128kbps))
"""
SECONDS = 5

pytestmark = pytest.mark.timeout(60)


def receiver(url: str, target: Path, *before: str) -> subprocess.Popen:
    """ffmpeg, which writes down so many seconds of what comes."""
    command = ["ffmpeg", "-nostdin", "-v", "error", "-y", *before, "-i", url]
    return subprocess.Popen(
        [*command, "-t", str(SECONDS), "-c", "copy", str(target)],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def receivers(ports: dict[str, int], folder: Path) -> dict[Path, subprocess.Popen]:
    """One for each way."""
    rtmp, srt, udp = (folder / name for name in ("rtmp.flv", "srt.ts", "udp.ts"))
    return {
        rtmp: receiver(f"rtmp://127.0.0.1:{ports['rtmp']}/live/secretkey", rtmp, "-listen", "1"),
        srt: receiver(f"srt://127.0.0.1:{ports['srt']}?mode=listener", srt),
        udp: receiver(f"udp://127.0.0.1:{ports['udp']}", udp),
    }


@pytest.fixture(scope="module")
def taken(need, tracks, tmp_path_factory):
    """What came the first time, what came when the receivers were away and came back, and what the station said."""
    need("ffmpeg")
    folder = tmp_path_factory.mktemp("urls")
    (folder / "music").symlink_to(tracks[0].path.parent)
    ports = {name: free_port() for name in ("rtmp", "srt", "udp")}
    (folder / "station.lss").write_text(SCRIPT.format(**ports))
    rounds = []
    with RunningStation(folder / "station.lss", air=("/radio.mp3",)) as station:
        for number in (1, 2):
            place = folder / str(number)
            place.mkdir()
            running = receivers(ports, place)
            try:
                deadline = time.monotonic() + 25
                while any(each.poll() is None for each in running.values()) and time.monotonic() < deadline:
                    time.sleep(0.1)  # another program ends when it has what it wants
            finally:
                for each in running.values():
                    each.kill()
                    each.wait()
            rounds.append(list(running))
    return rounds, "\n".join(station.lines)


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("way", [0, 1, 2], ids=["rtmp", "srt", "udp"])
class TestASecondHome:
    def test_hears_the_programme(self, number, way, taken, tracks):
        path = taken[0][number][way]
        sources = {track.path.name: decode(track.path) for track in tracks}

        assert doubts(locate(decode(path)[11_025:], sources)) == []


class TestTheLog:
    def test_shows_no_key(self, taken):
        assert "secretkey" not in taken[1]

    def test_tells_of_each_loss_with_its_line(self, taken):
        assert "station.lss:4: rtmp://127.0.0.1" in taken[1]
        assert "trying again in" in taken[1]
