"""Which refs the functions of a plan share."""

from lsscript.cli.compile import compile_file
from runtime.plan.refs import refs_of

SCRIPT = """lss 1
station(name="Refs")
volume = ref(-3dB)
plays = ref(0)
unused = ref(3)
box = ref([1, 2])
def count(track)
  plays := plays() + 1
end
radio = amplify(tone(), fun () -> volume())
on.track(radio, fun (t) do
  count(t)
  box := [3]
end)
mount("/radio.mp3", radio, mp3())
"""


class TestTheRefsOfAPlan:
    def test_are_those_that_functions_reach(self, tmp_path):
        path = tmp_path / "station.lss"
        path.write_text(SCRIPT)
        outcome = compile_file(path)

        assert outcome.station is not None, outcome.diagnostics
        assert refs_of(outcome.station) == {"volume", "plays", "box"}
