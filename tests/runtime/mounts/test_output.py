"""Mounts written and read through their rings, and carried on after a writer was killed."""

import pytest

from runtime.codecs.mp3 import FrameSplitter
from runtime.codecs.ogg import PacketJoiner, PageReader
from runtime.codecs.opus import OpusHead, head_packet, parse_head, parse_tags
from runtime.media.frame import Frame
from runtime.media.ring import RingReader
from runtime.media.title import Title
from runtime.mounts.output import MountOutput
from runtime.plan import Identity, Mount, MountPath, Mp3, NodeId, Opus, Seconds
from runtime.protocols.icy import IcyExtractor, IcyTitle, title_block
from runtime.testing import mp3_frames, opus_packets

NS = 1_000_000_000
OPUS_HEAD = head_packet(OpusHead(2, 312))
NOW = 1000 * NS
MP3 = Mount(MountPath("/radio.mp3"), NodeId("radio"), Mp3())
OPUS = Mount(MountPath("/radio.opus"), NodeId("radio"), Opus())


class Rings:
    """The memory of a mount, which outlives its writers."""

    def __init__(self, mount: Mount) -> None:
        self.mount = mount
        shapes = MountOutput(mount, Identity()).rings
        self.memories = {name: memoryview(bytearray(shape.total_bytes)) for name, shape in shapes.items()}
        self.epoch = 0

    def writer(self, now_ns: int = NOW, written=None) -> MountOutput:
        self.epoch += 1
        output = MountOutput(self.mount, Identity(), written)
        output.open(self.memories, epoch=self.epoch, now_ns=now_ns)
        return output

    def reader(self, framing: str) -> RingReader:
        return RingReader(self.memories[f"{self.mount.path[1:]}/{framing}"])

    def stream(self, framing: str, start: int | None = None) -> bytes:
        reader, data = self.reader(framing), bytearray()
        at = reader.tail if start is None else start
        while at < reader.head:
            piece = reader.slice(at, 1 << 20)
            data += piece
            at += len(piece)
        return bytes(data)


def write(output: MountOutput, frames: list[Frame], step: int = 3) -> None:
    for at in range(0, len(frames), step):
        output.write(frames[at : at + step], NOW + at)


def titled(frames: list[Frame], titles: dict[int, Title]) -> list[Frame]:
    return [Frame(f.data, f.time, f.duration, titles.get(n)) for n, f in enumerate(frames)]


class TestMp3:
    def test_goes_into_the_plain_ring_byte_for_byte(self):
        rings, frames = Rings(MP3), mp3_frames(200, seed=1)
        output = rings.writer()
        output.begin(44_100, 1105)

        write(output, frames)

        assert rings.stream("plain") == b"".join(frame.data for frame in frames)
        assert rings.reader("plain").time_us == 200 * 1152 * 1_000_000 // 44_100

    def test_gives_the_same_sound_with_titles_between(self):
        rings = Rings(MP3)
        frames = titled(
            mp3_frames(300, seed=1), {0: Title("Ada", "One"), 147: Title("Ada", "Two", url="http://x/")}
        )
        output = rings.writer()
        output.begin(44_100, 1105)

        write(output, frames)

        parts = IcyExtractor(20_480).extract(rings.stream("icy"))
        assert b"".join(part for part in parts if isinstance(part, bytes)) == rings.stream("plain")
        titles = [part for part in parts if isinstance(part, IcyTitle)]
        assert titles == [IcyTitle("Ada - One"), IcyTitle("Ada - Two", "http://x/")]

    def test_lets_a_newcomer_begin_on_a_frame_in_both_rings(self):
        rings = Rings(MP3)
        output = rings.writer()
        output.begin(44_100, 1105)
        write(output, mp3_frames(600, seed=2))

        for framing in ("plain", "icy"):
            join = rings.reader(framing).join(5_000_000)
            assert join is not None
            assert join.lead == 0
            first = rings.stream(framing, join.offset)
            assert first[:2] == b"\xff\xfb"

    def test_keeps_the_running_title_for_newcomers(self):
        rings = Rings(MP3)
        output = rings.writer()
        output.begin(44_100, 1105)
        write(output, titled(mp3_frames(300, seed=1), {0: Title("Ada", "One"), 147: Title("Ada", "Two")}))

        early, late = (rings.reader("icy").join(behind) for behind in (7_000_000, 1_500_000))
        assert (early.header, late.header) == (title_block("Ada - One"), title_block("Ada - Two"))

    def test_carries_titles_on_when_a_new_encoder_begins(self):
        rings = Rings(MP3)
        output = rings.writer()
        output.begin(44_100, 1105)
        write(output, titled(mp3_frames(60, seed=1), {0: Title(title="One")}))
        output.begin(44_100, 1105)
        write(output, mp3_frames(60, seed=2))

        parts = IcyExtractor(20_480).extract(rings.stream("icy"))
        assert {part.title for part in parts if isinstance(part, IcyTitle)} == {"One"}


class TestAMountThatCameBack:
    def test_carries_the_icy_interval_on_without_a_torn_title(self):
        rings = Rings(MP3)
        dead = rings.writer()
        dead.begin(44_100, 1105)
        write(dead, titled(mp3_frames(100, seed=1), {0: Title(title="One")}))

        heir = rings.writer()
        heir.resume(NOW + NS)
        heir.begin(44_100, 1105)
        write(heir, titled(mp3_frames(100, seed=2), {0: Title(title="Two")}))

        parts = IcyExtractor(20_480).extract(rings.stream("icy"))
        sound = b"".join(part for part in parts if isinstance(part, bytes))
        splitter = FrameSplitter()
        frames = [*splitter.feed(sound), *splitter.finish()]
        assert len(frames) == 200
        assert splitter.skipped == 0
        assert [part.title for part in parts if isinstance(part, IcyTitle)] == ["One", "Two"]

    def test_closes_the_chain_that_was_cut_and_begins_another(self):
        rings = Rings(OPUS)
        dead = rings.writer()
        dead.begin(48_000, 312, (OPUS_HEAD,))
        write(dead, titled(opus_packets(57, seed=1), {0: Title(title="One")}))

        heir = rings.writer()
        heir.begin(48_000, 312, (OPUS_HEAD,))
        write(heir, titled(opus_packets(57, seed=2), {0: Title(title="Two")}))

        pages = PageReader().feed(rings.stream("plain"))
        assert [page.first for page in pages].count(True) == 2
        assert [page.last for page in pages].count(True) == 1
        one = [page for page in pages if page.serial == pages[0].serial]
        two = [page for page in pages if page.serial != pages[0].serial]
        assert pages == one + two
        assert [page.sequence for page in one] == list(range(len(one)))
        packets = [packet for page in two for packet in PacketJoiner().feed(page)]
        assert parse_head(packets[0]).pre_skip == 312
        assert parse_tags(packets[1]) == (("title", "Two"),)

    @pytest.mark.parametrize("mount", [MP3, OPUS], ids=["mp3", "opus"])
    def test_makes_up_what_the_outage_cost(self, mount):
        rings = Rings(mount)
        dead = rings.writer()
        fresh = dead.resume(NOW)
        dead.begin(48_000, 0, (OPUS_HEAD,))
        write(dead, [Frame(f.data, f.time, 960) for f in opus_packets(251)])

        behind = rings.writer(NOW + 2 * NS).resume(NOW + 2 * NS)

        # Fresh, it was to send 5 s at once; some 5 s were sent, and two more have passed since.
        assert fresh == 5.0
        assert behind == pytest.approx(2.0, abs=0.2)

    def test_makes_up_no_more_than_the_ring_holds(self):
        rings = Rings(MP3)
        rings.writer().resume(NOW)

        assert rings.writer().resume(NOW + 3600 * NS) == MountOutput(MP3, Identity()).pacing.ring_seconds()

    def test_can_be_put_where_those_are_that_share_its_source(self):
        rings = Rings(MP3)
        output = rings.writer()
        output.resume(NOW)
        output.anchor(NOW, 9.0)
        output.begin(44_100, 1105)
        write(output, mp3_frames(1))

        assert rings.reader("plain").position.anchor_ns == NOW - 9 * NS


class TestOpus:
    def test_lets_a_newcomer_begin_with_the_headers_of_the_running_chain(self):
        rings = Rings(OPUS)
        output = rings.writer()
        output.begin(48_000, 312, (OPUS_HEAD,))
        write(output, titled(opus_packets(500, seed=1), {0: Title(title="One"), 250: Title(title="Two")}))

        join = rings.reader("plain").join(2_000_000)

        assert join is not None
        packets = [packet for page in PageReader().feed(join.header) for packet in PacketJoiner().feed(page)]
        assert parse_tags(packets[1]) == (("title", "Two"),)
        (first, *_) = PageReader().feed(rings.stream("plain", join.offset))
        assert first.serial == PageReader().feed(join.header)[0].serial
        assert not first.first

    def test_keeps_to_the_time_that_is_heard(self):
        rings = Rings(OPUS)
        output = rings.writer()
        output.begin(48_000, 312, (OPUS_HEAD,))
        titles = {n: Title(title=str(n)) for n in range(0, 500, 50)}

        write(output, titled(opus_packets(500), titles))
        output.end(NOW)

        assert rings.reader("plain").time_us == 500 * 20_000
        assert rings.reader("plain").ended


class TestTheFloor:
    def test_is_marked_in_the_ring(self):
        rings = Rings(MP3)
        output = rings.writer()
        output.begin(44_100, 1105)

        output.write(mp3_frames(1), NOW, floor=True)
        on_floor = rings.reader("plain").floor
        output.write(mp3_frames(1), NOW, floor=False)

        assert on_floor
        assert not rings.reader("plain").floor


class TestWhoIsToldOfNewFrames:
    def test_gets_the_names_of_the_rings(self):
        told = []
        output = Rings(MP3).writer(written=told.append)
        output.begin(44_100, 1105)

        output.write(mp3_frames(2), NOW)
        output.write([], NOW)

        assert told == [("radio.mp3/plain", "radio.mp3/icy")]


class TestTheTable:
    def test_says_what_edges_must_know(self):
        mount = Mount(MountPath("/radio.mp3"), NodeId("radio"), Mp3(), Seconds(2.0), name="Rädio\r\nX: y")

        entry = MountOutput(mount, Identity("Station", genre="demo", url="http://x")).table_entry()

        assert entry == {
            "path": "/radio.mp3", "content_type": "audio/mpeg", "ring": "radio.mp3/plain", "icy_ring": "radio.mp3/icy",
            "metaint": 20_480, "burst": 2.0, "tick": 0.5, "on_arrival": False, "when_behind": "drop", "hidden": False,
            "headers": [
                ["icy-name", "Rädio X: y"], ["icy-genre", "demo"], ["icy-url", "http://x"], ["icy-pub", "0"],
                ["icy-br", "128"], ["ice-audio-info", "channels=2;samplerate=44100;bitrate=128"],
            ],
        }  # fmt: skip

    def test_of_opus_has_no_titles_between(self):
        entry = MountOutput(OPUS, Identity()).table_entry()

        assert (entry["content_type"], entry["icy_ring"], entry["metaint"]) == ("audio/ogg", None, 0)
