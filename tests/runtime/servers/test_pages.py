"""The page at `/`."""

from runtime.media.title import Title
from runtime.servers.pages import front_page
from runtime.stats.census import MountCounts


class TestTheFrontPage:
    def test_has_a_player_for_each_mount(self, status, mount):
        page = front_page(status(mount(), mount("/first.opus")))

        assert page.count("<audio ") == 2
        assert 'src="/first.opus"' in page

    def test_says_what_plays(self, status, mount):
        assert "Ann - One" in front_page(status(mount()))

    def test_says_when_only_silence_can_play(self, status, mount):
        assert "Silence" in front_page(status(mount(on_floor=True)))

    def test_counts_one_listener_as_one(self, status, mount):
        assert "1 listener<" in front_page(status(mount(counts=MountCounts(1))))

    def test_shows_hostile_titles_as_text(self, status, mount):
        page = front_page(status(mount(title=Title(title='<script>alert(1)</script>"onload='))))

        assert "<script>" not in page
        assert "&lt;script&gt;" in page

    def test_reaches_for_nothing_outside(self, status, mount):
        page = front_page(status(mount()))

        assert "http://" not in page
        assert "https://" not in page
