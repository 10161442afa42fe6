"""Where the frames of an encoder go. An output that throws costs only itself: it is told once, and may heal."""

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from runtime.media.frame import Frame
from runtime.plan.origin import Origin

__all__ = ["Output", "Outputs", "in_words"]

log = logging.getLogger("legacystream.mounts")


class Output(Protocol):
    """Where frames go."""

    @property
    def slack(self) -> float:
        """How long (seconds) sound may wait so that more of it is encoded at once."""

    def begin(self, rate: int, delay: int, headers: tuple[bytes, ...]) -> None:
        """A new encoder begins."""

    def write(self, frames: Sequence[Frame], now_ns: int, *, floor: bool) -> None:
        """Take frames."""

    def end(self, now_ns: int) -> None:
        """Nothing more will come."""


class Outputs:
    """The outputs of one encoder. They belong to the thread that encodes; who they are may be asked from any."""

    def __init__(self, outputs: Sequence[Output], name: str, origin: Origin) -> None:
        """`name` and `origin` are the encoder's, for what is told."""
        self._works = dict.fromkeys(outputs, True)
        self._name = name
        self._origin = origin

    def __iter__(self) -> Iterator[Output]:
        """Each of them, as they were when it began."""
        return iter(tuple(self._works))

    def __contains__(self, output: object) -> bool:
        """Whether frames go there."""
        return output in self._works

    def change_to(self, wanted: Sequence[Output]) -> tuple[list[Output], list[Output]]:
        """Have these from now on; gives those that are gone, and those that are new."""
        before, self._works = self._works, {each: self._works.get(each, True) for each in wanted}
        gone = [each for each in before if each not in self._works]
        return gone, [each for each in wanted if each not in before]

    def each(self, act: Callable[[Output], None], among: Sequence[Output] | None = None) -> None:
        """Do something with each output, or each of some; one that fails does not keep the others from theirs."""
        for output in self if among is None else among:
            try:
                act(output)
            except Exception as error:  # noqa: BLE001 - one mount must not cost another
                if self._works.get(output, True):
                    self._tell(output, error)
            else:
                self._note(output, works=True)

    def _note(self, output: Output, *, works: bool) -> None:
        if output in self._works:
            self._works[output] = works

    def _tell(self, output: Output, error: Exception) -> None:
        self._note(output, works=False)
        log.error(
            "%s: one of its mounts cannot be written (%s); the others go on",
            self._name, in_words(error), extra={"origin": self._origin}, exc_info=error,
        )  # fmt: skip


def in_words(error: Exception) -> str:
    """What an error says, or else what it is."""
    return str(error) or type(error).__name__
