"""Commands in the language of the script."""

import asyncio

import pytest

from runtime.control import Caller, CommandFault, Registry, Role
from runtime.errors import ScriptFault
from runtime.station.commands import script_commands

ADMIN = Caller("anna", Role.ADMIN)
VALUES = {"volume()": ("0.5", "a number"), "name()": ('"x"', "a string"), "1 + 1": ("2", "a whole number")}


class Script:
    """Knows a few answers, and remembers what was changed."""

    def __init__(self):
        self.changed = []

    async def evaluate(self, text, *, plain=False):
        if ":=" in text:
            self.changed.append((text, plain))
            return {"value": "", "type": ""}
        if text not in VALUES:
            raise ScriptFault("error[LSS201]: there is no such name")
        return dict(zip(("value", "type"), VALUES[text], strict=True))

    def shared_names(self):
        return ("name", "volume")


@pytest.fixture
def script():
    return Script()


@pytest.fixture
def ask(script):
    async def kept():
        script.changed.append("kept")
        return True

    commands = Registry(script_commands(script, kept))
    return lambda line: asyncio.run(commands.line(ADMIN, line))


class TestEvaluate:
    def test_gives_a_value_with_its_type(self, ask):
        assert ask("evaluate 1 + 1") == {"value": "2", "type": "a whole number"}

    def test_tells_problems(self, ask):
        with pytest.raises(CommandFault, match="LSS201"):
            ask("evaluate nobody")


class TestVariables:
    def test_are_listed_as_liquidsoap_does(self, ask):
        assert ask("var.list") == ["name : string", "volume : float"]

    def test_are_told(self, ask):
        assert ask("var.get name") == '"x"'

    def test_are_set_to_plain_values(self, ask, script):
        assert ask("var.set volume = 0.7") == "Variable volume set (was: 0.5)."
        assert script.changed == [("volume := 0.7", True), "kept"]

    @pytest.mark.parametrize("line", ["var.set volume", "var.set volume =", "var.set"])
    def test_are_set_to_something(self, ask, line):
        with pytest.raises(CommandFault, match="write: var"):
            ask(line)

    def test_that_there_are_not_are_told(self, ask):
        with pytest.raises(CommandFault, match='no variable "loudness"; there are: name, volume'):
            ask("var.get loudness")
