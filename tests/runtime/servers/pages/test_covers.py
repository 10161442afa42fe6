"""How pictures are found and kept."""

import asyncio
import threading
from pathlib import Path

import pytest
from aiohttp.test_utils import make_mocked_request

from runtime.audio.cover import Picture
from runtime.servers.gallery import Gallery
from runtime.servers.pages import covers as covers_module
from runtime.servers.pages.covers import KEPT_COVERS, Covers
from runtime.testing import ManualClock

JPEG = Picture("image/jpeg", b"\xff\xd8\xff\xe0picture")


class Finder:
    """Finds the same picture everywhere, and remembers where."""

    def __init__(self):
        self.looked = []
        self.may_end = threading.Event()
        self.may_end.set()

    def __call__(self, path):
        self.looked.append(path)
        self.may_end.wait(20)
        return JPEG


@pytest.fixture
def find():
    return Finder()


@pytest.fixture
def covers(find):
    there = Covers(Path("/station"), Gallery(ManualClock().wall), find)
    yield there
    find.may_end.set()
    there.stop()


@pytest.fixture
def song(mount, played):
    """A mount that plays the file of this number."""
    return lambda number=1: mount(
        playing=played(f"Song {number}", path=f"music/{number}.mp3", segment=f"m/{number}")
    )


async def ask(covers, mount):
    return await covers.answer(make_mocked_request("GET", "/cover/first.mp3"), mount, "First")


class TestAPicture:
    def test_is_looked_for_beside_the_script(self, covers, find, song):
        asyncio.run(ask(covers, song()))

        assert find.looked == [Path("/station/music/1.mp3")]

    def test_is_looked_for_once_for_all_who_ask(self, covers, find, song):
        async def story():
            return await asyncio.gather(*(ask(covers, song()) for _ in range(5)))

        answers = asyncio.run(story())

        assert len(find.looked) == 1
        assert [answer.body for answer in answers] == [JPEG.data] * 5

    def test_is_forgotten_after_others(self, covers, find, song):
        async def story():
            for number in (*range(KEPT_COVERS + 1), 0):
                await ask(covers, song(number))

        asyncio.run(story())

        assert len(find.looked) == KEPT_COVERS + 2

    def test_is_drawn_while_the_disk_hangs(self, covers, find, song, monkeypatch):
        monkeypatch.setattr(covers_module, "COVER_SECONDS", 0.01)
        find.may_end.clear()

        async def story():
            try:
                return await ask(covers, song())
            finally:
                find.may_end.set()

        assert asyncio.run(story()).content_type == "image/svg+xml"

    def test_is_not_looked_for_where_nothing_plays(self, covers, find, mount):
        asyncio.run(ask(covers, mount(playing=None)))

        assert find.looked == []
