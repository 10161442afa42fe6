"""Pictures that source clients send."""

from datetime import UTC, datetime, timedelta

import pytest

from runtime.servers.gallery import Gallery

JPEG, PNG = b"\xff\xd8\xff\xe0album", b"\x89PNG\r\n\x1a\nstation"
START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


class Wall:
    def __init__(self):
        self.now = START

    def __call__(self):
        return self.now


@pytest.fixture
def wall():
    return Wall()


@pytest.fixture
def gallery(wall):
    return Gallery(wall)


@pytest.fixture
def shown(gallery, played):
    def shown(started=START):
        picture = gallery.picture(played("One", started, client="/studio"))
        return picture and picture.data

    return shown


class TestAClientsPicture:
    def test_is_shown_with_its_title(self, gallery, shown):
        gallery.take("/studio", "album", JPEG)

        assert shown() == JPEG

    def test_may_come_a_moment_before_the_title(self, gallery, shown):
        gallery.take("/studio", "album", JPEG)

        assert shown(START + timedelta(seconds=5)) == JPEG

    def test_is_not_shown_with_the_next_title(self, gallery, shown):
        gallery.take("/studio", "album", JPEG)

        assert shown(START + timedelta(minutes=3)) is None

    def test_of_the_station_is_shown_where_the_title_has_none(self, gallery, shown):
        gallery.take("/studio", "station", PNG)
        gallery.take("/studio", "album", JPEG)

        assert shown(START + timedelta(minutes=3)) == PNG

    def test_goes_with_the_client(self, gallery, shown):
        gallery.take("/studio", "album", JPEG)
        gallery.take("/studio", "station", PNG)
        gallery.leaves("/studio")

        assert shown() is None

    @pytest.mark.parametrize(("of", "data"), [("album", b"BM bitmap"), ("album", b"<svg/>"), ("else", JPEG)])
    def test_is_passed_over_if_it_is_none(self, gallery, shown, of, data):
        gallery.take("/studio", of, data)

        assert shown() is None
