"""`help` and `commands`: what the other commands are, for people and for programs."""

from .command import Argument, Caller, Command, Kind, Role
from .registry import Registry

__all__ = ["catalogue_command", "help_command"]


def help_command(registry: Registry) -> Command:
    """Make the command that lists all commands, or explains one."""

    async def run(_caller: Caller, command: str | None) -> str:
        if command is None:
            width = max(len(each.usage) for each in registry.all())
            rows = [f"{each.usage:<{width}}  {_sentence(each.doc)}" for each in registry.all()]
            return "\n".join([*rows, "exit  Leave."])
        return _explained(registry.find(command))

    about = Argument("command", Kind.TEXT, "the command to explain", needed=False)
    return Command("help", "List the commands, or explain one.", Role.VIEWER, run, (about,), reads=True)


def catalogue_command(registry: Registry) -> Command:
    """Make the command that describes all commands to programs."""

    async def run(_caller: Caller) -> list[dict[str, object]]:
        return [_described(each) for each in registry.all()]

    return Command("commands", "Describe the commands, for programs.", Role.VIEWER, run, reads=True)


def _described(command: Command) -> dict[str, object]:
    arguments = [
        {"name": each.name, "kind": each.kind.value, "doc": each.doc, "needed": each.needed}
        for each in command.arguments
    ]
    return {
        "name": command.name,
        "usage": command.usage,
        "doc": command.doc,
        "role": command.role.word,
        "reads": command.reads,
        "arguments": arguments,
    }


def _sentence(doc: str) -> str:
    return doc.split("\n", 1)[0]


def _explained(command: Command) -> str:
    arguments = [
        f"  {each.name}: {each.kind.value}{'' if each.needed else ', may be left out'}; {each.doc}"
        for each in command.arguments
    ]
    return "\n".join([command.usage, command.doc, *arguments, f"For the role {command.role.word}."])
