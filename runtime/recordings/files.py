"""What is recorded: a source in files, as the plan has it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from runtime.plan import Encoder, FileOutput, Handler, NodeId, Output, Record
from runtime.plan.origin import Origin, origin_field
from runtime.plan.units import Seconds

__all__ = ["GAP", "Files", "files_of"]

GAP = 60.0
"""Who is away no longer than this (seconds) goes on in the same file."""


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one `record(…)` or `output.file(…)`.

    Attributes:
        id: what they are called among all: after the source, and counted.
        name: the pattern of their names, with the fields of strftime, or the function that gives it.
        every: a new file begins after so long (seconds), at whole multiples since midnight; None: with a new show.
        keep: how long (seconds) they are kept; None for ever.
        least_free: the share of the disk that is left free.
        append: whether a file that is there already is gone on with; else the new one is counted up.
    """

    id: NodeId
    name: str | Handler
    source: NodeId
    encoder: Encoder
    every: Seconds | None = None
    keep: Seconds | None = None
    least_free: float = 0.0
    append: bool = False
    origin: Origin = origin_field()


def files_of(outputs: Sequence[Output]) -> Mapping[NodeId, Files]:
    """All files that a plan wants."""
    found: dict[NodeId, Files] = {}
    for output in outputs:
        match output:
            case Record():
                share = output.spare / 100
                files = Files(
                    _name(found, output.source), output.name, output.source, output.encoder,
                    output.every, output.keep, share, origin=output.origin,
                )  # fmt: skip
            case FileOutput():
                files = Files(
                    _name(found, output.source), output.path.replace("%", "%%"), output.source, output.encoder,
                    append=output.append, origin=output.origin,
                )  # fmt: skip
            case _:
                continue
        found[files.id] = files
    return found


def _name(found: Mapping[NodeId, Files], source: NodeId) -> NodeId:
    same = sum(each.source == source for each in found.values())
    return NodeId(f"{source}.record" + (f".{same}" if same else ""))
