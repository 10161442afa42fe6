"""Functions of the script, rebuilt from the plan and called."""

import json
import pickle
from datetime import UTC, datetime

import pytest

from lsscript.cli.compile import compile_text, library
from lsscript.cli.plan import plan_as_json
from lsscript.evaluate.functions import FunctionFailed, Functions
from lsscript.source import SourceFile
from lsscript.testing import Machine

MOUNT = 'mount("/m", tone(), mp3())\n'


MACHINE = Machine(variables={"KEY": "hush"})
"""A machine with one secret."""


class World:
    """A running station that remembers what it is asked."""

    def __init__(self):
        self.lines = []
        self.asked = []

    def now(self):
        return datetime(2026, 7, 1, 12, 30, tzinfo=UTC)

    def log(self, level, text, place):
        self.lines.append((level, text, place.line))

    def fetch(self, method, url, body, headers, seconds):
        self.asked.append((method, url, body, headers, seconds))
        return {"ok": True, "status": 200, "text": '{"word": "sun"}', "error": ""}

    def run(self, arguments, text, environment, seconds):
        self.asked.append((arguments, text, environment, seconds))
        return {"ok": True, "status": 0, "output": "done", "error": ""}

    def post(self, url, text, place):
        self.asked.append((url, text, place.line))

    def source(self, source):
        return {"name": source, "title": "One", "ready": True, "remaining": ("duration", 2.5)}


def station(text):
    outcome = compile_text(SourceFile("station.lss", MOUNT + text), "/station", MACHINE)
    assert not outcome.has_errors, [each.title for each in outcome.diagnostics]
    return pickle.loads(pickle.dumps(outcome.station))


def functions():
    return Functions(library().declarations, MACHINE)


def called(text, *arguments, world=None, has_time=lambda: True):
    """What the last handler of a script gives, its plan sent to another process first."""
    prepared = functions().prepare(station(text).hooks[-1].handler)
    return prepared.call(world or World(), arguments, has_time)


class TestAFunction:
    def test_gives_plain_data(self):
        assert called("on.start(fun () -> {a = [1, 2.5], b = 3s, c = null, d = 06:00, e = true})") == {
            "a": [1, 2.5], "b": 3, "c": None, "d": 21_600, "e": True,
        }  # fmt: skip

    def test_is_given_plain_data(self):
        text = 'on.disconnect(fun (c) -> "#{c.user} after #{c.duration}")'

        assert called(text, {"user": "anna", "duration": ("duration", 90.0)}) == "anna after 90s"

    def test_keeps_what_it_captured(self):
        text = (
            'n = 3s\nl = [mon, tue]\np = 1 => "x"\no = {k = 128kbps}\nw = 06:00..10:00\nd = 2026-12-24\n'
            'def twice(x) x + 3s end\ndef say(x) "#{twice(x)} #{o.k} #{d}" end\n'
            "on.start(fun () -> say(n))"
        )

        assert called(text) == "6s 128kbps 2026-12-24"

    def test_may_be_a_definition_one_of_the_library_and_stand_between_brackets(self):
        assert called("def hello()\n  1 + 1\nend\non.start(hello)") == 2
        assert called('on.track(tone(),\n  fun (t) ->\n    "#{t.title}"\n)', {"title": "One"}) == "One"

    def test_may_hold_a_whole_block(self):
        text = "on.start(fun () do\n  x = for i in [1] do\n    i\n  end\n  if true then 7 else 8 end\nend)"

        assert called(text) == 7

    def test_knows_the_time_of_the_running_station(self):
        assert called('on.start(fun () -> time.format("%H:%M"))') == "12:30"
        assert called("on.start(fun () -> time.is_on(12:00..13:00))") is True

    def test_of_an_imported_script_reaches_what_is_there(self):
        folder = Machine(scripts={"a.lss": "n = 4\ndef say() n end"})
        source = SourceFile("station.lss", 'import "a.lss" as a\n' + MOUNT + "on.start(fun () -> a.say())")
        (hook,) = compile_text(source, "/station", folder).station.hooks

        assert functions().prepare(hook.handler).call(World(), (), lambda: True) == 4


class TestRefs:
    def test_are_shared_by_all_functions_of_a_station(self):
        text = "n = ref(0)\non.start(fun () do\n  n := n() + 1\nend)\non.stop(fun () -> n())"
        add, read = (each.handler for each in station(text).hooks)
        shared = functions()
        for _ in range(3):
            shared.prepare(add).call(World(), (), lambda: True)

        assert shared.prepare(read).call(World(), (), lambda: True) == 3

    def test_of_another_station_are_others(self):
        text = "n = ref(0)\non.start(fun () do\n  n := n() + 1\n  n()\nend)"

        assert called(text) == called(text) == 1

    def test_may_hold_what_reaches_them_again(self):
        text = (
            "r = ref(fun () -> 1)\nr := fun () -> if false then r()() else 5 end\non.start(fun () -> r()())"
        )

        assert called(text) == 5


class TestWhatItReaches:
    def test_the_log(self):
        world = World()
        called('on.start(fun () -> log("hi", level="warning"))', world=world)

        assert world.lines == [("warning", "hi", 2)]

    def test_the_web(self):
        world = World()
        text = (
            'on.start(fun () do\n  a = http.get("http://x/", timeout=2s)\n'
            '  json.parse(a.text, {word = ""}).word\nend)'
        )

        assert called(text, world=world) == "sun"
        assert world.asked == [("GET", "http://x/", None, [], 2.0)]

    def test_the_web_with_an_object_as_json(self):
        world = World()
        called('on.start(fun () -> http.post("http://x/", {a = 1, b = [2s]}).ok)', world=world)
        (method, _, body, headers, _) = world.asked[0]

        assert (method, json.loads(body)) == ("POST", {"a": 1, "b": [2]})
        assert headers == [("Content-Type", "application/json")]

    def test_programs(self):
        world = World()
        text = 'on.start(fun () -> process.run(["echo", 3], input="x", environment=["A" => "b"]).output)'

        assert called(text, world=world) == "done"
        assert world.asked == [(["echo", "3"], "x", {"A": "b"}, 5.0)]

    def test_sources(self):
        text = 'r = tone()\nmount("/r", r, mp3())\non.start(fun () -> "#{r.name} #{r.title} #{r.remaining}")'

        assert called(text) == "r One 2.5s"

    def test_a_source_that_an_event_brings(self):
        assert called("on.silence(tone(), 3s, fun (s) -> s.name)", ("source", "r")) == "r"

    def test_secrets_arrive_where_they_are_given_and_nowhere_else(self):
        world = World()
        text = 'k = secret("env:KEY")\non.start(fun () -> webhook(k, {a = 1}))\non.stop(fun () -> log([k]))'
        plan = station(text)
        for hook in plan.hooks:
            functions().prepare(hook.handler).call(world, (), lambda: True)

        assert world.asked == [("hush", '{"a": 1}', 3)]
        assert world.lines == [("info", "[(secret)]", 4)]
        assert "hush" not in plan_as_json(plan) + repr(plan)


class TestWhatGoesWrong:
    def fault(self, text, *arguments, **more):
        with pytest.raises(FunctionFailed) as caught:
            called(text, *arguments, **more)
        return str(caught.value), caught.value.place.file, caught.value.place.line

    def test_is_told_with_its_line(self):
        text = "x = 0\non.start(fun () do\n  a = 1\n  a / x\nend)"

        assert self.fault(text) == ("a division by zero", "station.lss", 5)

    def test_recursion_without_an_end(self):
        words, _, _ = self.fault("def deep(x)\n  deep(x + 1)\nend\non.start(fun () -> deep(1))")

        assert words == "this does not come to an end"

    def test_loops_without_an_end(self):
        text = (
            "l = list.range(1, 1000)\n"
            "on.start(fun () do\n  for a in l do\n    for b in l do\n      b\n    end\n  end\nend)"
        )

        assert self.fault(text)[0] == "this does not come to an end"

    def test_more_strings_and_lists_than_there_is_memory_for(self):
        text = (
            'on.start(fun () do\n  big = list.fold(list.range(1, 19), "a", fun (s, n) -> s + s)\n'
            '  list.map(list.range(1, 1000), fun (n) -> "#{n}" + big)\nend)'
        )

        assert self.fault(text)[0] == "this is larger than can be held"

    def test_no_time_left(self):
        turns = iter([True, True, False])
        text = 'on.start(fun () do\n  string.length(string.upper(string.lower(string.trim("x"))))\nend)'

        assert self.fault(text, has_time=lambda: next(turns, False)) == (
            "it took longer than it may", "station.lss", 3,
        )  # fmt: skip

    def test_a_function_of_the_library_that_builds_the_station(self):
        text = "def play(f)\n  f(440Hz)\nend\non.start(fun () -> play(fun (x) -> x))"

        assert called(text) == 440
