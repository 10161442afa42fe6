import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.errors import OurFault
from runtime.protocols.icecast.source_client import MOST_WAITING, SOURCE_TIMEOUT, SourceClient
from runtime.protocols.source import Audio, Ended, Refusal, StreamDescription, Wants
from runtime.testing import Dialogue, ManualClock

HACKME = base64.b64encode(b"source:hackme").decode()
AUTH = f"Authorization: Basic {HACKME}"
OK = b"HTTP/1.0 200 OK\r\n\r\n"


class Station:
    """A core whose questions are answered at once."""

    def __init__(self, clock, refusal=None, **options):
        self.core = SourceClient(clock.now(), **options)
        self.refusal = refusal

    def receive_data(self, data, now):
        events = self.core.receive_data(data, now)
        if any(isinstance(event, Wants) for event in events):
            events += self.core.accept(now) if self.refusal is None else self.core.refuse(self.refusal)
        return events

    def data_to_send(self):
        return self.core.data_to_send()


def hold(text, refusal=None, **options):
    clock = ManualClock()
    station = Station(clock, refusal, **options)
    return Dialogue.parse(text).hold_with(station, clock)


def wants(*lines):
    core = SourceClient(0.0)
    events = core.receive_data("\r\n".join((*lines, "", "")).encode(), 0.0)
    return events[0]


def heard(events):
    return b"".join(event.data for event in events if isinstance(event, Audio))


class TestASourceClient:
    def test_is_answered_before_it_sends_audio(self):
        events = hold(f"""
            >> SOURCE /ls.mp3 HTTP/1.0
            >> {AUTH}
            >>
            << HTTP/1.0 200 OK
            <<
            >> sound\\
        """)

        assert heard(events) == b"sound"

    def test_that_asks_for_a_100_gets_one(self):
        events = hold(f"""
            >> PUT /ff.mp3 HTTP/1.1
            >> User-Agent: Lavf/59.27.100
            >> Accept: */*
            >> Expect: 100-continue
            >> Connection: close
            >> Host: 127.0.0.1:8000
            >> Content-Type: audio/mpeg
            >> Icy-MetaData: 1
            >> Ice-Name: Evening
            >> Ice-Public: 0
            >> {AUTH}
            >>
            << HTTP/1.1 100 Continue
            << Content-Length: 0
            <<
            << HTTP/1.0 200 OK
            <<
            >> ID3\\
        """)

        assert events[0].agent == "Lavf/59.27.100"
        assert events[0].description.name == "Evening"
        assert heard(events) == b"ID3"

    def test_that_asks_for_a_100_in_http_1_0_gets_one_too(self):
        hold(f"""
            >> PUT /ls.mp3 HTTP/1.0
            >> Expect: 100-Continue
            >> Content-Type: audio/mpeg
            >> {AUTH}
            >>
            << HTTP/1.1 100 Continue
            << Content-Length: 0
            <<
            << HTTP/1.0 200 OK
            <<
        """)

    @pytest.mark.parametrize("line", ["SOURCE /m ICE/1.0", "SOURCE /m HTTP/1.1", "PUT /m HTTP/1.0"])
    def test_may_speak_any_version(self, line):
        assert wants(line, AUTH, "Content-Type: audio/aacp").mount == "/m"

    def test_that_waits_for_nothing_loses_no_byte_of_audio(self):
        core = SourceClient(0.0)
        first = core.receive_data(f"SOURCE /l HTTP/1.1\r\n{AUTH}\r\n\r\nfirst".encode(), 0.0)
        second = core.receive_data(b" second", 0.0)

        assert (
            heard(first + second + core.accept(0.0) + core.receive_data(b" third", 0.0))
            == b"first second third"
        )

    def test_may_end_its_lines_as_it_likes(self):
        core = SourceClient(0.0)

        assert core.receive_data(f"SOURCE /x HTTP/1.0\n{AUTH}\n\n".encode(), 0.0)[0].mount == "/x"

    def test_that_leaves_has_ended_its_stream(self):
        core = SourceClient(0.0)
        core.receive_data(f"SOURCE /x HTTP/1.0\r\n{AUTH}\r\n\r\n".encode(), 0.0)
        core.accept(0.0)

        assert core.receive_eof(1.0) == [Ended("it ended the stream")]
        assert core.receive_eof(2.0) == []

    def test_that_falls_silent_is_ended(self):
        core = SourceClient(0.0)
        core.receive_data(f"SOURCE /x HTTP/1.0\r\n{AUTH}\r\n\r\n".encode(), 0.0)
        core.accept(5.0)
        core.receive_data(b"x", 9.0)

        assert core.next_deadline() == 9.0 + SOURCE_TIMEOUT
        assert core.handle_timeout(18.9) == []
        assert core.handle_timeout(19.0) == [Ended("no data for 10 s")]

    def test_that_drips_its_head_is_ended(self):
        core = SourceClient(0.0)
        core.receive_data(b"PUT /x HTTP/1.1\r\n", 14.0)
        events = core.handle_timeout(15.0)

        assert isinstance(events[0], Ended)
        assert core.data_to_send().startswith(b"HTTP/1.0 408")

    def test_cannot_send_without_end_before_it_is_answered(self):
        core = SourceClient(0.0)
        core.receive_data(f"SOURCE /x HTTP/1.0\r\n{AUTH}\r\n\r\n".encode(), 0.0)
        core.receive_data(bytes(MOST_WAITING), 0.0)

        assert isinstance(core.receive_data(b"x", 0.0)[0], Ended)


class TestAnOldClient:
    def test_that_speaks_xaudiocast_is_understood(self):
        events = hold("""
            >> SOURCE hack,me /old
            >> x-audiocast-name: Old
            >> x-audiocast-bitrate: 96
            >>
            << OK
            <<
            >> sound\\
        """)

        asked = events[0]
        assert (asked.dialect, asked.mount, asked.logins[0].password) == ("xaudiocast", "/old", "hack,me")
        assert (asked.description.name, asked.description.bitrate) == ("Old", 96)
        assert heard(events) == b"sound"


class TestABody:
    def test_may_be_chunked(self):
        events = hold(f"""
            >> PUT /c HTTP/1.1
            >> Content-Type: audio/ogg
            >> Transfer-Encoding: chunked
            >> {AUTH}
            >>
            << HTTP/1.0 200 OK
            <<
            >> 5;name=value
            >> hello
            >> 00A
            >> 0123456789
            >> 0
            >> Trailer: x
            >>
        """)

        assert heard(events) == b"hello0123456789"
        assert events[-1] == Ended("it ended the stream")

    @given(st.lists(st.binary(min_size=1, max_size=40), max_size=8), st.integers(1, 20))
    def test_that_is_chunked_may_be_cut_anywhere(self, chunks, size):
        framed = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
        head = (
            f"PUT /c HTTP/1.1\r\nContent-Type: a/b\r\nTransfer-Encoding: chunked\r\n{AUTH}\r\n\r\n".encode()
        )
        station = Station(ManualClock())
        events = [
            event
            for at in range(0, len(head + framed), size)
            for event in station.receive_data((head + framed)[at : at + size], 0.0)
        ]

        assert heard(events) == b"".join(chunks)
        assert events[-1] == Ended("it ended the stream")

    @pytest.mark.parametrize("broken", ["xyz\r\n", "5\r\nhello!\r\n", "1" * 300, "-5\r\n", "5 5\r\n"])
    def test_whose_chunks_are_broken_ends_the_stream(self, broken):
        events = hold(
            f"""
            >> PUT /c HTTP/1.1
            >> Content-Type: audio/ogg
            >> Transfer-Encoding: chunked
            >> {AUTH}
            >>
            << HTTP/1.0 200 OK
            <<
        """
            "\n>> " + broken.replace("\r\n", "\\r\\n") + "\\"
        )

        assert isinstance(events[-1], Ended)

    def test_that_is_counted_ends_with_its_count(self):
        events = hold(f"""
            >> PUT /c HTTP/1.1
            >> Content-Type: audio/mpeg
            >> Content-Length: 5
            >> {AUTH}
            >>
            << HTTP/1.0 200 OK
            <<
            >> hello, and what is no audio
        """)

        assert heard(events) == b"hello"
        assert events[-1] == Ended("it ended the stream")

    @pytest.mark.parametrize(
        "line", ["Transfer-Encoding: gzip", "Content-Length: many", "Content-Length: -1"]
    )
    def test_in_a_framing_nobody_decodes_is_refused(self, line):
        core = SourceClient(0.0)
        events = core.receive_data(f"PUT /c HTTP/1.1\r\n{line}\r\n{AUTH}\r\n\r\n".encode(), 0.0)

        assert isinstance(events[0], Ended)
        assert core.data_to_send().startswith((b"HTTP/1.0 501", b"HTTP/1.0 400"))


class TestAProbe:
    def test_of_no_length_asks_and_takes_no_mount(self):
        events = hold(f"""
            >> SOURCE /p HTTP/1.1
            >> Content-Length: 0
            >> Connection: Keep-Alive
            >> Prefer: return=minimal
            >> {AUTH}
            >>
            << HTTP/1.0 200 OK
            << Connection: close
            << Content-Length: 0
            <<
        """)

        assert events[0].probe
        assert events[1] == Ended("it only asked", harmless=True)

    def test_without_credentials_is_told_as_having_none(self):
        core = SourceClient(0.0)
        asked = core.receive_data(b"PUT /p HTTP/1.1\r\nContent-Length: 0\r\n\r\n", 0.0)[0]

        assert asked.logins == ()


class TestARefusal:
    def refused(self, why, **options):
        core = SourceClient(0.0, fields=(("Server", "LegacyStream/1"),), **options)
        core.receive_data(f"SOURCE /x HTTP/1.0\r\n{AUTH}\r\n\r\n".encode(), 0.0)
        return core.refuse(why), core.data_to_send()

    @pytest.mark.parametrize(
        ("why", "status", "words"),
        [
            (Refusal.UNAUTHORIZED, 401, b"You need to authenticate\r\n"),
            (Refusal.MOUNT_TAKEN, 403, b"Mountpoint in use"),
            (Refusal.UNSUPPORTED, 403, b"Content-type not supported"),
            (Refusal.TOO_MANY_SOURCES, 403, b"too many sources connected"),
            (Refusal.FULL, 403, b"Icecast connection limit reached"),
            (Refusal.OURS, 403, b"internal format allocation problem"),
            (Refusal.NO_CONTENT_TYPE, 403, b"No Content-type given"),
        ],
    )
    def test_has_the_words_that_clients_look_for(self, why, status, words):
        events, said = self.refused(why)
        head, _, body = said.partition(b"\r\n\r\n")

        assert head.startswith(b"HTTP/1.0 %d " % status)
        assert body == words
        assert isinstance(events[0], Ended)

    def test_asks_for_credentials_as_icecast_does(self):
        assert (
            b'\r\nWWW-Authenticate: Basic realm="Icecast2 Server"\r\n'
            in self.refused(Refusal.UNAUTHORIZED)[1]
        )

    @pytest.mark.parametrize(
        ("why", "status"), [(Refusal.MOUNT_TAKEN, 409), (Refusal.UNSUPPORTED, 415), (Refusal.FULL, 503)]
    )
    def test_has_newer_statuses_where_they_are_wanted(self, why, status):
        assert self.refused(why, compat="icecast-2.5")[1].startswith(b"HTTP/1.0 %d " % status)

    def test_is_for_others_to_give_to_a_put_that_does_not_say_what_it_brings(self):
        assert wants("PUT /x HTTP/1.1", AUTH).description.content_type == ""

    def test_is_not_for_a_source_that_does_not_say(self):
        assert wants("SOURCE /x HTTP/1.0", AUTH).description.content_type == "audio/mpeg"

    def test_of_one_who_asked_nothing_is_a_mistake_of_ours(self):
        with pytest.raises(OurFault):
            SourceClient(0.0).refuse(Refusal.FULL)


class TestADescription:
    def test_is_read_from_ice_then_icy_then_audiocast_fields(self):
        asked = wants(
            "SOURCE /x HTTP/1.0", AUTH, "icy-name: second", "Ice-Name: first", "x-audiocast-genre: talk",
            "icy-br: 64, 64", "ice-public: 1", "content-type: Audio/AACP; x=y",
            "ice-audio-info: ice-samplerate=44100;ice-channels=2; bitrate=128",
        )  # fmt: skip

        assert asked.description == StreamDescription(
            "audio/aacp", "first", genre="talk", public=True, bitrate=64, sample_rate=44100, channels=2
        )

    def test_cannot_hold_control_characters_or_go_on_for_ever(self):
        asked = wants("SOURCE /x HTTP/1.0", AUTH, f"ice-name: a\t{'x' * 5000}")

        assert asked.description.name.startswith("a xxx")
        assert len(asked.description.name) <= 800


class TestAnyBytes:
    @given(st.lists(st.binary(max_size=200), max_size=20))
    def test_end_in_events_and_nothing_else(self, pieces):
        station = Station(ManualClock())
        for piece in pieces:
            station.receive_data(piece, 0.0)

        assert len(station.data_to_send()) < 1000

    @given(
        st.sampled_from(["PUT", "SOURCE", "GET"]),
        st.lists(st.sampled_from([AUTH, "Expect: 100-continue", "Transfer-Encoding: chunked", "Content-Length: 7",
                                  "Content-Type: audio/mpeg", "Authorization: Basic !!!", "ice-audio-info: ;;=;=="])),
        st.binary(max_size=300),
    )  # fmt: skip
    def test_behind_a_head_do_no_harm(self, method, lines, rest):
        station = Station(ManualClock())
        head = "\r\n".join((f"{method} /x HTTP/1.1", *lines, "", "")).encode()
        events = station.receive_data(head + rest, 0.0)

        assert len(heard(events)) <= len(rest)
