import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.codecs.aac import AudioConfig
from runtime.codecs.mp4 import (
    AudioTrack,
    BoxSplitter,
    Fragment,
    Sample,
    boxes,
    event_message,
    find,
    fragment_bytes,
    init_segment,
    parse_fragment,
    parse_init,
    segment_type,
)
from runtime.errors import PeerFault

TRACK = AudioTrack.of_aac(AudioConfig())
samples = st.lists(st.builds(Sample, st.binary(max_size=40), st.integers(0, 2**32 - 1)), max_size=20)


def fragments_of(data):
    """Each moof with the mdat behind it, as a stream brings them."""
    found = []
    for box in BoxSplitter().feed(data):
        if box.kind == b"moof":
            found.append(box.encode())
        elif box.kind == b"mdat" and found:
            found[-1] += box.encode()
    return found


def decoded(data):
    import av

    with av.open(io.BytesIO(data)) as file:
        return sum(frame.samples for frame in file.decode(audio=0))


class TestAFragment:
    @given(st.integers(0, 2**32 - 1), st.integers(0, 2**63), samples)
    def test_is_read_as_it_was_written(self, sequence, time, made):
        fragment = Fragment(sequence, time, tuple(made))

        assert parse_fragment(segment_type() + fragment_bytes(TRACK, fragment), TRACK) == fragment

    @pytest.mark.parametrize("codec", ["aac", "opus", "flac"])
    @pytest.mark.parametrize("flags", ["frag_keyframe+empty_moov+default_base_moof", "cmaf", "dash"])
    def test_of_ffmpeg_is_read_and_written_anew_and_plays_the_same(self, fragmented, codec, flags):
        theirs = fragmented(codec, flags)
        track = parse_init(theirs)
        found = [parse_fragment(each, track) for each in fragments_of(theirs)]
        ours = init_segment(track) + b"".join(segment_type() + fragment_bytes(track, each) for each in found)

        assert len(found) >= 3
        assert [each.sequence for each in found] == list(range(1, len(found) + 1))
        assert found[1].decode_time == sum(sample.duration for sample in found[0].samples)
        assert abs(decoded(ours) - decoded(theirs)) <= 1024 + 312
        assert b"".join(box.encode() for box in boxes(theirs)) == theirs

    def test_of_another_track_is_refused(self):
        other = AudioTrack.of_aac(AudioConfig())
        data = fragment_bytes(AudioTrack("aac", 44_100, 2, other.config, number=7), Fragment(1, 0, ()))
        with pytest.raises(PeerFault, match="nothing of the track"):
            parse_fragment(data, TRACK)

    @given(st.integers(0, 400), st.binary(min_size=1, max_size=8))
    def test_that_is_damaged_is_read_or_refused(self, at, damage):
        whole = fragment_bytes(TRACK, Fragment(1, 5, tuple(Sample(b"x" * 30, 1024) for _ in range(8))))
        try:
            found = parse_fragment(whole[:at] + damage + whole[at + len(damage) :], TRACK)
        except PeerFault:
            return

        assert sum(len(sample.data) for sample in found.samples) <= 100_000 * len(whole)


class TestAnEvent:
    def test_holds_its_tag_and_its_time(self):
        (box,) = boxes(event_message(TRACK, 2**40, 3, b"ID3tag"))

        assert (box.kind, box.version) == (b"emsg", 1)
        assert box.content[:4] == (44_100).to_bytes(4, "big")
        assert box.content[4:12] == (2**40).to_bytes(8, "big")
        assert box.content.endswith(b"https://aomedia.org/emsg/ID3\0\0ID3tag")

    def test_may_stand_before_a_fragment(self):
        data = event_message(TRACK, 0, 1, b"ID3") + fragment_bytes(
            TRACK, Fragment(1, 0, (Sample(b"x", 1024),))
        )

        assert parse_fragment(data, TRACK).samples == (Sample(b"x", 1024),)
        assert find(data, b"moof").kind == b"moof"
