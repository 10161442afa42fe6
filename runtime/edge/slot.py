"""A slot: listeners of one stream who are served together."""

from .listener import NOT_YET, Listener

__all__ = ["Slot"]


class Slot:
    """Listeners who are served together.

    Attributes:
        listeners: who.
        head: how far the ring was when they were served last.
        lagging: whether some of them did not get everything then.
        parted: how many had left the stream when this slot was tidied last.
    """

    __slots__ = ("head", "lagging", "listeners", "parted")

    def __init__(self) -> None:
        self.listeners: list[Listener] = []
        self.head = NOT_YET
        self.lagging = False
        self.parted = 0

    def tidy(self, parted: int) -> None:
        """Forget those who have gone, if anybody has since the last time."""
        if parted != self.parted:
            self.parted = parted
            self.listeners = [listener for listener in self.listeners if not listener.gone]
