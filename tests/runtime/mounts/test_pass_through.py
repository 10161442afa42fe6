from dataclasses import replace
from pathlib import Path

import pytest

from runtime.codecs.incoming import IncomingStream
from runtime.codecs.ogg import PageReader
from runtime.codecs.opus import OpusHead, head_packet
from runtime.errors import PeerFault
from runtime.media.frame import Frame
from runtime.media.ring import RingReader
from runtime.media.title import Title
from runtime.mounts.output import MountOutput
from runtime.mounts.pass_session import AHEAD, SLACK
from runtime.mounts.pass_through import PassThroughMount
from runtime.plan import Identity, Mount, MountPath, Mp3, NodeId, Opus, PassThrough, one_account
from runtime.protocols.icy import IcyExtractor, IcyTitle
from runtime.protocols.source import StreamDescription
from runtime.testing import ManualClock, mp3_frame, opus_packets

GATE = one_account("pw")
RADIO = Mount(MountPath("/radio.mp3"), NodeId("radio"), Mp3())


def frames(count, seed, title=None):
    return [Frame(mp3_frame(n, seed=seed), n * 1152, 1152, title if not n else None) for n in range(count)]


def client(count, seed=2):
    return b"".join(mp3_frame(number, seed=seed) for number in range(count))


class Scene:
    """A mount, its memory, and what edges are told."""

    def __init__(self, *, fallback=True, radio=RADIO, memories=None, **options):
        self.clock = ManualClock()
        self.told = []
        self.woken = []
        output = MountOutput(radio, Identity("Station")) if fallback else None
        plan = PassThrough(MountPath("/guest"), GATE, RADIO.path if fallback else None, **options)
        self.mount = PassThroughMount(
            plan, Identity("Station"), output, self.changed, self.clock.now_ns, self.woken.append
        )
        self.memories = memories or {
            name: memoryview(bytearray(shape.total_bytes)) for name, shape in self.mount.rings.items()
        }
        self.mount.open(self.memories, epoch=1, now_ns=self.clock.now_ns())
        if fallback:
            self.mount.begin(
                *((44_100, 1105) if radio is RADIO else (48_000, 312, (head_packet(OpusHead()),)))
            )

    def changed(self):
        self.told.append(self.mount.table_entry())

    def comes(self, description=None):
        return self.mount.connect(description or StreamDescription(), lambda: None, IncomingStream())

    def plays(self, count, seed=1, title=None):
        self.mount.write(frames(count, seed, title), self.clock.now_ns())

    def heard(self, framing="plain"):
        reader = RingReader(self.memories[f"guest/{framing}"])
        reader.refresh()
        return bytes(reader.slice(0, reader.head))

    def titles(self, interval):
        parts = IcyExtractor(interval).extract(self.heard("icy"))
        return [part.title for part in parts if isinstance(part, IcyTitle)]


class TestWithAFallback:
    def test_the_programme_is_heard_while_nobody_publishes(self):
        scene = Scene()
        scene.plays(10)

        assert scene.heard() == b"".join(frame.data for frame in frames(10, 1))
        assert scene.mount.table_entry()["content_type"] == "audio/mpeg"

    def test_its_title_is_said_once_so_that_newcomers_find_a_place_in_every_interval(self):
        scene = Scene()
        scene.plays(10, title=Title("Song"))
        for _ in range(40):
            scene.plays(10)
        interval = scene.mount.table_entry()["metaint"]
        reader = RingReader(scene.memories["guest/icy"])

        assert [title for title in scene.titles(interval) if title] == ["Song"]
        assert reader.next_join(0).offset == 0

    def test_a_client_is_heard_instead_frame_by_frame(self):
        scene = Scene()
        scene.plays(10)
        session = scene.comes()
        session.feed(client(30), 0.0)
        scene.plays(10, seed=3)
        session.end(goodbye=True)
        scene.plays(10, seed=4)

        heard = scene.heard()
        before, after = (b"".join(f.data for f in frames(10, seed)) for seed in (1, 4))
        assert heard.startswith(before + client(29)[:4000])
        assert heard.endswith(after)
        assert b"".join(f.data for f in frames(10, 3)) not in heard

    def test_titles_keep_their_distance_and_come_back_with_the_programme(self):
        scene = Scene()
        interval = scene.mount.table_entry()["metaint"]
        scene.plays(60, title=Title("Radio", "One"))
        session = scene.comes()
        session.change_title(Title("DJ", "Live"))
        session.feed(client(60), 0.0)
        scene.plays(5, title=Title("Radio", "Two"))
        session.end(goodbye=True)
        scene.plays(60)

        assert list(dict.fromkeys(scene.titles(interval))) == ["Radio - One", "DJ - Live", "Radio - Two"]

    def test_a_client_without_titles_does_not_keep_the_programmes(self):
        scene = Scene()
        scene.plays(60, title=Title("Radio", "One"))
        scene.comes().feed(client(120), 0.0)

        assert list(dict.fromkeys(scene.titles(scene.mount.table_entry()["metaint"]))) == ["Radio - One", ""]

    def test_a_client_of_another_format_is_refused_in_words(self):
        scene = Scene()
        session = scene.comes()

        with pytest.raises(PeerFault, match="sends audio/mpeg, as its fallback"):
            session.feed(b"fLaC\x80\0\0\x22" + flac_info() + flac_frames(), 0.0)

    def test_a_second_client_takes_the_place_of_the_first(self):
        scene = Scene()
        first, second = scene.comes(), scene.comes()
        second.feed(client(20, seed=5), 0.0)
        first.feed(client(20, seed=6), 0.0)
        first.end(goodbye=True)

        assert client(19, seed=5)[:5000] in scene.heard()
        assert client(1, seed=6) not in scene.heard()
        assert scene.mount.beginning is not None


class TestWithoutAFallback:
    def test_the_mount_is_there_while_a_client_is(self):
        scene = Scene(fallback=False)
        assert scene.mount.table_entry() is None
        session = scene.comes(StreamDescription(name="Anna's show"))
        session.feed(client(20), 0.0)
        session.end(goodbye=True)

        on, off = scene.told
        assert (on["content_type"], on["metaint"]) == ("audio/mpeg", 16_000)
        assert ["icy-name", "Anna's show"] in on["headers"]
        assert ["icy-br", "128"] in on["headers"]
        assert off is None

    def test_a_client_begins_an_empty_ring(self):
        scene = Scene(fallback=False)
        first = scene.comes()
        first.feed(client(20, seed=1), 0.0)
        first.end(goodbye=True)
        scene.comes().feed(client(20, seed=2), 0.0)

        assert client(19, seed=2).startswith(scene.heard()[:5000])
        assert scene.heard()[:400] == client(1, seed=2)[:400]

    def test_what_the_script_says_stands_above_what_the_client_says(self):
        scene = Scene(fallback=False, name="Guest room")
        scene.comes(StreamDescription(name="Anna")).feed(client(20), 0.0)

        assert ["icy-name", "Guest room"] in scene.told[0]["headers"]


class TestTime:
    def test_a_client_that_sends_a_file_at_once_waits_for_the_clock(self):
        scene = Scene(fallback=False)
        session = scene.comes()
        session.feed(client(1000), 100.0)
        at_once = len(scene.heard())
        session.feed(b"", 110.0)

        assert at_once == pytest.approx(AHEAD * 16_000, rel=0.2)
        assert session.hold(100.0) > AHEAD
        assert len(scene.heard()) == pytest.approx(2 * AHEAD * 16_000, rel=0.1)
        assert session.hold(110.0) >= SLACK

    def test_a_client_that_was_late_owes_nothing(self):
        session = Scene(fallback=False).comes()
        session.feed(client(100), 100.0)
        session.feed(client(100), 1000.0)

        assert session.hold(1000.0) == 0.0

    def test_a_mount_of_little_latency_wakes_the_edges_with_every_frame(self):
        scene = Scene(fallback=False, latency=0.1)
        scene.comes().feed(client(20), 0.0)

        assert scene.woken[-1] == ("guest/plain", "guest/icy")
        assert scene.told[0]["on_arrival"]

    def test_others_wait_for_their_tick(self):
        scene = Scene(fallback=False)
        scene.comes().feed(client(20), 0.0)

        assert scene.woken == []


class TestOgg:
    def test_a_client_that_is_cut_off_leaves_a_closed_chain(self, opus_client):
        scene = Scene(fallback=False)
        session = scene.comes()
        session.feed(opus_client, 0.0)
        session.end(goodbye=False)

        pages = PageReader().feed(scene.heard())
        assert pages[0].first
        assert pages[-1].last
        assert [page.sequence for page in pages] == list(range(len(pages)))
        assert scene.told[0]["icy_ring"] is None

    def test_a_station_that_was_killed_closes_its_clients_chain(self, opus_client):
        scene = Scene(radio=replace(RADIO, encoder=Opus()))
        scene.mount.write(opus_packets(50), scene.clock.now_ns())
        scene.comes().feed(opus_client, 0.0)
        heir = Scene(radio=replace(RADIO, encoder=Opus()), memories=scene.memories)
        heir.mount.write(opus_packets(50), heir.clock.now_ns())

        pages = PageReader().feed(heir.heard())
        chains = [(page.serial, page.first, page.last) for page in pages if page.first or page.last]
        assert [first for _, first, _ in chains] == [True, False, True, False, True]
        assert [last for _, _, last in chains] == [False, True, False, True, False]
        assert chains[2][0] == chains[3][0] == 9

    def test_its_title_is_known_to_pages(self, opus_client):
        scene = Scene(fallback=False)
        scene.comes().feed(opus_client, 0.0)

        assert scene.mount.title == Title("A", "B")


def flac_info():
    from runtime.codecs.flac import StreamInfo, stream_info_bytes

    return stream_info_bytes(StreamInfo(44_100, 2, 16))


def flac_frames():
    from runtime.codecs.flac import StreamInfo, silent_frame

    info = StreamInfo(44_100, 2, 16)
    return b"".join(silent_frame(info, number, 256) for number in range(400))


@pytest.fixture
def opus_client():
    from runtime.codecs.ogg import OggPage, lacing_of, paginate
    from runtime.codecs.opus import OpusHead, head_packet, tags_packet
    from runtime.testing import opus_packet

    head = head_packet(OpusHead(2, 312))
    pages = [OggPage(9, 0, 0, lacing_of(head), head, first=True)]
    pages += paginate([tags_packet("test", Title("A", "B"))], serial=9, sequence=1, granule=0)
    for number in range(20):
        packet = opus_packet(number, length=100, seed=1)
        pages.append(OggPage(9, len(pages), (number + 1) * 960, lacing_of(packet), packet))
    return b"".join(page.encode() for page in pages)


class TestAacPlus:
    def test_passes_bit_by_bit_with_its_signalling(self):
        sent = (Path(__file__).parents[2] / "interop" / "fixtures" / "he-aac.aac").read_bytes()
        scene = Scene(fallback=False)
        session = scene.comes()
        session.feed(sent, 0.0)
        session.end(goodbye=True)

        assert scene.heard()
        assert sent.startswith(scene.heard())
        assert len(sent) - len(scene.heard()) < 2000
        assert session.format_name == "HE-AAC"
