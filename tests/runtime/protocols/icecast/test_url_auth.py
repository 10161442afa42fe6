"""Bodies are Icecast 2.4.4's own, taken from the wire; `tests/interop/test_url_auth.py` compares them live."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.protocols.icecast.url_auth import (
    LONGEST_MESSAGE,
    listener_add,
    listener_remove,
    read_answer,
    shown_credentials,
)

WHO = {
    "server": "localhost", "port": 18388, "client": 1, "mount": "/url.mp3?a=b", "user": "good", "password": "x",
    "ip": "127.0.0.1", "agent": "p l/1.0",
}  # fmt: skip


def answered(**headers):
    return read_answer(
        {name.replace("_", "-"): value for name, value in headers.items()},
        "icecast-auth-user: 1",
        "icecast-auth-timelimit",
    )


class TestTheQuestion:
    def test_is_icecasts(self):
        assert listener_add(**WHO, headers=[("ClientHeader.x-foo", "bär")]) == (
            b"action=listener_add&server=localhost&port=18388&client=1&mount=%2furl%2emp3%3fa%3db&user=good&pass=x"
            b"&ip=127%2e0%2e0%2e1&agent=p%20l%2f1%2e0&ClientHeader.x-foo=b%c3%a4r"
        )

    def test_escapes_all_but_letters_and_digits(self):
        body = listener_add(**{**WHO, "user": "ü", "password": "p&=é~_-"})

        assert b"user=%c3%bc&pass=p%26%3d%c3%a9%7e%5f%2d&" in body

    def test_calls_a_player_without_a_name_a_dash(self):
        assert listener_add(**{**WHO, "agent": ""}).endswith(b"&agent=-")

    @given(st.text(max_size=50), st.text(max_size=50))
    def test_has_the_same_fields_whatever_a_listener_sends(self, user, agent):
        body = listener_add(**{**WHO, "user": user, "agent": agent})

        assert body.count(b"&") == 8
        assert b"\r" not in body
        assert b"\n" not in body


class TestTheGoodbye:
    def test_is_icecasts(self):
        assert listener_remove(**WHO, duration=4) == (
            b"action=listener_remove&server=localhost&port=18388&client=1&mount=%2furl%2emp3%3fa%3db&user=good&pass=x"
            b"&duration=4&ip=127%2e0%2e0%2e1&agent=p%20l%2f1%2e0"
        )


class TestTheCredentials:
    def test_are_the_servers_own(self):
        assert shown_credentials("me", "pw", "good", "x") == "Basic bWU6cHc="

    def test_are_the_listeners_where_the_server_has_none(self):
        assert shown_credentials("", "", "good", "x") == "Basic Z29vZDp4"

    def test_are_empty_where_nobody_has_any(self):
        assert shown_credentials("", "", "", "") == "Basic Og=="


class TestTheAnswer:
    @pytest.mark.parametrize("value", ["1", " 1 ", "1; more"])
    def test_lets_in(self, value):
        assert answered(icecast_auth_user=value).accepted

    @pytest.mark.parametrize(
        "headers", [{}, {"icecast_auth_user": "0"}, {"icecast_auth_user": ""}, {"other": "1"}]
    )
    def test_lets_nobody_else_in(self, headers):
        assert not answered(**headers).accepted

    def test_may_have_another_name(self):
        assert read_answer({"x-ok": "Yes, sir"}, "X-OK: yes", "t").accepted

    @pytest.mark.parametrize(
        ("text", "seconds"),
        [
            ("3", 3.0),
            (" 60 ", 60.0),
            ("0", 0.0),
            ("", 0.0),
            ("-5", 0.0),
            ("soon", 0.0),
            ("9" * 400, 0.0),
            ("٣", 0.0),
        ],
    )
    def test_may_say_for_how_long(self, text, seconds):
        assert answered(icecast_auth_user="1", icecast_auth_timelimit=text).seconds == seconds

    def test_says_why_in_one_bounded_line(self):
        message = answered(icecast_auth_message="no\r\nX-Evil: 1 " + "z" * 5000).message

        assert "\n" not in message
        assert len(message) <= LONGEST_MESSAGE
