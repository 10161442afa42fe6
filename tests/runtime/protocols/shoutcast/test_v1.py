import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.protocols.shoutcast import ShoutcastClient, password_readings
from runtime.protocols.source import Audio, Described, Ended, Login, Refusal, StreamDescription, Wants
from runtime.testing import Dialogue, ManualClock


class Station:
    """A core whose questions are answered at once."""

    def __init__(self, clock, refusal=None):
        self.core = ShoutcastClient(clock.now())
        self.refusal = refusal

    def receive_data(self, data, now):
        events = self.core.receive_data(data, now)
        if any(isinstance(event, Wants) for event in events):
            events += self.core.accept(now) if self.refusal is None else self.core.refuse(self.refusal)
        return events

    def data_to_send(self):
        return self.core.data_to_send()


def hold(text, refusal=None):
    clock = ManualClock()
    return Dialogue.parse(text).hold_with(Station(clock, refusal), clock)


def logins(text):
    return {(login.mount, login.user, login.password, login.stream) for login in password_readings(text)}


class TestASource:
    def test_of_libshout_ends_its_lines_in_lf(self):
        events = hold(r"""
            >> hackme\n\
            << OK2
            << icy-caps:11
            <<
            >> icy-name:EZ\nicy-url:http://x\nicy-irc:\nicy-aim:\nicy-icq:\nicy-pub:0\nicy-genre:Rock\nicy-br:0\n\n\
            >> sound\
        """)

        assert events[1:] == [
            Described(StreamDescription("audio/mpeg", "EZ", genre="Rock", url="http://x")), Audio(b"sound"),
        ]  # fmt: skip

    def test_of_liquidsoap_says_what_it_brings(self):
        events = hold("""
            >> hackme
            << OK2
            << icy-caps:11
            <<
            >> icy-br:64
            >> icy-pub:1
            >> icy-name:LS
            >> content-type:audio/aacp
            >>
        """)

        assert events[-1] == Described(StreamDescription("audio/aacp", "LS", public=True, bitrate=64))

    def test_that_puts_a_blank_line_behind_its_password_keeps_its_name(self):
        events = hold("""
            >> hackme
            >>
            << OK2
            << icy-caps:11
            <<
            >> icy-name:LS
            >>
            >> sound\\
        """)

        assert events[1].description.name == "LS"
        assert events[2] == Audio(b"sound")

    def test_without_any_fields_is_heard_too(self):
        events = hold("""
            >> hackme
            << OK2
            << icy-caps:11
            <<
            >> \\r\\n\\xff\\xfb\\
        """)

        assert events[-1] == Audio(b"\xff\xfb")

    def test_that_pokes_is_let_go_and_is_no_wrong_password(self):
        assert hold(r">> !POKE\nicy-name:libshout server poke request\n\n\ ".strip()) == [
            Ended("it only felt for a server", harmless=True)
        ]

    def test_with_a_wrong_password_is_told_so(self):
        events = hold("""
            >> wrong
            << invalid password
        """, Refusal.UNAUTHORIZED)  # fmt: skip

        assert events[-1] == Ended("You need to authenticate")

    def test_on_a_mount_that_is_taken_is_told_so(self):
        hold("""
            >> hackme
            << Mountpoint in use
        """, Refusal.MOUNT_TAKEN)  # fmt: skip

    @pytest.mark.parametrize("endless", [b"x" * 1000, b"\0" * 513])
    def test_whose_password_never_ends_is_ended(self, endless):
        assert ShoutcastClient(0.0).receive_data(endless, 0.0) == [Ended("its password never ended")]

    def test_whose_fields_never_end_is_ended(self):
        core = ShoutcastClient(0.0)
        core.receive_data(b"pw\n", 0.0)
        core.accept(0.0)

        assert core.receive_data(b"icy-name:x\n" * 2000, 0.0) == [Ended("its head is too large")]

    def test_that_falls_silent_is_ended(self):
        core = ShoutcastClient(0.0)
        core.receive_data(b"pw\n", 0.0)
        core.accept(0.0)
        core.receive_data(b"icy-name:x\n\n", 1.0)

        assert core.handle_timeout(10.9) == []
        assert core.handle_timeout(11.0) == [Ended("no data for 10 s")]

    @given(st.lists(st.binary(max_size=100), max_size=20))
    def test_may_send_anything(self, pieces):
        station = Station(ManualClock())
        for piece in pieces:
            station.receive_data(piece, 0.0)

        assert len(station.data_to_send()) < 100


class TestAPassword:
    @pytest.mark.parametrize(
        ("text", "reading"),
        [
            ("secret", ("", "", "secret", 0)),
            ("dj:secret", ("", "dj", "secret", 0)),
            ("dj,secret", ("", "dj", "secret", 0)),
            ("secret:#2", ("", "", "secret", 2)),
            ("dj:secret:#3", ("", "dj", "secret", 3)),
            ("/live:secret", ("/live", "", "secret", 0)),
            ("/live:dj:secret", ("/live", "dj", "secret", 0)),
            ("a:b,c", ("", "", "a:b,c", 0)),
            ("a:b,c", ("", "a", "b,c", 0)),
        ],
    )
    def test_is_read_as_every_program_writes_it(self, text, reading):
        assert reading in logins(text)

    def test_may_be_none(self):
        assert password_readings("") == (Login("", ""),)

    def test_is_never_shown(self):
        assert "secret" not in repr(password_readings("secret"))

    @given(st.text(max_size=2000))
    def test_has_few_readings(self, text):
        assert 1 <= len(password_readings(text)) <= 12
