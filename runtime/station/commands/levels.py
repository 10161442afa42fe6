"""The command that tells how loud the programme is: `levels`."""

from collections.abc import Iterator

from runtime.control import Caller, Command, Role

from .desk import Desk

__all__ = ["level_commands"]


def level_commands(desk: Desk) -> Iterator[Command]:
    """The level meters."""

    async def levels(_caller: Caller) -> list[dict[str, object]]:
        return [
            {
                "source": node,
                "rms": round(ear.level, 1),
                "peak": round(ear.peak, 1),
                "silent": round(ear.silent, 1),
            }
            for node, ear in desk.levels().items()
        ]

    doc = "Tell how loud each mounted source is (dB below full scale), and for how many seconds it has been silent."
    yield Command("levels", doc, Role.VIEWER, levels, reads=True)
