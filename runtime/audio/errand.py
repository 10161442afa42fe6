"""What a disk may keep waiting: done in a thread of its own, so that whoever sent it need not wait for it."""

import threading
from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from runtime.audio.left_alone import LeftAlone

__all__ = ["AtOnce", "Errand", "Errands", "ThreadedErrands"]

_Found = TypeVar("_Found")


class Errand(Generic[_Found]):
    """Something that is being done elsewhere. `do` it there; ask here whether it is `done`."""

    def __init__(self, do: Callable[[], _Found], drop: Callable[[_Found], object]) -> None:
        """`drop` lets go of what was found when nobody wants it any more."""
        self._do = do
        self._drop = drop
        self._found: list[_Found] = []
        self._fault: Exception | None = None
        self._done = self._left = False
        self._lock = threading.Lock()

    def do(self) -> None:
        """Do it. Whatever it raises is kept for whoever asks."""
        found: list[_Found] = []
        try:
            found.append(self._do())
        except Exception as fault:  # noqa: BLE001 - raised again by `result`
            self._fault = fault
        with self._lock:
            self._found, self._done = found, True
            left = self._left
        if left:
            self._let_go()

    @property
    def done(self) -> bool:
        """Whether there is a result."""
        return self._done

    def result(self) -> _Found:
        """What was found. Raises what went wrong. Only when it is `done`."""
        if self._fault is not None:
            raise self._fault
        return self._found[0]

    def leave(self) -> None:
        """Want it no more; what is found yet, or was, is let go of."""
        with self._lock:
            self._left, done = True, self._done
        if done:
            self._let_go()

    def _let_go(self) -> None:
        for found in self._found:
            self._drop(found)
        self._found = []


class Errands(Protocol):
    """Where errands are sent."""

    def send(self, do: Callable[[], _Found], drop: Callable[[_Found], object]) -> Errand[_Found]:
        """Begin one."""

    def may_leave(self, errand: Errand[Any]) -> bool:
        """Whether one that hangs may be left to itself, which counts until it is done; False where too many were already."""


class ThreadedErrands:
    """A thread for each errand; it ends with it."""

    def __init__(self, name: str, left: LeftAlone) -> None:
        """`name` is what the threads are called after; `left` counts those of the whole station that hang."""
        self._name = name
        self._left = left

    def send(self, do: Callable[[], _Found], drop: Callable[[_Found], object]) -> Errand[_Found]:
        """Begin one in a thread of its own, which keeps nobody from leaving the program."""
        errand = Errand(do, drop)
        threading.Thread(target=errand.do, name=f"opens for {self._name}", daemon=True).start()
        return errand

    def may_leave(self, errand: Errand[Any]) -> bool:
        """As far as not too many hang in the whole station."""
        return self._left.take(self._name, lambda: errand.done)


class AtOnce:
    """Errands that are done before whoever sent them goes on: where nobody listens, nobody is kept waiting."""

    def send(self, do: Callable[[], _Found], drop: Callable[[_Found], object]) -> Errand[_Found]:
        """Do it."""
        errand = Errand(do, drop)
        errand.do()
        return errand

    def may_leave(self, errand: Errand[Any]) -> bool:  # noqa: ARG002
        """Nothing hangs that is done already."""
        return True
