"""The command that tells how loud the programme is: `levels`."""

from collections.abc import Iterator

from runtime.control import Argument, Caller, Command, Kind, Role
from runtime.plan import NodeId
from runtime.sources.shared import Seen

from .desk import Desk

__all__ = ["level_commands"]

_SOURCE = Argument("source", Kind.SOURCE, "a source's name in the script", needed=False)


def level_commands(desk: Desk) -> Iterator[Command]:
    """The level meters."""

    async def levels(_caller: Caller, source: str | None) -> list[dict[str, object]]:
        if source is not None:
            return [_of_one(desk, source)]
        return [
            {
                "source": node,
                "rms": round(ear.level, 1),
                "peak": round(ear.peak, 1),
                "silent": round(ear.silent, 1),
            }
            for node, ear in desk.levels().items()
        ]

    doc = (
        "Tell how loud each mounted source is (dB below full scale), and for how many seconds it has been silent.\n"
        "Of any other, by its name, only how loud it is; nothing while nobody hears it."
    )
    yield Command("levels", doc, Role.VIEWER, levels, (_SOURCE,), reads=True)


def _of_one(desk: Desk, source: str) -> dict[str, object]:
    heard, ear = Seen(desk.place(source)), desk.levels().get(NodeId(source))
    return {
        "source": source,
        "rms": _rounded(heard.level),
        "peak": _rounded(heard.peak),
        "silent": _rounded(ear.silent if ear is not None else None),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
