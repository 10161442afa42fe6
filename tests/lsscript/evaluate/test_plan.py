from lsscript.cli.compile import compile_text
from lsscript.source import SourceFile
from lsscript.testing import Machine
from runtime import plan

MACHINE = Machine(variables={"A": "hush"}, first_lines={"key.txt": "hush"})
"""A machine on which everything is there."""


def station(text):
    outcome = compile_text(SourceFile("station.lss", text), "/station", MACHINE)
    assert not outcome.has_errors, [each.title for each in outcome.diagnostics]
    return outcome.station


def ids(text):
    return sorted(station(text).sources)


class TestIds:
    def test_are_the_names_of_the_script(self):
        assert ids('a = tone()\nb = fallback([a, blank()])\nmount("/m", b, mp3())') == [
            "a",
            "b",
            "b.children.1",
        ]

    def test_are_places_where_there_are_no_names(self):
        found = ids('mount("/m", fallback([tone(), blank()]), mp3())')

        assert found == ["/m.source", "/m.source.children.0", "/m.source.children.1"]

    def test_of_two_names_the_first_counts(self):
        assert ids('a = tone()\nb = a\nmount("/m", b, mp3())') == ["a"]

    def test_a_name_given_anew_belongs_to_the_new_source(self):
        found = station('r = tone()\nr = fallback([r, blank()])\nmount("/m", r, mp3())').sources

        assert isinstance(found["r"], plan.Fallback)
        assert found["r"].children == ("r.children.0", "r.children.1")

    def test_in_lists_are_the_lists_name_and_the_place(self):
        assert ids('l = [tone(), blank()]\nmount("/m", fallback(l), mp3())') == ["/m.source", "l.0", "l.1"]

    def test_stay_when_lines_move(self):
        text = 'a = tone()\nmount("/m", a, mp3())'

        assert station(text) == station("# a comment\n\n" + text)

    def test_one_source_in_two_mounts_is_one_node(self):
        found = station('a = tone()\nmount("/m", a, mp3())\nmount("/n", a, opus())')

        assert [each.source for each in found.mounts.values()] == ["a", "a"]

    def test_two_calls_of_a_function_make_two_sources(self):
        text = 'def f() fallback([tone(), blank()]) end\nmount("/m", f(), mp3())\nmount("/n", f(), mp3())'

        assert len(ids(text)) == 6


class TestOrigins:
    def test_are_the_calls(self):
        found = station('a = tone()\n\n\nmount("/m", a, mp3())')

        assert (str(found.sources["a"].origin), str(found.mounts["/m"].origin)) == (
            "station.lss:1",
            "station.lss:4",
        )

    def test_of_a_pipe_are_the_call_on_its_right(self):
        found = station('a = [tone()]\n |> fallback()\nmount("/m", a, mp3())')

        assert found.sources["a"].origin.line == 2


class TestDefaults:
    def test_of_the_library_are_those_of_the_plan(self):
        found = station(
            'a = tone()\nmount("/m", fallback([playlist("p"), a, blank()]), mp3())\nmount("/n", a, opus())'
        )

        assert found.sources["a"] == plan.Tone()
        assert found.sources["/m.source.children.0"] == plan.Playlist("p")
        assert found.sources["/m.source.children.2"] == plan.Blank()
        assert found.mounts["/m"].encoder == plan.Mp3()
        assert found.mounts["/n"] == plan.Mount("/n", "a", plan.Opus())
        assert (found.identity, found.server) == (plan.Identity(), plan.Server())

    def test_of_calls_to_the_station_are_too(self):
        found = station('station()\nserver()\nmount("/m", tone(), mp3())')

        assert (found.identity, found.server) == (plan.Identity(), plan.Server())


class TestValues:
    def test_arrive_in_the_units_of_the_plan(self):
        found = station(
            'mount("/m", tone(1kHz, level=-3dB), mp3(192kbps, samplerate=48kHz, stereo=false), latency=1500ms)'
        )

        assert found.sources["/m.source"] == plan.Tone(1000.0, -3.0)
        assert found.mounts["/m"].encoder == plan.Mp3(192_000, 48_000, 1)
        assert found.mounts["/m"].latency == 1.5

    def test_of_the_station_arrive(self):
        found = station(
            'station("R", description="d", genre="g", url="u", timezone="Europe/Berlin")\n'
            'server(0, bind="127.0.0.1")\nmount("/m", blank(3s), mp3(), name="n", description="e", genre="h", url="v")'
        )

        assert found.identity == plan.Identity("R", "d", "g", "u", "Europe/Berlin")
        assert found.server == plan.Server(0, "127.0.0.1")
        assert found.mounts["/m"] == plan.Mount("/m", "/m.source", plan.Mp3(), 5.0, "n", "e", "h", "v")


class TestHandlers:
    def test_are_text_and_what_they_use(self):
        (hook,) = station(
            'n = 3s\nr = tone()\non.track(r, fun (t) -> "#{t.title} #{n}")\nmount("/m", r, mp3())'
        ).hooks

        assert (hook.event, hook.source, hook.handler.id) == ("track", "r", "r.on.track")
        assert hook.handler.text == 'fun (t) -> "#{t.title} #{n}"'
        assert hook.handler.captured == (("n", ("duration", 3)),)

    def test_of_one_source_have_ids_of_their_own(self):
        text = "r = tone()\n" + "on.track(r, fun (t) -> t.title)\n" * 2 + 'mount("/m", r, mp3())'

        assert [each.handler.id for each in station(text).hooks] == ["r.on.track", "r.on.track.1"]

    def test_keep_secrets_and_never_show_them(self):
        text = 's = secret("file:key.txt")\nr = tone()\non.track(r, fun (t) -> s)\nmount("/m", r, mp3())'
        (hook,) = station(text).hooks

        assert hook.handler.captured == (("s", plan.Secret("hush", "file:key.txt")),)
        assert "hush" not in repr(hook)

    def test_capture_every_kind_of_value(self):
        text = (
            'a = [1, 2]\nb = {k = 06:00}\nc = ref("x")\nd = tone()\ndef e() d end\nf = mon => 3\n'
            'on.track(d, fun (t) do [a, b, c, d, e, f] \n end)\nmount("/m", d, mp3())'
        ).replace("mon => 3", "true => 3")
        text = text.replace("[a, b, c, d, e, f]", "x = a\n y = b\n z = c\n u = d\n v = e\n w = f")
        (hook,) = station(text).hooks
        captured = dict(hook.handler.captured)

        assert captured["a"] == ("list", (1, 2))
        assert captured["b"] == ("object", (("k", ("clock", 21_600)),))
        assert captured["c"] == ("ref", "c", "x")
        assert captured["d"] == ("source", "d")
        assert captured["e"] == ("function", 1)
        assert hook.handler.functions[1] == plan.Function("def e() d end", (("d", ("source", "d")),))

    def test_may_reach_functions_that_reach_others_and_themselves(self):
        text = (
            "def even(n) if n == 0 then true else not even(n - 1) end end\n"
            "def odd(n) not even(n) end\n"
            'on.start(fun () -> odd(10))\nmount("/m", tone(), mp3())'
        )
        (hook,) = station(text).hooks

        assert [each.text[:8] for each in hook.handler.functions] == ["fun () -", "def odd(", "def even"]
        assert hook.handler.functions[2].captured == (("even", ("function", 2)),)

    def test_may_share_a_ref_that_reaches_itself(self):
        text = 'r = ref(fun () -> 1)\nr := fun () -> r()()\non.start(fun () -> r()())\nmount("/m", tone(), mp3())'
        (hook,) = station(text).hooks

        assert dict(hook.handler.captured)["r"] == ("ref", "r", ("function", 1))
        assert hook.handler.functions[1].captured == (("r", ("ref", "r")),)

    def test_that_are_the_same_are_equal(self):
        text = 'n = 3s\nr = tone()\non.track(r, fun (t) -> t.title)\nmount("/m", r, mp3())'

        assert station(text).hooks == station("\n" + text).hooks


class TestLiveParameters:
    def live(self, level):
        text = f'a = tone()\nn = ref(-30dB)\nb = tone(level={level})\nmount("/a", a, mp3())\nmount("/b", b, mp3())'
        return station(text).sources["b"].level

    def test_begin_with_what_their_function_gives(self):
        found = self.live("fun () -> n() - 3dB")

        assert found.first == -33.0
        assert dict(found.function.captured) == {"n": ("ref", "n", ("level", -30))}

    def test_may_be_a_ref_or_a_plain_value(self):
        assert self.live("n").first == -30.0
        assert self.live("-6dB") == -6.0

    def test_begin_with_their_default_when_their_function_asks_what_plays(self):
        assert self.live("fun () -> if a.ready then -3dB else -9dB end").first == -12.0
