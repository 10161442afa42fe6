import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.errors import PeerFault
from runtime.media.title import Title
from runtime.protocols.shoutcast import (
    LONGEST_PAYLOAD,
    FrameReader,
    UltravoxClient,
    UltravoxFrame,
    xtea_decrypt,
    xtea_encrypt,
)
from runtime.protocols.shoutcast.ultravox_metadata import MetadataReader, read_metadata_xml
from runtime.protocols.source import Artwork, Audio, Described, Ended, Refusal, Titled, Wants

KEY = "foobar"
XML = "<?xml version='1.0'?><metadata><TIT2>{}</TIT2><TPE1>{}</TPE1><TALB>Kind</TALB><extension><title seq='2'>Next</title></extension></metadata>"  # noqa: E501


def said(kind, text):
    return UltravoxFrame(kind, text.encode() + b"\0").encode()


def answers(core):
    return [frame.text for frame in FrameReader().feed(core.data_to_send())]


def logged_in(user="dj", password="secret", stream="1"):
    core = UltravoxClient(0.0, KEY)
    core.receive_data(said(0x1009, "2.1"), 0.0)
    hidden = ":".join(xtea_encrypt(text.encode(), KEY.encode()) for text in (user, password))
    return core, core.receive_data(said(0x1001, f"2.1:{stream}:{hidden}"), 0.0)


def on_air():
    core, _ = logged_in()
    core.accept(0.0)
    core.receive_data(said(0x1004, ""), 0.0)
    return core


def pieces(kind, data, number=7, size=100):
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    return [
        UltravoxFrame(kind, b"".join(n.to_bytes(2, "big") for n in (number, len(parts), index)) + part)
        for index, part in enumerate(parts, 1)
    ]


class TestXTEA:
    @pytest.mark.parametrize(
        ("key", "text", "hidden"),
        [
            (bytes(range(16)), b"ABCDEFGH", "497df3d072612cb5"),
            (b"foobar", b"test", "0797c1d44e31a1f3"),
            (b"foobar", b"source", "bd767b43cb69bc76"),
            (b"foobar", b"longerpassword", "8d72272d364c211c74e353cca43d5faf"),
            (b"0123456789abcdef", b"changeme", "20d3872cd76ecea3"),
        ],
    )
    def test_agrees_with_others(self, key, text, hidden):
        assert xtea_encrypt(text, key) == hidden
        assert xtea_decrypt(hidden, key) == text

    @pytest.mark.parametrize("hidden", ["zz", "00", "0797c1d44e31a1f", "00" * 8 * 65])
    def test_refuses_what_cannot_be_a_text(self, hidden):
        with pytest.raises(PeerFault):
            xtea_decrypt(hidden, b"k")


class TestAFrame:
    def test_looks_as_documented(self):
        assert said(0x1009, "2.1")[:-1] + b"\0" == bytes.fromhex("5a001009000432 2e3100 00".replace(" ", ""))
        assert FrameReader().feed(bytes.fromhex("5a0010090003322e3100"))[0].text == "2.1"

    def test_may_be_cut_anywhere(self):
        reader = FrameReader()
        data = said(0x1009, "2.1") + UltravoxFrame(0x7000, b"\xff" * 300).encode()
        frames = [frame for byte in data for frame in reader.feed(bytes((byte,)))]

        assert [frame.kind for frame in frames] == [0x1009, 0x7000]

    @pytest.mark.parametrize("length", [16378, 65535])
    def test_is_no_longer_than_it_may_be(self, length):
        with pytest.raises(PeerFault, match=str(LONGEST_PAYLOAD)):
            FrameReader().feed(b"\x5a\0\x70\0" + length.to_bytes(2, "big"))

    def test_may_be_as_long_as_that_and_empty(self):
        whole = UltravoxFrame(0x7000, bytes(LONGEST_PAYLOAD)).encode()

        assert len(whole) == 16_384 - 0
        assert len(FrameReader().feed(whole + UltravoxFrame(0x1004).encode())) == 2

    @pytest.mark.parametrize("broken", [b"\x5b", b"\x5a\0\x10\x09\0\x01\0\x01"])
    def test_that_is_out_of_step_is_the_end(self, broken):
        with pytest.raises(PeerFault):
            FrameReader().feed(broken)


class TestALogin:
    def test_begins_with_a_key(self):
        core = UltravoxClient(0.0, KEY)
        core.receive_data(bytes.fromhex("5a0010090003322e3100"), 0.0)

        assert core.data_to_send() == bytes.fromhex("5a001009000b41434b3a666f6f6261720000")

    def test_is_read_with_it(self):
        _, events = logged_in("source", "longerpassword", "3")

        login = events[0].logins[0]
        assert (login.user, login.password, login.stream) == ("source", "longerpassword", 3)

    def test_leads_over_the_terms_to_the_stream(self):
        core, _ = logged_in()
        core.data_to_send()
        core.accept(0.0)
        talk = [
            (0x1040, "audio/mpeg"), (0x1002, "128000:128000"), (0x1003, "16:8"), (0x1008, "65000:1"),
            (0x1100, "Night"), (0x1101, "Jazz"), (0x1102, "http://x"), (0x1103, "1"), (0x1104, ""), (0x1006, ""),
        ]  # fmt: skip
        for kind, text in talk:
            assert core.receive_data(said(kind, text), 0.0) == []
        described = core.receive_data(said(0x1004, ""), 0.0)[0].description

        assert answers(core) == [
            "ACK:2.1:Allow", "ACK", "ACK", "ACK:16", "ACK:16377", *["ACK"] * 6, "ACK:Data transfer mode",
        ]  # fmt: skip
        assert (described.content_type, described.bitrate, described.name) == ("audio/mpeg", 128, "Night")
        assert described.public

    @pytest.mark.parametrize(
        ("why", "text"), [(Refusal.UNAUTHORIZED, "NAK:2.1:Deny"), (Refusal.MOUNT_TAKEN, "NAK:Stream In Use")]
    )
    def test_may_be_refused(self, why, text):
        core, _ = logged_in()
        core.data_to_send()
        core.refuse(why)

        assert answers(core) == [text]

    @pytest.mark.parametrize(
        ("frames", "text"),
        [
            ([(0x1001, "2.1:1:a:b")], "NAK:Sequence Error"),
            ([(0x1009, "1.0")], "NAK:Version Error"),
            ([(0x1009, "2.1"), (0x7000, "x")], "NAK:Sequence Error"),
            ([(0x1009, "2.1"), (0x1001, "nonsense")], "NAK:Parse Error"),
            ([(0x1009, "2.1"), (0x1001, "2.1:x:00:00")], "NAK:Stream ID Error"),
            ([(0x1009, "2.1"), (0x1001, "2.1:1:zz:00")], "NAK:Parse Error"),
        ],
    )
    def test_out_of_order_is_refused(self, frames, text):
        core = UltravoxClient(0.0, KEY)
        events = [event for kind, words in frames for event in core.receive_data(said(kind, words), 0.0)]

        assert answers(core)[-1] == text
        assert isinstance(events[-1], Ended)


class TestAStream:
    def test_is_audio_freed_of_its_frames(self):
        core = on_air()

        assert core.receive_data(UltravoxFrame(0x7000, b"mp3").encode() + UltravoxFrame(0x8003, b"aac").encode(), 1.0) == [
            Audio(b"mp3"), Audio(b"aac"),
        ]  # fmt: skip

    def test_carries_titles_in_pieces(self):
        core = on_air()
        frames = pieces(0x3902, XML.format("So What", "Miles &amp; Co").encode())
        events = [event for frame in frames for event in core.receive_data(frame.encode(), 1.0)]

        assert events == [Titled(Title("Miles & Co", "So What", "Kind"))]

    def test_carries_pictures(self):
        core = on_air()
        frames = pieces(0x4101, b"\x89PNG" * 100)

        assert [event for frame in frames for event in core.receive_data(frame.encode(), 1.0)] == [
            Artwork("album", "image/png", b"\x89PNG" * 100)
        ]

    def test_ends_when_it_says_so(self):
        assert on_air().receive_data(said(0x1005, ""), 1.0) == [Ended("it ended the stream")]

    def test_ends_when_it_falls_silent(self):
        assert on_air().handle_timeout(10.0) == [Ended("no data for 10 s")]


class TestMetadata:
    @pytest.mark.parametrize("span", [0, 33, 65535])
    def test_of_an_impossible_number_of_pieces_is_passed_over(self, span):
        head = b"".join(n.to_bytes(2, "big") for n in (1, span, 1))

        assert list(MetadataReader().take(UltravoxFrame(0x3902, head + b"<metadata/>"))) == []

    def test_that_never_ends_is_held_within_bounds(self):
        reader = MetadataReader()
        for number in range(1000):
            head = b"".join(n.to_bytes(2, "big") for n in (number, 32, 1))
            list(reader.take(UltravoxFrame(0x3902, head + bytes(10_000))))

        assert (
            sum(len(part) for making in reader._making.values() for part in making.parts.values()) == 10_000
        )

    @pytest.mark.parametrize(
        "xml",
        [
            b"", b"<", b"<metadata>", b"<metadata></metadata>",
            b"<!DOCTYPE m [<!ENTITY a 'b'>]><metadata><TIT2>&a;</TIT2></metadata>",
            b"<!DOCTYPE m SYSTEM 'file:///etc/passwd'><metadata><TIT2>x</TIT2></metadata>",
            b"<metadata>" + b"<a>" * 50_000,
            b"<?xml version='1.0' encoding='rot13'?><metadata><TIT2>x</TIT2></metadata>",
        ],
    )  # fmt: skip
    def test_that_is_a_trick_or_broken_says_nothing(self, xml):
        assert read_metadata_xml(xml) is None

    def test_with_one_tag_for_all_is_parted(self):
        assert read_metadata_xml(b"<metadata><TIT2>A - B</TIT2></metadata>\0") == Title("A", "B")

    @given(st.binary(max_size=300))
    def test_of_any_bytes_says_little(self, data):
        assert isinstance(read_metadata_xml(data), Title | None)


class TestAnyBytes:
    @given(st.lists(st.one_of(
        st.binary(max_size=60),
        st.tuples(st.sampled_from([0x1009, 0x1001, 0x1004, 0x1003, 0x7000, 0x3902, 0x4001]), st.binary(max_size=40)).map(
            lambda frame: UltravoxFrame(*frame).encode()
        ),
    ), max_size=20))  # fmt: skip
    def test_end_in_events_and_nothing_else(self, parts):
        core = UltravoxClient(0.0, KEY)
        for part in [said(0x1009, "2.1"), *parts]:
            for event in core.receive_data(part, 0.0):
                if isinstance(event, Wants):
                    core.accept(0.0)

        assert core.next_deadline() is None or core.next_deadline() > 0

    def test_described_comes_before_audio(self):
        core, _ = logged_in()
        core.receive_data(said(0x1004, "") + UltravoxFrame(0x7000, b"x").encode(), 0.0)

        assert [type(event) for event in core.accept(0.0)] == [Described, Audio]
