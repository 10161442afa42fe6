"""The status document that panels poll."""

import json
from dataclasses import replace

from runtime.servers.icecast import status_document


class TestTheShapeReadersExpect:
    def test_no_mount_is_no_key(self, status):
        assert "source" not in status_document(status())["icestats"]

    def test_one_mount_is_an_object(self, status, mount):
        assert (
            status_document(status(mount()))["icestats"]["source"]["listenurl"]
            == "http://radio.example:8000/first.mp3"
        )

    def test_addresses_are_those_of_https_for_those_who_came_by_it(self, status, mount):
        seen = replace(status(mount()), secure_address="radio.example:8443").seen_by("https")

        assert (
            status_document(seen)["icestats"]["source"]["listenurl"] == "https://radio.example:8443/first.mp3"
        )

    def test_several_mounts_are_a_list(self, status, mount):
        sources = status_document(status(mount(), mount("/first.opus")))["icestats"]["source"]

        assert [source["listenurl"][-5:] for source in sources] == ["t.mp3", ".opus"]

    def test_every_source_ends_in_a_dummy_and_so_does_a_document_without_one(self, status, mount):
        document = status_document(status(mount()))["icestats"]

        assert "dummy" not in document
        assert list(document["source"])[-1] == "dummy"
        assert list(status_document(status())["icestats"])[-1] == "dummy"

    def test_one_mount_can_be_asked_for(self, status, mount):
        document = status_document(status(mount(), mount("/first.opus")), only="/first.opus")

        assert document["icestats"]["source"]["listenurl"].endswith("/first.opus")


class TestWhatItSays:
    def test_listeners_peak_and_slow_ones(self, status, mount):
        source = status_document(status(mount()))["icestats"]["source"]

        assert (source["listeners"], source["listener_peak"], source["slow_listeners"]) == (3, 4, 1)

    def test_times_have_a_zone_without_a_colon(self, status):
        assert status_document(status())["icestats"]["server_start_iso8601"] == "2026-11-22T07:45:55+0000"

    def test_a_title_of_digits_stays_text(self, status, mount):
        from runtime.media.title import Title

        text = json.dumps(status_document(status(mount(title=Title(title="0123")))))

        assert json.loads(text)["icestats"]["source"]["title"] == "0123"

    def test_a_mount_that_plays_nothing_yet_has_no_title(self, status, mount):
        assert "title" not in status_document(status(mount(title=None)))["icestats"]["source"]
