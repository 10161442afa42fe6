"""Programs and servers that are asked for the next track."""

import asyncio
import json
import sys

import pytest
from aiohttp import web

from runtime.errors import ScriptFault
from runtime.kernel.events import EventBus
from runtime.station.functions.script import Script
from runtime.testing import ManualClock

READS = "import sys, json; print('music/' + json.load(sys.stdin)['title'] + '.mp3')"


def scene(work, tmp_path, routes=()):
    """Run something with a script that is started, beside a server of this machine."""

    async def run():
        app = web.Application()
        app.add_routes(routes)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        clock = ManualClock()
        script = Script(None, clock, clock.wall, tmp_path, 44_100, "test")
        await script.start(EventBus(clock.wall), (), ())
        try:
            return await asyncio.wrap_future(work(script, f"http://127.0.0.1:{port}"))
        finally:
            await script.stop()
            await runner.cleanup()

    return asyncio.run(run())


class TestAProgram:
    def test_is_told_what_plays_and_answers(self, tmp_path):
        about = json.dumps({"title": "Sea"})
        answer = scene(lambda script, _: script.program([sys.executable, "-c", READS], about, 20.0), tmp_path)

        assert answer.strip() == "music/Sea.mp3"

    def test_that_is_not_there_is_told(self, tmp_path):
        with pytest.raises(ScriptFault, match="there is no such program"):
            scene(lambda script, _: script.program(["./next.py"], "", 5.0), tmp_path)

    def test_that_fails_is_told_with_what_it_says(self, tmp_path):
        command = [sys.executable, "-c", "import sys; sys.exit('no music today')"]

        with pytest.raises(ScriptFault, match="no music today"):
            scene(lambda script, _: script.program(command, "", 20.0), tmp_path)


class TestAServer:
    def test_is_told_what_plays_and_answers(self, tmp_path):
        async def chosen(request):
            return web.Response(text=f"music/{(await request.json())['title']}.mp3")

        routes = [web.post("/next", chosen)]
        answer = scene(
            lambda script, base: script.asked(f"{base}/next", '{"title": "Sea"}', 5.0), tmp_path, routes
        )

        assert answer == "music/Sea.mp3"

    def test_that_is_out_of_order_is_told_without_its_address(self, tmp_path):
        with pytest.raises(ScriptFault, match=r"^http://127.0.0.1 answered 404$"):
            scene(lambda script, base: script.asked(f"{base}/next?key=hush", "{}", 5.0), tmp_path)


class TestAScriptThatDoesNotRun:
    def test_asks_nobody(self, tmp_path):
        clock = ManualClock()
        script = Script(None, clock, clock.wall, tmp_path, 44_100, "test")

        with pytest.raises(ScriptFault):
            script.program(["true"], "", 1.0).result()
