"""Commands in the language of the script: `evaluate`, `var.list`, `var.get`, `var.set`.

The three about variables answer as Liquidsoap's do: `var.set volume = 0.5`. A variable that was set is safe on the disk when
that is answered.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Protocol

from runtime.control import Argument, Caller, Command, CommandFault, Kind, Role
from runtime.errors import ScriptFault

from .desk import kept_nowhere

__all__ = ["script_commands"]

_EXPRESSION = Argument("expression", Kind.REST, "as a script has it: music.remaining, 1h30min + 15min")
_NAME = Argument("name", Kind.TEXT, "the variable: the name of a ref that functions of the script use")
_SETTING = Argument("setting", Kind.REST, "<name> = <value>")


class Asked(Protocol):
    """The script's functions, as far as somebody can look at them and what they share."""

    async def evaluate(self, text: str, *, plain: bool = False) -> Mapping[str, object]:
        """The `value` and `type` of an expression, or a `ScriptFault` in words; `plain` calls nothing."""
        ...

    def shared_names(self) -> Sequence[str]:
        """The names of the values that functions share."""


def script_commands(script: Asked, kept: Callable[[], Awaitable[bool]] = kept_nowhere) -> Iterator[Command]:
    """The commands that evaluate in the running station; `kept` waits until all that is known is safe on the disk."""

    async def evaluate(_caller: Caller, expression: str) -> Mapping[str, object]:
        return await _evaluated(script, expression)

    async def variables(_caller: Caller) -> list[str]:
        found = [(name, await _evaluated(script, f"{name}()")) for name in script.shared_names()]
        return [f"{name} : {_short(str(answer['type']))}" for name, answer in found]

    async def get(_caller: Caller, name: str) -> str:
        return str((await _evaluated(script, f"{_known(script, name)}()"))["value"])

    async def assign(_caller: Caller, setting: str) -> str:
        name, sign, value = setting.partition("=")
        if not sign or not value.strip():
            raise CommandFault("write: var.set <name> = <value>")
        known = _known(script, name.strip())
        before = (await _evaluated(script, f"{known}()"))["value"]
        await _evaluated(script, f"{known} := {value.strip()}", plain=True)
        await kept()
        return f"Variable {known} set (was: {before})."

    yield Command(
        "evaluate",
        "Evaluate an expression of the language in the running station.\n"
        "Its names are the sources of the script, the refs that functions use, and the library.",
        Role.ADMIN,
        evaluate,
        (_EXPRESSION,),
    )
    yield Command("var.list", "List the variables: refs of the script.", Role.VIEWER, variables, reads=True)
    yield Command("var.get", "Tell what a variable holds.", Role.VIEWER, get, (_NAME,), reads=True)
    yield Command("var.set", "Have a variable hold something else.", Role.PRESENTER, assign, (_SETTING,))


async def _evaluated(script: Asked, text: str, *, plain: bool = False) -> Mapping[str, object]:
    try:
        return await script.evaluate(text, plain=plain)
    except ScriptFault as fault:
        raise CommandFault(str(fault), 422) from None


def _known(script: Asked, name: str) -> str:
    names = script.shared_names()
    if name not in names:
        there = f"there are: {', '.join(names)}" if names else "there are none"
        raise CommandFault(f'there is no variable "{name[:60]}"; {there}', 404)
    return name


def _short(kind: str) -> str:
    """A type as Liquidsoap names it, where it has one."""
    return _LIQUIDSOAP.get(kind, kind)


_LIQUIDSOAP = {
    "a whole number": "int",
    "a number": "float",
    "a string": "string",
    "true or false": "bool",
}
