"""What the operator may do with listeners."""

import asyncio
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "servers"))

from fake_house import FakeHouse

from runtime.control import Caller, CommandFault, NotAllowed, Registry, Role
from runtime.servers.shoutcast import Bans
from runtime.station.commands import audience_commands


@pytest.fixture
def house():
    made = FakeHouse()
    made.listen(7)
    made.listen(8, "/low.mp3", ip="192.0.2.200")
    return made


@pytest.fixture
def say(house, tmp_path):
    registry = Registry(audience_commands(house, Bans(tmp_path, lambda: None)))

    def line(text, role=Role.ADMIN):
        return asyncio.run(registry.line(Caller("anna", role), text))

    return line


class TestCommands:
    def test_list_listeners(self, say):
        assert [each["id"] for each in say("listeners")] == [7, 8]
        assert [each["address"] for each in say("listeners /low.mp3", Role.VIEWER)] == ["192.0.2.200"]

    def test_kick(self, say, house):
        assert say("kick 7") == "listener 7 is sent away"
        assert house.kicked == [7]

    def test_move(self, say, house):
        say("move /live.mp3 /low.mp3")

        assert house.moved == [([7], "/low.mp3")]

    def test_ban_and_unban(self, say, house):
        assert say("ban 192.0.2.0/25") == "192.0.2.0/25 is kept out; 1 sent away"
        assert (house.kicked, say("bans")) == ([7], ["192.0.2.0/25"])
        say("unban 192.0.2.0/25")
        assert say("bans") == []

    def test_end_a_source(self, say, house):
        say("source.end /live.mp3")

        assert house.ended == ["/live.mp3"]

    @pytest.mark.parametrize(
        "line", ["kick 99", "move /live.mp3 /x", "ban x", "unban 192.0.2.9", "source.end /x"]
    )
    def test_say_what_cannot_be(self, say, line):
        with pytest.raises(CommandFault):
            say(line)

    def test_that_change_something_are_for_admins(self, say):
        with pytest.raises(NotAllowed):
            say("kick 7", Role.PRESENTER)
