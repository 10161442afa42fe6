"""Who may do what."""

import pytest

from runtime.plan import Admin, Secret
from runtime.protocols.source import Login
from runtime.servers.admin.rights import Rights, Verdict, of_another_site

ADMINS = (Admin("admin", Secret("pässword")), Admin("admin", Secret("other"), "viewer"))


class TestRights:
    def test_find_the_account_by_name_and_password(self):
        rights = Rights(ADMINS, lambda _path, _login: False, lambda: 0.0)

        assert rights.judge(Login("admin", "pässword"), "a") == Verdict("admin")
        assert rights.judge(Login("admin", "other"), "a") == Verdict("viewer")
        assert rights.judge(Login("admin", ""), "a") == Verdict()
        assert rights.judge(None, "a") == Verdict()

    def test_are_nobodys_where_nobody_is_named(self):
        assert Rights((), lambda _path, _login: False, lambda: 0.0).judge(Login("", ""), "a") == Verdict()

    def test_forget_a_guesser_after_a_while(self):
        now = [0.0]
        rights = Rights(ADMINS, lambda _path, _login: False, lambda: now[0])
        for _ in range(10):
            rights.judge(Login("admin", "guess"), "a")

        assert rights.judge(Login("admin", "pässword"), "a").is_flooding
        now[0] = 61.0
        assert rights.judge(Login("admin", "pässword"), "a").role == "admin"


class TestAPageOfAnotherSite:
    @pytest.mark.parametrize(
        ("scheme", "origin", "other"),
        [
            ("https", "https://radio.example", False),
            ("https", "http://radio.example", True),
            ("http", "http://radio.example", False),
            ("http", "https://radio.example", False),
            ("https", "https://evil.example", True),
        ],
    )
    def test_is_also_ours_where_it_came_by_http_and_this_by_https(self, scheme, origin, other):
        said = {"host": "radio.example", "origin": origin, "edge-scheme": scheme}

        assert of_another_site(lambda name: said.get(name.lower(), "")) is other
