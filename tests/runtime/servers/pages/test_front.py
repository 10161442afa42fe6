"""The page at `/`, and the one for frames."""

import re

import pytest

from runtime.media.title import Title
from runtime.servers.pages.front import HUES, embed_page, front_page, hue
from runtime.servers.pages.programme import programmes
from runtime.stats.census import MountCounts

BASE = "http://radio.example:8000"
HOSTILE = "<script>alert(1)</script>\"onload='x"


@pytest.fixture
def page(status, assets):
    return lambda *mounts: front_page(status(*mounts), assets, BASE)


class TestTheFrontPage:
    def test_has_one_player_for_the_mounts_of_a_programme(self, page, mount):
        text = page(mount(programme="radio"), mount("/first.opus", programme="radio"))

        assert text.count("<audio ") == 1
        assert '<source src="/first.opus"' in text

    def test_has_a_player_for_each_programme(self, page, mount):
        assert page(mount(programme="radio"), mount("/talk.mp3", programme="talk")).count("<audio ") == 2

    def test_says_what_plays(self, page, mount):
        text = page(mount())

        assert '<h2 class="title" data-title dir="auto">One</h2>' in text
        assert ">Ann</p>" in text

    def test_says_when_only_silence_can_play(self, page, mount):
        assert "Silence" in page(mount(on_floor=True))

    def test_says_when_nothing_is_on_the_air(self, page):
        assert "Nothing is on the air" in page()

    def test_counts_one_listener_as_one(self, page, mount):
        assert ">1 listener<" in page(mount(counts=MountCounts(1)))

    def test_lists_what_has_played_but_not_what_plays(self, page, mount, played):
        earlier, now = played("Earlier"), played("Now")

        history = page(mount(playing=now, history=(now, earlier))).partition("data-history")[2]

        assert "<b>Earlier</b>" in history
        assert "<b>Now</b>" not in history

    def test_gives_addresses_as_the_asker_reached_the_station(self, page, mount):
        assert f'data-copy="{BASE}/first.mp3"' in page(mount())

    def test_links_the_stations_own_site_only_if_it_is_one(self, page, status, mount, assets):
        assert "Website" not in page(mount())

    def test_leaves_hidden_mounts_out(self, page, mount):
        assert "/secret.mp3" not in page(mount(), mount("/secret.mp3", hidden=True))

    def test_reaches_for_nothing_outside(self, page, mount):
        urls = re.findall(r'(?:src|href)="([^"]+)"', page(mount()))

        assert [url for url in urls if not url.startswith(("/", "#"))] == []

    def test_has_no_inline_script_or_style(self, page, mount):
        text = page(mount())

        assert "<style" not in text
        assert re.search(r"<[^>]*\son\w+=", text) is None
        assert re.findall(r"<script(?! type=\"module\" src=)", text) == []


class TestHostileWords:
    def test_are_text_in_titles(self, page, mount, played):
        bad = played(HOSTILE)

        text = page(mount(playing=bad, history=(played("x"), bad), name=HOSTILE, description=HOSTILE))

        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text

    def test_are_cut_to_a_bearable_length(self, page, mount, played):
        assert len(page(mount(playing=played("x" * 10_000)))) < len(page(mount())) + 2_000

    def test_may_hold_what_no_encoding_can_carry(self, page, mount, played):
        assert "?" in page(mount(playing=played("broken \udcff")))


class TestTheEmbeddedPlayer:
    def test_shows_its_programme_alone(self, status, mount, assets):
        there = status(mount(programme="radio"), mount("/talk.mp3", programme="talk"))

        text = embed_page(there, programmes(there.mounts)[1], assets)

        assert 'src="/talk.mp3"' in text
        assert "/first.mp3" not in text


class TestTheColour:
    def test_is_always_the_same_for_a_name(self):
        assert hue("First") == hue("First")

    def test_is_one_that_there_is(self, assets):
        style = assets.files["page.css"].decode()

        assert all(f".hue-{number} " in style for number in range(HUES))


class TestATitle:
    def test_without_an_artist_stands_alone(self, page, mount, played):
        text = page(mount(playing=played(Title(title="Only"))))

        assert '<p class="artist" data-artist dir="auto"></p>' in text
