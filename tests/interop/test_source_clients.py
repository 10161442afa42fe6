"""Programs with a "Connect" button, each publishing to a station as its users have it do, and heard by a listener.

Every client sends a tone of its own pitch, so that what a listener hears tells whose it is. Half of them go to a pass-through
mount and half into the programme; the dialects are told apart by the station alone.
"""

import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from instruments.icy import part
from instruments.sound import decode
from instruments.ultravox import publish

from benchmarks.station import RunningStation

SCRIPT = """lss 1
station(name="Sources")
studio = input.live("/studio", password="pw-live", fade=200ms)
radio = fallback([studio, tone(300Hz)])
mount("/radio.mp3", radio, mp3(128kbps), latency=1s)
mount("/pass", user="dj", password="pw-pass", latency=1s)
mount("/guest", password="pw-guest", fallback="/radio.mp3", latency=1s)
"""
SECONDS = 3.0
"""Seconds that a listener takes."""

FLOOR = 300
"""Hertz that the station itself plays."""

pytestmark = pytest.mark.timeout(90)


@pytest.fixture(scope="module")
def station(tmp_path_factory):
    script = tmp_path_factory.mktemp("sources") / "station.lss"
    script.write_text(SCRIPT)
    with RunningStation(script, air=["/radio.mp3"]) as running:
        yield running


@pytest.fixture(scope="module")
def tones(tmp_path_factory):
    """Files of a minute: a pitch for each format, tagged "Pitch - <hertz>"."""
    folder = tmp_path_factory.mktemp("tones")
    codecs = {"mp3": "libmp3lame", "aac": "aac", "ogg": "libvorbis", "opus": "libopus", "flac": "flac"}
    codecs["webm"] = "libopus"
    pitches = {"mp3": 700, "aac": 800, "ogg": 900, "opus": 1000, "flac": 1100, "webm": 1200}
    for kind, codec in codecs.items():
        make = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", f"sine={pitches[kind]}:duration=60", "-ac", "2"]
        tags = ["-metadata", "artist=Pitch", "-metadata", f"title={pitches[kind]}"]
        subprocess.run([*make, "-c:a", codec, *tags, folder / f"tone.{kind}"], check=True, timeout=60)
    return folder, pitches


@dataclass(frozen=True)
class Client:
    """How a program is started. In its words: {port}, {file}, {mount}, {user}, {password}, {config}."""

    name: str
    kind: str
    words: tuple[str, ...]
    config: str = ""
    titled: bool = False
    reads: bool = False
    """Whether it reads the file from its standard input."""

    start: Callable[[Path], None] = lambda folder: None
    """Makes it play, where it does not by itself."""

    def __str__(self):
        return self.name


def ffmpeg(name, kind, *more):
    types = {"mp3": "audio/mpeg", "aac": "audio/aac", "flac": "audio/flac", "webm": "audio/webm"}
    form = {"mp3": "mp3", "aac": "adts", "ogg": "ogg", "opus": "ogg", "flac": "flac", "webm": "webm"}[kind]
    words = ("ffmpeg", "-nostdin", "-v", "error", "-re", "-i", "{file}", "-map", "0:a", "-c", "copy")
    target = "icecast://{user}:{password}@127.0.0.1:{port}{mount}"
    declared = ("-content_type", types.get(kind, "application/ogg"))
    return Client(name, kind, (*words, *declared, *more, "-f", form, target), titled=kind in ("ogg", "opus"))


LIQUIDSOAP = """
settings.log.stdout.set(true)
settings.init.allow_root.set(true)
output.icecast(%mp3(bitrate=96), host="127.0.0.1", port={port}, user="{user}", password="{password}", {how}
  name="Liquid", fallible=true, mksafe(single("{file}")))
"""


def liquidsoap(name, how):
    config = LIQUIDSOAP.replace("{how}", how)
    return Client(name, "mp3", ("liquidsoap", "{config}"), config, titled=True)


EZSTREAM = """<?xml version="1.0" encoding="UTF-8"?>
<ezstream>
  <servers><server><protocol>{protocol}</protocol><hostname>127.0.0.1</hostname><port>{port}</port><user>{user}</user>
    <password>{password}</password><tls>none</tls></server></servers>
  <streams><stream><mountpoint>{mount}</mountpoint><public>No</public><format>MP3</format></stream></streams>
  <intakes><intake><type>file</type><filename>{file}</filename></intake></intakes>
  <metadata><format_str>@a@ - @t@</format_str></metadata>
</ezstream>
"""


def ezstream(name, protocol):
    config = EZSTREAM.replace("{protocol}", protocol)
    return Client(name, "mp3", ("ezstream", "-c", "{config}"), config, titled=True)


def oggfwd(kind):
    words = ("oggfwd", "-n", "Forwarded", "127.0.0.1", "{port}", "{password}", "{mount}")
    return Client(f"oggfwd of {kind}", kind, words, titled=True, reads=True)


def curl(name, *more):
    words = ("curl", "-sS", "-T", "-", "--limit-rate", "24k", "-u", "{user}:{password}", *more)
    target = "http://127.0.0.1:{port}{mount}"
    return Client(name, "mp3", (*words, "-H", "Content-Type: audio/mpeg", target), reads=True)


ICES = """<?xml version="1.0"?>
<ices>
  <background>0</background><logpath>{folder}</logpath><logfile>ices.log</logfile><loglevel>1</loglevel><consolelog>0</consolelog>
  <stream>
    <metadata><name>Ices</name></metadata>
    <input><module>playlist</module><param name="type">basic</param><param name="file">{list}</param></input>
    <instance><hostname>127.0.0.1</hostname><port>{port}</port><password>{password}</password><username>{user}</username>
      <mount>{mount}</mount></instance>
  </stream>
</ices>
"""

MPD = """music_directory "{folder}/music"
db_file "{folder}/mpd.db"
log_file "{folder}/mpd.log"
bind_to_address "{folder}/mpd.socket"
audio_output {
  type "shout"
  name "MPD"
  encoding "mp3"
  host "127.0.0.1"
  port "{port}"
  mount "{mount}"
  user "{user}"
  password "{password}"
  bitrate "128"
  format "44100:16:2"
  protocol "icecast2"
}
"""


def play_mpd(folder):
    """Have MPD find its music and play it, over its own protocol."""
    wait_for((folder / "mpd.socket").exists)
    with socket.socket(socket.AF_UNIX) as control:
        control.settimeout(10)
        control.connect(str(folder / "mpd.socket"))
        answers = control.makefile("rb")
        answers.readline()
        asked(control, answers, "update")
        wait_for(lambda: asked(control, answers, "add /") and asked(control, answers, "play 0"))


def asked(control, answers, command):
    """Whether MPD has done something."""
    control.sendall(f"{command}\n".encode())
    while not (line := answers.readline()).startswith((b"OK", b"ACK")):
        pass
    return line.startswith(b"OK")


def gstreamer(kind, *parse):
    words = (
        "gst-launch-1.0",
        "-q",
        "filesrc",
        "location={file}",
        "!",
        *parse,
        "!",
        "shout2send",
        "ip=127.0.0.1",
    )
    account = ("port={port}", "mount={mount}", "username={user}", "password={password}")
    return Client(f"gstreamer with {kind}", kind, (*words, *account))


ICES2 = Client("ices2", "ogg", ("ices2", "{config}"), ICES, titled=True)
MPD_CLIENT = Client("mpd", "mp3", ("mpd", "--no-daemon", "{config}"), MPD, titled=True, start=play_mpd)
GSTREAMER = gstreamer("mp3", "mpegaudioparse")

PUT = ffmpeg("ffmpeg by PUT", "mp3")
LEGACY = ffmpeg("ffmpeg by SOURCE", "mp3", "-legacy_icecast", "1")
ICY = 'protocol="icy", mount="/", icy_id=1,'

TO_THE_PASS_THROUGH_MOUNT = (
    PUT, LEGACY, ffmpeg("ffmpeg with AAC", "aac"), ffmpeg("ffmpeg with Vorbis", "ogg"),
    ffmpeg("ffmpeg with Opus", "opus"), ffmpeg("ffmpeg with FLAC", "flac"),
    liquidsoap("liquidsoap by SOURCE", 'mount="{mount}",'), ezstream("ezstream by HTTP", "HTTP"),
    curl("curl in chunks"), GSTREAMER,
    ffmpeg("ffmpeg with WebM", "webm"),
)  # fmt: skip
INTO_THE_PROGRAMME = (
    LEGACY, ffmpeg("ffmpeg with FLAC", "flac"), ffmpeg("ffmpeg with Opus", "opus"),
    liquidsoap("liquidsoap by PUT", 'mount="{mount}", method="put",'), liquidsoap("liquidsoap by ICY", ICY),
    ezstream("ezstream by ICY", "ICY"), oggfwd("ogg"), ICES2, MPD_CLIENT,
)  # fmt: skip


@contextlib.contextmanager
def publishing(client, station, tones, folder, mount, user, password):
    """A client at work."""
    files, _ = tones
    fields = {
        "port": str(station.port),
        "file": str(files / f"tone.{client.kind}"),
        "mount": mount,
        "user": user,
    }
    fields |= {"password": password, "config": str(folder / "client.conf")}
    fields |= {"list": str(folder / "list.txt"), "folder": str(folder)}
    (folder / "list.txt").write_text(f"{fields['file']}\n")
    (folder / "music").mkdir(exist_ok=True)
    shutil.copy(fields["file"], folder / "music")
    if client.config:
        (folder / "client.conf").write_text(filled(client.config, fields))
        (folder / "client.conf").chmod(0o600)
    words = [filled(word, fields) for word in client.words]
    with (
        Path(fields["file"]).open("rb") as sound,
        (folder / "client.log").open("wb") as log,
        subprocess.Popen(
            words, stdin=sound if client.reads else subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder
        ) as process,
    ):
        try:
            client.start(folder)
            yield process
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()


def filled(text, fields):
    for name, value in fields.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def listen(station, mount, folder, seconds=SECONDS):
    """What a listener gets, as a file."""
    path = folder / "heard"
    path.unlink(missing_ok=True)
    command = ["curl", "-s", "-f", "--max-time", str(seconds), "-o", str(path), station.url(mount)]
    subprocess.run(command, check=False, timeout=30)
    return path


def wait_for(true, seconds=40.0):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def is_there(station, mount):
    asked = ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-I", station.url(mount)]
    return subprocess.run(asked, capture_output=True, text=True, check=False, timeout=10).stdout == "200"


def pitch(path):
    """The pitch in the middle of a file, in hertz."""
    sound = decode(path)
    middle = sound[len(sound) // 2 : len(sound) // 2 + 22_050]
    return int(np.argmax(np.abs(np.fft.rfft(middle * np.hanning(len(middle)))))) * 44_100 / len(middle)


def wait_for_pitch(station, mount, folder, hertz):
    """Listen again and again until it is heard."""
    wait_for(lambda: pitch(listen(station, mount, folder, 2.0)) == pytest.approx(hertz, abs=6), 30.0)


def titles(station, mount):
    """What ICY says, with two of its blocks."""
    import urllib.request

    asked = urllib.request.Request(station.url(mount), headers={"Icy-MetaData": "1"})
    with urllib.request.urlopen(asked, timeout=10) as answer:
        interval = int(answer.headers["icy-metaint"])
        data = answer.read(interval * 2 + 500)
    return part(data, interval).names


class TestAClientOnAPassThroughMount:
    @pytest.mark.parametrize("client", TO_THE_PASS_THROUGH_MOUNT, ids=str)
    def test_is_heard_as_it_is(self, client, station, tones, tmp_path, need):
        need(client.words[0], "curl", "ffmpeg")
        wait_for(lambda: not is_there(station, "/pass"))
        with publishing(client, station, tones, tmp_path, "/pass", "dj", "pw-pass"):
            wait_for(lambda: is_there(station, "/pass"))
            time.sleep(1.0)
            heard = listen(station, "/pass", tmp_path)

            assert pitch(heard) == pytest.approx(tones[1][client.kind], abs=6)

    @pytest.mark.parametrize(
        "client",
        [liquidsoap("liquidsoap", 'mount="{mount}",'), ezstream("ezstream", "HTTP")],
        ids=str,
    )
    def test_shows_its_titles(self, client, station, tones, tmp_path, need):
        need(client.words[0], "curl")
        wait_for(lambda: not is_there(station, "/pass"))
        with publishing(client, station, tones, tmp_path, "/pass", "dj", "pw-pass"):
            wait_for(lambda: is_there(station, "/pass"))
            time.sleep(2.0)

            assert "Pitch - 700" in titles(station, "/pass")

    def test_gives_way_to_the_fallback_on_one_connection(self, station, tones, tmp_path, need):
        need("curl", "ffmpeg")
        path = tmp_path / "long.mp3"
        with subprocess.Popen(
            ["curl", "-s", "--max-time", "14", "-o", path, station.url("/guest")]
        ) as listener:
            time.sleep(1.0)
            with publishing(PUT, station, tones, tmp_path, "/guest", "source", "pw-guest"):
                time.sleep(6.0)
            listener.wait(20)
        sound = decode(path)
        spans = [sound[at : at + 22_050] for at in range(0, len(sound) - 22_050, 22_050)]
        heard = [
            round(float(np.argmax(np.abs(np.fft.rfft(span * np.hanning(22_050))))) * 2, -2) for span in spans
        ]

        assert (heard[0], heard[-1]) == (FLOOR, FLOOR)
        assert heard.count(700) >= 8


class TestAClientInTheProgramme:
    @pytest.mark.parametrize("client", INTO_THE_PROGRAMME, ids=str)
    def test_is_heard_through_the_stations_encoder(self, client, station, tones, tmp_path, need):
        need(client.words[0], "curl", "ffmpeg")
        with publishing(client, station, tones, tmp_path, "/studio", "source", "pw-live"):
            wait_for_pitch(station, "/radio.mp3", tmp_path, tones[1][client.kind])
            seen = titles(station, "/radio.mp3") if client.titled else []

            assert not client.titled or f"Pitch - {tones[1][client.kind]}" in seen
        wait_for_pitch(station, "/radio.mp3", tmp_path, FLOOR)

    def test_may_speak_ultravox(self, station, tones, tmp_path, need):
        need("curl", "ffmpeg")
        with publish(station.port + 1, "source", "pw-live", tones[0] / "tone.mp3", "Ultra - Vox"):
            wait_for_pitch(station, "/radio.mp3", tmp_path, 700)

            assert "Ultra - Vox" in titles(station, "/radio.mp3")


class TestARefusal:
    @pytest.mark.parametrize(
        ("login", "mount", "words"),
        [("dj:wrong", "/pass", "401"), ("dj:pw-pass", "/nowhere", "404")],
    )
    def test_reaches_ffmpegs_user(self, login, mount, words, station, tones, need):
        need("ffmpeg")
        target = f"icecast://{login}@127.0.0.1:{station.port}{mount}"
        command = [
            "ffmpeg",
            "-nostdin",
            "-v",
            "error",
            "-re",
            "-i",
            tones[0] / "tone.mp3",
            "-c",
            "copy",
            "-f",
            "mp3",
        ]
        done = subprocess.run([*command, target], capture_output=True, text=True, timeout=20, check=False)

        assert words in done.stderr
