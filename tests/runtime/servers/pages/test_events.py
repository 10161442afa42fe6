"""What open pages are told."""

import asyncio
import json
from contextlib import aclosing
from datetime import UTC, datetime, timedelta

import pytest

from runtime.servers.pages import events
from runtime.servers.pages.events import Broadcast
from runtime.stats.census import MountCounts

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def parse(data):
    """Events in what went over the wire: (name, data, id)."""
    found = []
    for block in data.decode().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "event" in fields:
            found.append((fields["event"], json.loads(fields["data"]), fields["id"]))
    return found


class Page:
    """A page that is told by a broadcast."""

    def __init__(self, broadcast, last_id="", heartbeat=60.0):
        self.stream = broadcast.watch(last_id, heartbeat)

    async def hear(self):
        async with asyncio.timeout(10):
            return await anext(self.stream)

    async def events(self):
        return parse(await self.hear())


class Station:
    def __init__(self, status, mount):
        self.make, self.mount = status, mount
        self.mounts = (mount(),)
        self.broadcast = Broadcast(lambda: self.make(*self.mounts), lambda: NOW)

    def shows(self, *mounts):
        self.mounts = mounts
        self.broadcast.look()

    async def page(self, **how):
        page = Page(self.broadcast, **how)
        await page.hear()  # how soon to come back
        return page


@pytest.fixture
def station(status, mount):
    return Station(status, mount)


def run(story):
    """Play a story on a loop of its own."""
    asyncio.run(story())


class TestAPage:
    def test_is_told_all_when_it_comes(self, station):
        async def story():
            page = await station.page()
            [(name, data, _)] = await page.events()

            assert name == "state"
            assert data["mounts"][0]["path"] == "/first.mp3"

        run(story)

    def test_is_told_of_a_new_title(self, station, mount, played):
        async def story():
            page = await station.page()
            await page.hear()
            station.shows(mount(playing=played("Two")))
            [(name, data, _)] = await page.events()

            assert name == "title"
            assert data["mounts"][0]["title"]["title"] == "Two"

        run(story)

    def test_is_told_who_listens(self, station, mount):
        async def story():
            page = await station.page()
            await page.hear()
            station.shows(mount(counts=MountCounts(7)))

            assert [(name, data) for name, data, _ in await page.events()] == [
                ("listeners", {"/first.mp3": 7})
            ]

        run(story)

    def test_is_told_when_a_mount_comes_or_goes(self, station, mount):
        async def story():
            page = await station.page()
            await page.hear()
            station.shows(mount(), mount("/studio"))

            assert [name for name, _, _ in await page.events()] == ["mounts"]

        run(story)

    def test_is_told_nothing_twice(self, station):
        async def story():
            page = await station.page(heartbeat=0.0)
            await page.hear()
            station.broadcast.look()

            assert await page.hear() == b": still here\n\n"

        run(story)

    def test_that_comes_back_is_told_what_it_missed(self, station, mount, played):
        async def story():
            page = await station.page()
            await page.hear()
            station.shows(mount(playing=played("Two")))
            [(_, _, seen)] = await page.events()
            station.shows(mount(playing=played("Three")))
            back = await station.page(last_id=seen)

            assert [(name, data["mounts"][0]["title"]["title"]) for name, data, _ in await back.events()] == [
                ("title", "Three")
            ]

        run(story)

    @pytest.mark.parametrize(
        "last_id", ["zz-1", "1-", "-", "6921692b-99", "\x00", "6921692b-\u0663", "9" * 300]
    )
    def test_with_an_id_that_means_nothing_is_told_all(self, station, last_id):
        async def story():
            page = await station.page(last_id=last_id)

            assert [name for name, _, _ in await page.events()] == ["state"]

        run(story)

    def test_that_does_not_read_is_told_all_again_instead(self, station, mount):
        async def story():
            page = await station.page()
            await page.hear()
            for count in range(events.MOST_WAITING + 5):
                station.shows(mount(counts=MountCounts(100 + count)))
            [(name, data, _)] = await page.events()

            assert name == "state"
            assert data["mounts"][0]["listeners"] == 100 + events.MOST_WAITING + 4

        run(story)

    def test_that_leaves_is_forgotten(self, station):
        async def story():
            async with aclosing(station.broadcast.watch()) as stream:
                await anext(stream)
                there = station.broadcast.pages

            assert (there, station.broadcast.pages) == (1, 0)

        run(story)


class TestNews:
    def test_in_a_flood_is_one_look(self, station, mount, played):
        async def story():
            page = await station.page()
            await page.hear()
            looked = []
            station.broadcast.look = lambda: looked.append(1) or Broadcast.look(station.broadcast)
            for number in range(1000):
                station.mounts = (mount(playing=played(str(number))),)
                station.broadcast.news()
            [(name, data, _)] = await page.events()

            assert (name, data["mounts"][0]["title"]["title"]) == ("title", "999")
            assert len(looked) == 1

        run(story)


class TestTheStation:
    def test_is_not_looked_at_while_nobody_is_there(self, status):
        asked = []
        broadcast = Broadcast(lambda: asked.append(1) or status(), lambda: NOW + timedelta(0))

        broadcast.look()

        assert asked == []
