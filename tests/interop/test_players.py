"""Ten seconds of the mounts, taken by the players people use.

The sound is compared with the source files as `instruments.sound` says; a sine wave goes through the same hands in the same
run and must fail there.
"""

import itertools
import re
import subprocess

import pytest
from instruments import icy, mp3, ogg, players, sound, wire

from benchmarks.station import RunningStation

SCRIPT = """lss 1
station(name="Proof of Sound", genre="test")
radio = playlist("music/", order="sequential")
mount("/radio.mp3", radio, mp3(128kbps))
mount("/radio.opus", radio, opus(96kbps))
mount("/radio.ogg", radio, vorbis(quality=5))
mount("/tone.mp3", tone(), mp3(128kbps))
"""

STOPPED = 124
"""What `timeout` says of a program that it had to stop."""

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module")
def station(tracks, tmp_path_factory):
    script = tracks[0].path.parent.parent / "station.lss"
    script.write_text(SCRIPT)
    with RunningStation(script, air=["/radio.mp3", "/radio.opus", "/radio.ogg", "/tone.mp3"]) as running:
        yield running


@pytest.fixture(scope="module")
def taken(station, tmp_path_factory):
    """Everybody listens at once; the answer is what each got."""
    urls = [station.url(path) for path in ("/radio.mp3", "/radio.opus", "/radio.ogg", "/tone.mp3")]
    crowd = players.all_at_once(tmp_path_factory.mktemp("taken"), *urls)
    crowd.wait()
    return crowd.runs


@pytest.fixture(scope="module")
def sources(tracks, need):
    need("ffmpeg")
    return {str(track): sound.decode(track.path) for track in tracks}


@pytest.fixture
def is_the_music(sources):
    """Assert that a capture is the tracks, one after the other, and at least `seconds` of them."""

    def check(path, seconds: float = 9.0) -> None:
        heard = sound.decode(path)
        assert len(heard) >= seconds * sound.RATE
        assert sound.doubts(sound.locate(heard, sources)) == []

    return check


class TestATone:
    def test_cannot_pass_for_the_music(self, need, taken, sources):
        need("ffmpeg")
        found = sound.locate(sound.decode(taken["ffmpeg tone"].output), sources)

        assert sound.doubts(found)
        assert max(one.match for one in found) < 0.5


class TestFfmpeg:
    def test_finds_mp3_at_44100_hz_in_stereo(self, need, station):
        need("ffprobe")
        found = players.probe(station.url("/radio.mp3"))

        assert (found["codec_name"], found["sample_rate"], found["channels"]) == ("mp3", "44100", 2)
        assert found["bit_rate"] == "128000"

    def test_finds_opus_at_48000_hz_in_stereo(self, need, station):
        need("ffprobe")
        found = players.probe(station.url("/radio.opus"))

        assert (found["codec_name"], found["sample_rate"], found["channels"]) == ("opus", "48000", 2)

    def test_shows_the_station_and_the_running_title(self, need, station, tracks):
        need("ffprobe")
        tags = players.probe(station.url("/radio.mp3"))["tags"]

        assert tags["icy-name"] == "Proof of Sound"
        assert tags["StreamTitle"] in [str(track) for track in tracks]

    def test_decodes_mp3_without_a_word_and_it_is_the_music(self, need, taken, is_the_music):
        need("ffmpeg")

        assert taken["ffmpeg mp3"].said == ""
        is_the_music(taken["ffmpeg mp3"].output)

    def test_decodes_opus_without_a_word_and_it_is_the_music(self, need, taken, is_the_music):
        need("ffmpeg")

        assert taken["ffmpeg opus"].said == ""
        is_the_music(taken["ffmpeg opus"].output)


class TestMpg123:
    def test_plays_without_a_warning_and_it_is_the_music(self, need, taken, is_the_music):
        need("mpg123", "ffmpeg")
        said = taken["mpg123"].said

        assert taken["mpg123"].status == 0
        assert re.findall(r"(?i).*(?:warning|error|resync|skipped|illegal|junk|big_values).*", said) == []
        is_the_music(taken["mpg123"].output)

    def test_says_the_format(self, need, taken):
        need("mpg123")

        assert re.search(r"MPEG 1\.0 L III cbr128 44100 (?:j-s|stereo)", taken["mpg123"].said)

    def test_shows_the_titles_as_the_tracks_change(self, need, taken, tracks):
        need("mpg123")
        titles = icy.changes(re.findall(r"ICY-META: StreamTitle='(.*?)';", taken["mpg123"].said))

        assert follows(titles, [str(track) for track in tracks])


class TestWget:
    def test_gets_whole_frames_from_the_first_byte_on(self, need, taken, is_the_music):
        need("wget", "ffmpeg")
        frames = mp3.read(taken["wget mp3"].output.read_bytes())

        assert frames.before == b""
        is_the_music(taken["wget mp3"].output)


class TestOgg123:
    def test_fetches_the_mount_and_plays_it_or_says_that_it_was_built_without_opus(
        self, need, taken, is_the_music, tmp_path
    ):
        need("ogg123", "ffmpeg")
        if not players.knows_opus(tmp_path):
            assert "using the oggvorbis module" in taken["ogg123"].said
            pytest.skip(
                "this ogg123 knows no Opus: it refuses a reference file of libopus too "
                "(Debian builds vorbis-tools without libopusfile); opusdec decodes the mount in its place"
            )

        is_the_music(taken["ogg123"].output)

    def test_plays_vorbis_without_a_warning_and_it_is_the_music(self, need, taken, is_the_music):
        need("ogg123", "ffmpeg")
        said = taken["ogg123 vorbis"].said

        assert taken["ogg123 vorbis"].status in (0, STOPPED)
        assert re.search(r"Ogg Vorbis stream: 2 channel, 44100 Hz", said)
        assert re.findall(r"(?i).*(?:warning|error|hole|corrupt).*", said) == []
        is_the_music(taken["ogg123 vorbis"].output)

    def test_shows_the_titles_as_the_tracks_change(self, need, taken, tracks):
        need("ogg123")
        said = taken["ogg123 vorbis"].said
        titles = [" - ".join(pair) for pair in zip(field("Artist", said), field("Title", said), strict=True)]

        assert follows(titles, [str(track) for track in tracks])


class TestCurl:
    def test_gets_whole_mp3_frames_from_the_first_byte_on(self, need, taken, is_the_music):
        need("curl", "ffmpeg")
        frames = mp3.read(taken["curl mp3"].output.read_bytes())

        assert frames.before == b""
        is_the_music(taken["curl mp3"].output)

    def test_gets_whole_pages_and_chains_of_opus(self, need, taken, tracks):
        need("curl")
        found, _ = ogg.pages(taken["curl opus"].output.read_bytes())
        titles = [chain.tags for chain in ogg.chains(found)]

        assert len(titles) >= 2
        assert follows(
            [f"{tags['ARTIST']} - {tags['TITLE']}" for tags in titles], [str(track) for track in tracks]
        )

    def test_gets_opus_that_opusdec_decodes_and_it_is_the_music(self, need, taken, is_the_music, tmp_path):
        need("curl", "opusdec", "ffmpeg")
        found, _ = ogg.pages(taken["curl opus"].output.read_bytes())
        whole, decoded = tmp_path / "whole.opus", tmp_path / "decoded.wav"
        whole.write_bytes(b"".join(page.data for page in found))
        done = subprocess.run(
            ["opusdec", whole, decoded], capture_output=True, text=True, timeout=30, check=False
        )

        assert done.returncode == 0
        assert not re.search(r"(?i)warning|error|hole|corrupt", done.stderr)
        is_the_music(decoded)

    def test_gets_opus_that_opusinfo_finds_nothing_wrong_with(self, need, taken, tmp_path):
        need("curl", "opusinfo")
        found, _ = ogg.pages(taken["curl opus"].output.read_bytes())
        (tmp_path / "whole.opus").write_bytes(b"".join(page.data for page in found))
        done = subprocess.run(
            ["opusinfo", tmp_path / "whole.opus"], capture_output=True, text=True, timeout=30, check=False
        )
        complaints = [line for line in done.stdout.splitlines() if line.startswith(("WARNING", "ERROR"))]

        assert [line for line in complaints if not joined_or_left_in_the_middle(line)] == []


class TestStreamripper:
    def test_rips_sound_that_is_the_music(self, need, taken, is_the_music):
        need("streamripper", "ffmpeg")

        is_the_music(taken["streamripper"].output)

    def test_finds_the_titles_where_the_interval_says_they_are(self, need, taken, tracks):
        need("streamripper")
        sheet = taken["streamripper"].output.with_suffix(".cue").read_text(errors="replace")
        titles = re.findall(r'TRACK.*?TITLE "(.*?)"', sheet, re.DOTALL)

        assert titles
        assert all(any(title in str(track) for track in tracks) for title in titles if title.isascii())


class TestIcyTitles:
    """Our own reading of the interleaved stream."""

    def test_change_with_the_tracks_and_stand_at_the_interval(self, station, tracks):
        answer = wire.ask(station.port, wire.get("/radio.mp3", "Icy-MetaData: 1"), seconds=10)
        parted = icy.part(answer.body, answer.interval)

        assert follows(parted.names, [str(track) for track in tracks])
        assert mp3.read(parted.sound).seconds > 13


def field(name: str, said: str) -> list[str]:
    """What ogg123 says of the comments of one chain after another."""
    return re.findall(rf"^\s*{name}: (.*?)\s*$", said, re.MULTILINE)


def follows(said: list[str], order: list[str]) -> bool:
    """Whether at least two titles were said, in the order of the folder, round and round."""
    places = [order.index(title) for title in said]
    return len(said) >= 2 and all((one + 1) % len(order) == two for one, two in itertools.pairwise(places))


def joined_or_left_in_the_middle(line: str) -> bool:
    """What opusinfo says of any capture of a live stream: it neither saw the start nor the end."""
    return bool(re.search(r"EOS not set|begins? (?:with|at)|sequence|initial", line, re.IGNORECASE))
