"""What sources have in common that are made up as they are wanted, without an end: a wave, noise."""

from runtime.audio.pcm import Block
from runtime.audio.tail import BlockTail, Tail

__all__ = ["Endless"]


class Endless:
    """A source that can always play, and has nothing to start or to stop. A kind of its own says what `pull` gives."""

    remaining: int | None = None
    """It has no end."""

    @property
    def ready(self) -> bool:
        """Always."""
        return True

    @property
    def settling(self) -> bool:
        """Never."""
        return False

    def start(self) -> None:
        """Nothing to do."""

    def stop(self) -> None:
        """Nothing to do."""

    def pull(self, max_samples: int) -> Block:
        """The next samples."""
        raise NotImplementedError

    def skip(self) -> None:
        """There is nothing behind it."""

    def leave(self, most: int) -> Tail:
        """A little more of it; it goes on."""
        return BlockTail([self.pull(most)])
