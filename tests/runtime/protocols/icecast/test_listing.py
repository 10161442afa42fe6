"""An entry in a directory of stations."""

from urllib.parse import parse_qs

import pytest

from runtime.protocols.icecast.listing import LEAST_RHYTHM, LONG_RETRY_SECONDS, RETRY_SECONDS, Entry, Listing

ENTRY = Entry(
    "http://radio.example/a&b", "Rädio", "jazz", kind="audio/mpeg", bitrate=128, title="A - B", listeners=3
)
YES = {"ypresponse": "1", "sid": "42", "touchfreq": "90"}
NO = {"ypresponse": "0", "ypmessage": "Go away"}


def said(form):
    return {name: values[0] for name, values in parse_qs(form.decode(), keep_blank_values=True).items()}


class TestAnEntry:
    def test_is_added_touched_and_removed(self):
        listing = Listing()
        add = said(listing.due(ENTRY, 0.0))
        listing.answered(YES, 0.0)

        assert (add["action"], add["sn"], add["listenurl"]) == ("add", "Rädio", "http://radio.example/a&b")
        assert listing.due(ENTRY, 4.9) is None
        touch = said(listing.due(ENTRY, 5.0))
        assert (touch["action"], touch["sid"], touch["st"], touch["listeners"]) == (
            "touch",
            "42",
            "A - B",
            "3",
        )
        listing.answered({"ypresponse": "1"}, 5.0)
        assert listing.due(ENTRY, 94.9) is None
        assert said(listing.due(ENTRY, 95.0))["action"] == "touch"
        assert said(listing.due(None, 96.0)) == {"action": "remove", "sid": "42"}
        assert listing.due(None, 97.0) is None

    @pytest.mark.parametrize("rhythm", ["", "1", "-5", "x", "²", "9" * 30])
    def test_is_not_touched_more_often_than_is_good(self, rhythm):
        listing = Listing()
        listing.due(ENTRY, 0.0)
        listing.answered({**YES, "touchfreq": rhythm}, 0.0)
        listing.answered(YES, 5.0)

        assert listing.due(ENTRY, 5.0 + LEAST_RHYTHM - 1) is None

    def test_that_is_refused_waits_longer_and_longer(self):
        listing, now = Listing(), 0.0
        for wait in (RETRY_SECONDS, RETRY_SECONDS, LONG_RETRY_SECONDS, LONG_RETRY_SECONDS):
            assert said(listing.due(ENTRY, now))["action"] == "add"
            listing.answered(NO, now)
            assert listing.due(ENTRY, now + wait - 1) is None
            now += wait

        assert listing.complaint == "Go away"
        listing.answered(YES, now)
        assert listing.complaint == ""

    def test_that_was_forgotten_is_added_anew(self):
        listing = Listing()
        listing.answered(YES, 0.0)
        listing.answered(NO, 5.0)

        assert said(listing.due(ENTRY, 5.0 + RETRY_SECONDS))["action"] == "add"

    def test_without_an_id_is_none(self):
        listing = Listing()
        listing.answered({"ypresponse": "1"}, 0.0)

        assert (listing.sid, listing.complaint) == ("", "it gave the entry no id")

    def test_that_comes_back_is_added_at_once(self):
        listing = Listing()
        listing.answered(YES, 0.0)
        listing.due(None, 1.0)

        assert said(listing.due(ENTRY, 2.0))["action"] == "add"
