"""Commands that the script adds: `server.register(…)`."""

import asyncio
from collections.abc import Callable, Iterable, Iterator

from runtime.control import Argument, Caller, Command, CommandFault, Kind, Role
from runtime.errors import ScriptFault
from runtime.plan import CommandArgument, Handler, OwnCommand
from runtime.station.functions.script import Called

__all__ = ["own_commands"]

_KINDS = {
    "text": Kind.TEXT,
    "whole": Kind.WHOLE,
    "number": Kind.NUMBER,
    "truth": Kind.TRUTH,
    "seconds": Kind.SECONDS,
    "source": Kind.SOURCE,
}


def own_commands(commands: Iterable[OwnCommand], function: Callable[[Handler], Called]) -> Iterator[Command]:
    """Make them; `function` makes what calls a function of the script, beside the programme and with a deadline."""
    return (_command(each, function(each.handler)) for each in commands)


def _command(own: OwnCommand, called: Called) -> Command:
    async def run(_caller: Caller, **given: object) -> object:
        arguments = {each.name: _value(each, given.get(each.name)) for each in own.arguments}
        try:
            return await asyncio.wrap_future(called([arguments]))
        except ScriptFault as fault:
            place = fault.origin if fault.origin is not None else own.origin
            raise CommandFault(f"{place}: {own.name}: {fault}", 422) from None

    arguments = tuple(_argument(each, is_last=each is own.arguments[-1]) for each in own.arguments)
    return Command(own.name, own.doc, Role[own.role.upper()], run, arguments)


def _argument(own: CommandArgument, *, is_last: bool) -> Argument:
    kind = Kind.REST if is_last and own.kind == "text" else _KINDS[own.kind]
    default = (
        f'"{own.default}"'
        if own.kind == "text"
        else str(own.default).lower()
        if own.kind == "truth"
        else own.default
    )
    return Argument(own.name, kind, f"left out, it is {default}", needed=False)


def _value(own: CommandArgument, given: object) -> object:
    """An argument as functions of the script are given it."""
    value = own.default if given is None else given
    match own.kind:
        case "source":
            return ("source", value)
        case "seconds":
            return ("duration", value)
        case _:
            return value
