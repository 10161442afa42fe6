"""What can be named in the console, and what a line is because of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lsscript.check.declarations import names_of
from lsscript.cli.compile import library
from lsscript.syntax.table import table

from .attached import Attached

__all__ = ["OWN_WORDS", "ArgumentOf", "Catalogue", "CommandOf", "command_line", "read_catalogue"]

OWN_WORDS: Mapping[str, str] = {
    "exit": "Leave the console.",
    "help": "List the commands, or explain a command or a function.",
}
"""What the console does itself."""

_WORD = re.compile(r"(?P<word>[A-Za-z_][\w.]*)(?P<rest>(?:\s+[^\s=+*/<>(,?|].*)?)$")


@dataclass(frozen=True, slots=True)
class ArgumentOf:
    """An argument of a command."""

    name: str
    kind: str
    doc: str


@dataclass(frozen=True, slots=True)
class CommandOf:
    """A command of the station."""

    usage: str
    doc: str
    arguments: Sequence[ArgumentOf] = ()

    @property
    def first_kind(self) -> str:
        """The kind of its first argument; "" without one."""
        return self.arguments[0].kind if self.arguments else ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every name there is.

    Attributes:
        commands: the station's, by name.
        sources: the sources that play.
        mounts: the paths of the mounts.
        variables: what `var.set` changes.
        library: names of the library → the first sentence about each.
        fields: what can be read of a source.
    """

    commands: Mapping[str, CommandOf] = field(default_factory=dict)
    sources: Sequence[str] = ()
    mounts: Sequence[str] = ()
    variables: Sequence[str] = ()
    library: Mapping[str, str] = field(default_factory=dict)
    fields: Sequence[str] = ()


def read_catalogue(station: Attached) -> Catalogue:
    """Ask the station what there is.

    Raises:
        NoStation: it does not answer.
    """
    declarations = library().declarations
    return Catalogue(
        {each["name"]: _command(each) for each in station.rows("commands")},
        [str(each["source"]) for each in station.rows("sources")],
        [str(each["path"]) for each in station.rows("mounts")],
        [str(each).partition(" : ")[0] for each in station.rows("var.list")],
        {name: each.doc.partition("\n")[0] for name, each in names_of(declarations).items()},
        [name.partition(".")[2] for name in declarations if name.startswith("source.")],
    )


def command_line(line: str, catalogue: Catalogue) -> str:
    """What the station is asked for a line: a command as it is, anything else as an expression.

    `music.skip` is a command, `music.remaining` is read in the language; a lone word that nobody knows is a command that there
    is not, so that the answer names the one that was meant.
    """
    word = line.split(maxsplit=1)[0]
    found = _WORD.match(line)
    if word in catalogue.commands or (found is not None and _is_command(found["word"], catalogue)):
        return line
    return f"evaluate {line}"


def _is_command(word: str, catalogue: Catalogue) -> bool:
    owner, _, verb = word.rpartition(".")
    known = catalogue.commands.get(verb)
    if owner:
        return known is not None and known.first_kind in ("source", "mount") and verb not in catalogue.fields
    known_names = (*catalogue.sources, *catalogue.variables, *catalogue.library)
    return word not in known_names and word not in table().vocabulary.keywords


def _command(data: Mapping[str, Any]) -> CommandOf:
    arguments = [ArgumentOf(each["name"], each["kind"], each["doc"]) for each in data["arguments"]]
    return CommandOf(data["usage"], data["doc"], arguments)
