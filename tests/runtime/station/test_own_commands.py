"""Commands that the script adds."""

import asyncio
from concurrent.futures import Future

import pytest

from runtime.control import Caller, CommandFault, Registry, Role
from runtime.errors import ScriptFault
from runtime.plan import CommandArgument, Function, Handler, Origin, OwnCommand
from runtime.station.commands import own_commands

ANNA = Caller("anna", Role.PRESENTER)
HANDLER = Handler("command.wish", (Function("fun (given) -> 1"),))
ARGUMENTS = (
    CommandArgument("times", "whole", 1),
    CommandArgument("early", "seconds", 0.0),
    CommandArgument("where", "source", "music"),
    CommandArgument("song", "text", "any"),
)


def own(name="wish", role="presenter"):
    return OwnCommand(name, HANDLER, ARGUMENTS, "Note a wish.", role, origin=Origin("station.lss", 7))


class Functions:
    """Answers at once with what it was given, or fails."""

    def __init__(self, fault=None):
        self.fault = fault

    def make(self, handler):
        assert handler is HANDLER
        return self.call

    def call(self, arguments):
        answer = Future()
        if self.fault is None:
            answer.set_result(arguments[0])
        else:
            answer.set_exception(self.fault)
        return answer


def registry(*commands, functions=None):
    made = Registry()
    made.show_own(own_commands(commands, (functions or Functions()).make))
    return made


def ask(registry, line, caller=ANNA):
    return asyncio.run(registry.line(caller, line))


class TestACommandOfTheScript:
    def test_is_given_its_arguments_with_their_types(self):
        said = ask(registry(own()), "wish 3 90 studio Ada - One more")

        assert said == {
            "times": 3,
            "early": ("duration", 90.0),
            "where": ("source", "studio"),
            "song": "Ada - One more",
        }

    def test_has_for_what_is_left_out_what_the_script_says(self):
        assert ask(registry(own()), "wish")["song"] == "any"

    def test_refuses_what_is_no_such_value(self):
        with pytest.raises(CommandFault, match="times is a whole number"):
            ask(registry(own()), "wish often")

    def test_is_refused_to_lesser_roles(self):
        with pytest.raises(CommandFault, match="for the role admin"):
            ask(registry(own(role="admin")), "wish")

    def test_that_fails_tells_where(self):
        functions = Functions(ScriptFault("it took longer than it may", Origin("station.lss", 8)))

        with pytest.raises(CommandFault, match=r"station\.lss:8: wish: it took longer"):
            ask(registry(own(), functions=functions), "wish")


class TestAfterAReload:
    def test_those_of_the_script_before_are_gone(self):
        made = registry(own("wish"), own("hello"))
        made.show_own(own_commands([own("hello")], Functions().make))

        assert [each.name for each in made.all()] == ["hello"]

    def test_none_takes_the_place_of_the_stations_own(self):
        made = registry(own("wish"))
        skip = made.find("wish")
        made.add(skip)
        again = Registry([skip])
        again.show_own(own_commands([own("wish")], Functions().make))
        again.show_own(())

        assert again.find("wish") is skip
