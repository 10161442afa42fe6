"""Segments as HLS has them, written by us, read by ffprobe and ffmpeg; and what ffmpeg writes, read and written by us."""

import json
import subprocess

import pytest
from instruments import sound
from instruments.tracks import compose

from runtime.codecs import adts
from runtime.codecs.aac import AudioConfig
from runtime.codecs.mp4 import (
    AudioTrack,
    BoxSplitter,
    Fragment,
    Sample,
    fragment_bytes,
    init_segment,
    segment_type,
)
from runtime.codecs.mpegts import AAC_ADTS, PACKET_BYTES, TsMuxer, parse_packet

SECONDS, SAMPLES, CLOCK = 6.0, 1024, 90_000
TAG = b"ID3\x04\0\0\0\0\0\x11TIT2\0\0\0\x07\0\0\x03A Tune"


@pytest.fixture(scope="module")
def music(tmp_path_factory, need):
    """Chords as ADTS by ffmpeg: the file, and its frames."""
    need("ffmpeg", "ffprobe")
    folder = tmp_path_factory.mktemp("segments")
    samples = compose(sound.RATE, SECONDS, 5).T.astype("float32")
    words = ["ffmpeg", "-v", "error", "-f", "f32le", "-ar", "44100", "-ac", "2", "-i", "-", "-b:a", "128k"]
    path = folder / "music.aac"
    subprocess.run([*words, str(path)], input=samples.tobytes(), check=True, timeout=60)
    splitter = adts.splitter()
    return path, splitter.feed(path.read_bytes()) + splitter.finish()


def as_mp4(frames):
    track = AudioTrack.of_aac(AudioConfig())
    parts = [init_segment(track)]
    for number, at in enumerate(range(0, len(frames), 86)):
        samples = tuple(Sample(frame[7:], SAMPLES) for frame in frames[at : at + 86])
        parts += [segment_type(), fragment_bytes(track, Fragment(number + 1, at * SAMPLES, samples))]
    return b"".join(parts)


def as_ts(frames):
    muxer, parts = TsMuxer(AAC_ADTS), []
    for at in range(0, len(frames), 80):
        parts += [muxer.tables(), muxer.tag(TAG, heard_at(at))]
        groups = range(at, min(at + 80, len(frames)), 8)
        parts += [muxer.sound(frames[group : group + 8], heard_at(group)) for group in groups]
    return b"".join(parts)


def heard_at(frame):
    return frame * SAMPLES * CLOCK // sound.RATE + CLOCK


WRITERS = {"segments.mp4": as_mp4, "segments.ts": as_ts}


def probed(path):
    words = ["ffprobe", "-v", "error", "-show_streams", "-of", "json", str(path)]
    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60)

    assert done.stderr == ""
    return json.loads(done.stdout)["streams"]


@pytest.mark.parametrize("name", WRITERS)
class TestOurSegments:
    def test_play_as_the_frames_they_were_made_of(self, music, tmp_path, name):
        path, frames = music
        (tmp_path / name).write_bytes(WRITERS[name](frames))
        theirs, ours = sound.decode(path), sound.decode(tmp_path / name)
        found = sound.locate(ours, {"music": theirs})

        assert abs(len(ours) - len(theirs)) <= 2 * SAMPLES
        assert sound.doubts(found) == []
        assert all(one.match > 0.999 for one in found)

    def test_are_what_ffprobe_takes_them_for(self, music, tmp_path, name):
        (tmp_path / name).write_bytes(WRITERS[name](music[1]))
        audio, *others = probed(tmp_path / name)

        assert (audio["codec_name"], audio["profile"], audio["sample_rate"]) == ("aac", "LC", "44100")
        assert [each["codec_name"] for each in others] == (["timed_id3"] if name.endswith("ts") else [])


class TestFfmpegsSegments:
    def test_are_written_as_they_were_read(self, music, tmp_path):
        mp4, ts = tmp_path / "theirs.mp4", tmp_path / "theirs.ts"
        flags = [
            "-bsf:a",
            "aac_adtstoasc",
            "-movflags",
            "cmaf+frag_keyframe+empty_moov",
            "-frag_duration",
            "1000000",
        ]
        for words in ([*flags, str(mp4)], [str(ts)]):
            subprocess.run(
                ["ffmpeg", "-v", "error", "-i", str(music[0]), "-c", "copy", *words], check=True, timeout=60
            )
        packets = [
            ts.read_bytes()[at : at + PACKET_BYTES] for at in range(0, ts.stat().st_size, PACKET_BYTES)
        ]

        assert b"".join(box.encode() for box in BoxSplitter().feed(mp4.read_bytes())) == mp4.read_bytes()
        assert b"".join(parse_packet(each).encode() for each in packets) == ts.read_bytes()
