"""The station's entries, at a directory that the tests keep."""

import asyncio
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest
from aiohttp import web

from runtime.plan import Directory, Identity, Station
from runtime.station.directories import Directories
from runtime.station.judges.post import WebPost
from runtime.stats.census import MountCounts
from runtime.stats.status import MountStatus, StationStatus
from runtime.testing import ManualClock

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def mount(path, **changes):
    fields = {
        "path": path, "content_type": "audio/mpeg", "format_name": "MP3", "bitrate": 128_000, "sample_rate": 44_100,
        "channels": 2, "name": "Radio", "description": "", "genre": "", "url": "", "title": None, "on_floor": False,
        "started": NOW, "counts": MountCounts(3),
    }  # fmt: skip
    return MountStatus(**(fields | changes))


class YellowPages:
    """A directory: it remembers what it was told, and answers as it should."""

    def __init__(self):
        self.said = []
        self.answer = {"YPResponse": "1", "SID": "7", "TouchFreq": "60"}
        self.stalls = False

    async def post(self, request):
        self.said.append({name: values[0] for name, values in parse_qs(await request.text()).items()})
        if self.stalls:
            await asyncio.sleep(3600)
        return web.Response(headers=self.answer)

    @property
    def actions(self):
        return [each["action"] for each in self.said]


class Scene:
    """A station with directories, and the web."""

    async def __aenter__(self):
        self.pages, self.clock, self.mounts = (
            YellowPages(),
            ManualClock(),
            [mount("/a"), mount("/b", hidden=True)],
        )
        app = web.Application()
        app.router.add_post("/yp", self.pages.post)
        self.runner = web.AppRunner(app, shutdown_timeout=0)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]
        self.directory = Directory(f"http://127.0.0.1:{port}/yp", "http://radio.example:8000")
        self.web = WebPost()
        self.directories = Directories(self.status, self.web, self.clock.now)
        return self

    def status(self):
        return StationStatus(Identity(), "1", "localhost:8000", NOW, tuple(self.mounts))

    async def __aexit__(self, *_):
        await self.directories.stop()
        await self.web.close()
        await self.runner.cleanup()


def live(scenario):
    async def run():
        async with asyncio.timeout(20), Scene() as scene:
            await scenario(scene)

    asyncio.run(run())


class TestDirectories:
    def test_are_none_unless_the_script_names_one(self):
        async def scenario(scene):
            scene.directories.show(Station(""))
            await scene.directories.look()

            assert scene.pages.said == []

        live(scenario)

    def test_hear_of_every_mount_that_is_not_hidden(self):
        async def scenario(scene):
            scene.directories._directories = (scene.directory,)
            await scene.directories.look()
            scene.clock.advance(5)
            await scene.directories.look()
            scene.mounts.clear()
            await scene.directories.look()

            assert scene.pages.actions == ["add", "touch", "remove"]
            assert scene.pages.said[0]["listenurl"] == "http://radio.example:8000/a"
            assert scene.pages.said[1]["listeners"] == "3"

        live(scenario)

    def test_that_refuse_are_told_of_once_and_left_alone(self, caplog):
        async def scenario(scene):
            scene.directories._directories = (scene.directory,)
            scene.pages.answer = {"YPResponse": "0", "YPMessage": "Not today"}
            for _ in range(3):
                await scene.directories.look()
                scene.clock.advance(600)

            assert scene.pages.actions == ["add", "add"]
            assert [record.getMessage() for record in caplog.records if "directories" in record.name] == [
                f"/a is not listed by {scene.directory.url}: Not today; trying again later"
            ]

        live(scenario)

    @pytest.mark.parametrize("url", ["http://127.0.0.1:1/yp", "http://[broken/yp"])
    def test_that_cannot_be_reached_cost_nobody_anything(self, url, caplog):
        async def scenario(scene):
            scene.directories._directories = (Directory(url, "http://radio.example"), scene.directory)
            await scene.directories.look()

            assert scene.pages.actions == ["add"]
            assert f"/a is not listed by {url}" in caplog.text

        live(scenario)

    def test_are_told_when_the_station_stops(self):
        async def scenario(scene):
            scene.directories.show(Station("", directories=(scene.directory,)))
            listings = scene.directories._listings
            while not any(listing.sid for listing in listings.values()):  # noqa: ASYNC110 - it happens in the loop itself
                await asyncio.sleep(0)
            await scene.directories.stop()

            assert scene.pages.actions[-1] == "remove"

        live(scenario)

    def test_that_the_script_no_longer_names_are_told_so(self):
        async def scenario(scene):
            scene.directories._directories = (scene.directory,)
            await scene.directories.look()
            scene.directories.show(Station(""))
            await scene.directories.look()
            await scene.directories.look()

            assert scene.pages.actions == ["add", "remove"]

        live(scenario)
