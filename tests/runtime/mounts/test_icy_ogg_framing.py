"""Ogg with ICY titles between its bytes, for mounts whose script asks for it."""

import io

import numpy as np
import pytest

from runtime.audio.encoder import make_encoder
from runtime.audio.pcm import PcmFormat
from runtime.codecs.ogg import PageReader
from runtime.media.ring import RingReader
from runtime.media.title import Title
from runtime.mounts.output import MountOutput
from runtime.plan import Flac, Identity, Mount, Opus, Vorbis
from runtime.protocols.icy import IcyExtractor, IcyTitle

PCM = PcmFormat()
FORMATS = [Opus(), Vorbis(), Flac()]


def ids(encoder):
    return type(encoder).__name__


def air(output, memories, sound, *, epoch=1, first=0):
    """Play some seconds, with a title every four."""
    output.open(memories, epoch=epoch, now_ns=0)
    encoder = make_encoder(output.mount.encoder, PCM)
    output.begin(encoder.rate, encoder.delay, encoder.headers)
    for second in range(len(sound) // 44_100):
        title = Title("Ada", f"T{(first + second) // 4}") if second % 4 == 0 else None
        output.write(encoder.encode(sound[second * 44_100 : (second + 1) * 44_100], title), 0)


def made(encoder):
    output = MountOutput(Mount("/radio.ogg", "radio", encoder, icy=True), Identity())
    return output, {name: memoryview(bytearray(shape.total_bytes)) for name, shape in output.rings.items()}


@pytest.fixture(scope="module", params=FORMATS, ids=ids)
def aired(request, music):
    """Twelve seconds of music under three titles."""
    output, memories = made(request.param)
    air(output, memories, music(12))
    return output, memories


def whole(memory):
    ring, found = RingReader(memory), b""
    while len(found) < ring.head:
        found += ring.slice(len(found), ring.head)
    return found


def parted(data, interval):
    parts = IcyExtractor(interval).extract(data)
    titles = [part.title for part in parts if isinstance(part, IcyTitle)]
    return b"".join(part for part in parts if isinstance(part, bytes)), titles


def seconds_decoded(data):
    import av

    with av.open(io.BytesIO(data), format="ogg") as file:
        return sum(frame.samples / frame.sample_rate for frame in file.decode(audio=0))


class TestTheStream:
    def test_is_that_of_all_others_with_the_titles_taken_out(self, aired):
        output, memories = aired
        data, titles = parted(whole(memories["radio.ogg/icy"]), output.interval)

        assert data == whole(memories["radio.ogg/plain"])
        assert titles == ["Ada - T0", "Ada - T1", "Ada - T2"]

    def test_is_made_only_where_it_is_asked_for(self):
        output = MountOutput(Mount("/radio.ogg", "radio", Opus()), Identity())

        assert set(output.rings) == {"radio.ogg/plain"}
        assert output.table_entry()["icy_ring"] is None


class TestANewcomer:
    @pytest.mark.parametrize("behind", [1.7, 3.3, 5.0, 6.9, 9.0])
    def test_gets_headers_then_whole_pages_and_the_title(self, aired, newcomer, behind):
        output, memories = aired
        data, titles = newcomer(output, memories["radio.ogg/icy"], behind)
        pages = list(PageReader().feed(data))
        live = whole(memories["radio.ogg/plain"])

        assert titles[-1] == "Ada - T2"
        assert titles == sorted(set(titles))
        assert pages[0].first
        assert live.endswith(pages[-1].encode())
        assert seconds_decoded(data) >= behind - 1.0

    def test_hears_what_others_hear(self, aired, newcomer):
        """Page by page: nothing is torn, nothing is left out between his first page and the last."""
        output, memories = aired
        data, _ = newcomer(output, memories["radio.ogg/icy"], 5.0)
        heard = [page.encode() for page in PageReader().feed(data)]
        live = [page.encode() for page in PageReader().feed(whole(memories["radio.ogg/plain"]))]
        sound = [page for page in heard if page not in live[: live.index(heard[-1]) - len(heard) + 1]]

        assert sound == live[len(live) - len(sound) :]
        assert (
            len(sound) >= len(heard) - 3
        )  # the header pages stand further ahead in the stream of the others


class TestASuccessor:
    @pytest.mark.parametrize("encoder", FORMATS, ids=ids)
    def test_carries_interval_and_chain_on(self, encoder, music):
        output, memories = made(encoder)
        air(output, memories, music(7))
        heir = MountOutput(output.mount, Identity())
        air(heir, memories, music(7), epoch=2, first=8)
        data, titles = parted(whole(memories["radio.ogg/icy"]), output.interval)
        pages = list(PageReader().feed(data))

        assert b"".join(page.encode() for page in pages) == data
        assert data == whole(memories["radio.ogg/plain"])
        assert titles == ["Ada - T0", "Ada - T1", "Ada - T2", "Ada - T3"]
        assert np.diff([page.first for page in pages]).any()
