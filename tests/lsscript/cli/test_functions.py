"""The functions of a script, from its text to what they do on the air."""

import asyncio
import logging
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lsscript.cli.compile import compile_file
from lsscript.cli.functions import ScriptLanguage
from runtime.errors import OperatorFault
from runtime.kernel.events import EventBus
from runtime.plan.refs import refs_of
from runtime.station.functions import Script
from runtime.testing import ManualClock
from runtime.tls.dns import FunctionDns

SECRET = "correct horse battery"
MOUNT = 'radio = tone()\nmount("/radio.mp3", radio, mp3())\nkey = secret("env:STATION_KEY")\n'


@pytest.fixture
def play(tmp_path, monkeypatch):
    """A script and what happens → nothing; what its functions did is in the log."""
    monkeypatch.setenv("STATION_KEY", SECRET)

    def play(text, *happened):
        path = tmp_path / "station.lss"
        path.write_text(MOUNT + text, "utf-8")
        station = compile_file(path).station
        clock = ManualClock()
        bus = EventBus(lambda: datetime(2026, 1, 1, tzinfo=UTC))
        script = Script(ScriptLanguage(tmp_path), clock, bus.wall, tmp_path, 44_100, "Test/1")

        async def scene():
            bus.start(asyncio.get_running_loop().call_soon_threadsafe)
            await script.start(bus, station.hooks, ())
            for name, source, details in happened:
                bus.emit(name, source, details)
            bus.stop()
            await script.stop()

        asyncio.run(scene())

    return play


START = ("start", "", {})


class TestHandlers:
    def test_run_with_the_scripts_line(self, play, caplog):
        caplog.set_level(logging.INFO)
        play('on.track(radio, fun (t) -> log("now: #{t.title}"))', ("track", "radio", {"title": "One"}))

        assert [(each.getMessage(), str(each.origin)) for each in caplog.records] == [
            ("now: One", "station.lss:4")
        ]

    def test_share_what_they_change(self, play, caplog):
        caplog.set_level(logging.INFO)
        text = "n = ref(0)\non.track(radio, fun (t) do\n  n := n() + 1\nend)\non.stop(fun () -> log(n()))\n"
        tracks = [("track", "radio", {"title": str(number)}) for number in range(20)]
        play(text + "on.track(radio, fun (t) do\n  n := n() + 1\nend)", *tracks, ("stop", "", {}))
        counts = [each.getMessage() for each in caplog.records]

        assert len(counts) == 1
        assert 0 <= int(counts[0]) <= 40

    def test_that_fail_are_told_and_the_others_run(self, play, caplog):
        caplog.set_level(logging.INFO)
        play("on.start(fun () -> 1 / 0)\non.start(fun () -> log(3))", START)

        assert {(each.levelname, each.getMessage()) for each in caplog.records} == {
            ("ERROR", "on.start: a division by zero; the station plays on"),
            ("INFO", "3"),
        }

    def test_that_recurse_without_end_are_told(self, play, caplog):
        play("def deep(x)\n  deep(x + 1)\nend\non.start(fun () -> deep(1))", START)

        assert "this does not come to an end" in caplog.text

    def test_read_their_files_beside_the_script(self, play, caplog, tmp_path):
        caplog.set_level(logging.INFO)
        (tmp_path / "note.txt").write_text("hello", "utf-8")
        play('on.start(fun () -> log(file.read("note.txt") ?? "nothing"))', START)

        assert "hello" in caplog.text


class TestSecrets:
    @pytest.mark.parametrize(
        "body",
        [
            "log(key)",
            "log({k = key})",
            'http.get("http://127.0.0.1:1/x", headers=["Authorization" => key])',
            "http.get(key)",
            'log(http.get(key, headers=["X" => key]).error)',
            "webhook(key, {a = 1})",
            'process.run(["no-such-program", key], environment=["TOKEN" => key], input=key)',
            "log(process.run([key]).error)",
            "json.stringify({k = key})",
            'log(1 / string.length(json.parse("{}", "")))\n  process.run([key, key])',
        ],
    )  # fmt: skip
    def test_are_in_no_line_of_the_log(self, play, caplog, capsys, body):
        caplog.set_level(logging.DEBUG)
        play(f"on.start(fun () do\n  {body}\nend)", START)
        shown = capsys.readouterr()

        assert SECRET not in caplog.text + shown.out + shown.err
        assert not any(SECRET in repr(each.__dict__) for each in caplog.records)


COUNTER = "n = ref({begin})\non.track(radio, fun (t) do\n  n := n() + {step}\nend)\n"


class TestWhatFunctionsShare:
    def station(self, tmp_path, text):
        path = tmp_path / "station.lss"
        path.write_text(MOUNT + text, "utf-8")
        return compile_file(path).station

    def language(self, tmp_path, text, values=None):
        """The language of a station that began with these values, and its plan."""
        language, station = ScriptLanguage(tmp_path), self.station(tmp_path, text)
        language.recall(values or {})
        for hook in station.hooks:
            language.prepare(hook.handler)
        return language, station

    @pytest.fixture(autouse=True)
    def key(self, monkeypatch):
        monkeypatch.setenv("STATION_KEY", SECRET)

    def test_is_what_it_was_before_the_restart(self, tmp_path):
        language, _ = self.language(tmp_path, COUNTER.format(begin=0, step=1), {"n": 7})

        assert language.remembered() == {"n": 7}

    def test_is_kept_for_a_station_that_does_not_use_it_yet(self, tmp_path):
        language = ScriptLanguage(tmp_path)
        language.recall({"n": 7})

        assert language.remembered() == {"n": 7}

    def test_is_taken_back_by_what_was_made_already(self, tmp_path):
        language, _ = self.language(tmp_path, COUNTER.format(begin=0, step=1))
        language.recall({"n": 7})

        assert language.remembered() == {"n": 7}

    def test_begins_anew_where_the_script_has_another_kind_of_value(self, tmp_path):
        language, _ = self.language(tmp_path, COUNTER.format(begin='"a"', step='"b"'), {"n": 7})

        assert language.remembered() == {"n": "a"}

    def test_is_listed_no_more_when_a_reload_has_removed_it_and_comes_again_as_it_was(self, tmp_path):
        language, station = self.language(tmp_path, COUNTER.format(begin=0, step=1), {"n": 7})
        assert list(language.shared_names()) == ["n"]
        language.keep(refs_of(self.station(tmp_path, "")))
        assert list(language.shared_names()) == []
        assert language.remembered() == {"n": 7}
        language.prepare(station.hooks[0].handler)

        assert list(language.shared_names()) == ["n"]
        assert language.remembered() == {"n": 7}


NAME = "_acme-challenge.radio.example"
HANGS = "import time; time.sleep(60)"
PYTHON = Path(sys.executable).as_posix()  # a backslash would be an escape in the script


class TestFunctionsThatWriteProofs:
    """`dns.function(…)`, from the script's text to the entry."""

    def written(self, folder, text, **changes):
        """Have an entry written and taken away; what was told of it, and what the functions share afterwards."""
        path = folder / "station.lss"
        acme = 'server(https=8443)\ntls.acme("me@radio.example", ["*.radio.example"], dns=zone)\n'
        path.write_text(f'seen = ref("")\n{text}\n{acme}mount("/radio.mp3", tone(), mp3())\n', "utf-8")
        station = compile_file(path).station
        node = replace(station.certificates[0].dns, **changes)
        language, clock = ScriptLanguage(folder), ManualClock()
        script = Script(language, clock, clock.wall, folder, 44_100, "Test/1")

        async def call(handler, arguments, seconds):
            return await asyncio.wrap_future(script.function(handler, seconds)(arguments))

        async def scene():
            dns, told = FunctionDns(node, call), []
            await script.start(EventBus(clock.wall), (), ())
            for each in (dns.present, dns.clean_up):
                try:
                    await each(NAME, "-v")
                except OperatorFault as fault:
                    told.append(str(fault))
            await script.stop()
            return told

        return asyncio.run(scene()), language.remembered().get("seen")

    def zone(self, set_, remove='seen := seen() + "-#{name}=#{value}"'):
        return f"zone = dns.function(set=fun (name, value) do\n  {set_}\nend, remove=fun (name, value) do\n  {remove}\nend)"

    def test_are_given_the_entry(self, tmp_path):
        found = self.written(tmp_path, self.zone('seen := seen() + "+#{name}=#{value}"'))

        assert found == ([], f"+{NAME}=-v-{NAME}=-v")

    def test_that_run_a_program_which_fails_are_told_with_what_it_says(self, tmp_path):
        program = f'process.run(["{PYTHON}", "-c", "import sys; sys.exit(\'no such zone\')"], timeout=30s)'
        (told,), seen = self.written(tmp_path, self.zone(program))

        assert told == (
            f"`set` of `dns.function`, called for {NAME}, at station.lss:2, gave an answer that is not `ok`: no such zone"
        )
        assert seen == f"-{NAME}=-v"

    def test_that_wait_for_too_long_are_told_with_the_line_and_the_entry_is_taken_away(self, tmp_path):
        program = f'process.run(["{PYTHON}", "-c", "{HANGS}"], timeout=30s)'
        (told,), seen = self.written(tmp_path, self.zone(program), timeout=0.2)

        assert told.startswith(f"`set` of `dns.function`, called for {NAME}, failed at station.lss:")
        assert told.endswith("it took longer than it may: 0.2 s")
        assert seen == f"-{NAME}=-v"

    def test_that_never_end_are_told_with_their_line(self, tmp_path):
        text = "def again(name)\n  again(name)\nend\n" + self.zone("again(name)")
        (told,), _ = self.written(tmp_path, text)

        assert "failed at station.lss:" in told
