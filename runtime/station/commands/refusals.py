"""The command about those who were turned away: `refusals`."""

from collections.abc import Iterator, Mapping

from runtime.control import Argument, Caller, Command, Kind, Role

from .desk import Desk

__all__ = ["refusal_commands"]

_ADDRESS = Argument("address", Kind.TEXT, "only of this address", needed=False)


def refusal_commands(desk: Desk) -> Iterator[Command]:
    """The command that says why somebody was refused."""

    async def refusals(_caller: Caller, address: str | None) -> list[Mapping[str, object]]:
        return desk.refusals.as_data(address)

    doc = "Tell who was turned away lately, where and why: listeners, source clients, wrong passwords; the newest first."
    yield Command("refusals", doc, Role.VIEWER, refusals, (_ADDRESS,), reads=True)
