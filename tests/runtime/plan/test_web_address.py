"""Addresses in the place of a path."""

import pytest

from runtime.plan import escaped_address, is_web_address, shown_address, shown_place, web_address_flaw


class TestAPlace:
    @pytest.mark.parametrize("place", ["http://x.example/a.mp3", "HTTPS://x.example", "http://"])
    def test_is_an_address_where_it_begins_like_one(self, place):
        assert is_web_address(place)

    @pytest.mark.parametrize("place", ["music/a.mp3", "ftp://x/a", "httpd/a.mp3", "", "file:///a"])
    def test_is_a_path_otherwise(self, place):
        assert not is_web_address(place)


class TestAnAddress:
    @pytest.mark.parametrize(
        "address", ["http:///a", "http://", "http://[x/a", "http://a b/c", "http://x:99999/"]
    )
    def test_that_names_no_server_has_a_flaw(self, address):
        assert web_address_flaw(address) == "it names no server"

    @pytest.mark.parametrize(
        "address", ["http://x/a b.mp3", "https://user:word@x.example:8443/?a=b", "http://[::1]/a"]
    )
    def test_that_names_one_has_none(self, address):
        assert web_address_flaw(address) == ""

    def test_is_escaped_behind_its_server_as_far_as_it_is_not(self):
        assert escaped_address("http://x/a b%20c/ö?d=e f&g") == "http://x/a%20b%20c/%C3%B6?d=e%20f&g"

    @pytest.mark.parametrize(
        ("address", "shown"),
        [
            ("https://user:word@x.example:81/Ada%20-%20One.mp3", "https://x.example:81/Ada - One.mp3"),
            ("http://x/a.mp3?token=hush", "http://x/a.mp3?785b"),
            ("http://x/a%0A%1b.mp3#part", "http://x/a .mp3"),
            ("http://[x", "an address"),
        ],
    )
    def test_is_shown_without_what_may_be_a_key(self, address, shown):
        assert shown_address(address) == shown

    def test_is_told_from_another_one_that_differs_in_what_is_hidden(self):
        assert shown_address("http://x/a?1") != shown_address("http://x/a?2")

    def test_of_any_length_is_shown_in_a_line(self):
        assert len(shown_address("http://x/" + "a" * 10_000)) == 300

    def test_is_shown_in_the_place_of_a_path(self):
        assert (shown_place("music/a.mp3"), shown_place("http://u@x/a")) == ("music/a.mp3", "http://x/a")
