"""A process that we started, and the channel to it."""

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from runtime.net import Channel, Message
from runtime.net.parent import VARIABLE, Call, Inheritance, invite

__all__ = ["NOT_STARTED", "Child", "Owner", "ending_words"]

log = logging.getLogger("legacystream.supervisor")

NOT_STARTED = 127
"""The exit code of a process that could not be started, as shells have it."""

LAST_WORDS = 1.0
"""Seconds for a dead process's messages to arrive, after which it counts as ended anyway."""

UNLINKED = 5.0
"""Seconds that a process may go on without its channel before it is killed."""

Post: TypeAlias = Callable[[Callable[[], None]], object]
"""Has something done in the supervisor's own thread."""


class Owner(Protocol):
    """What a child tells about itself; called in the supervisor's own thread."""

    def linked(self, child: "Child") -> None:
        """Its channel is there and started."""
        ...

    def said(self, child: "Child", message: Message) -> None:
        """It sent a message."""
        ...

    def ended(self, child: "Child", code: int) -> None:
        """It is gone and was waited for, and all its messages have come. Negative codes are signals."""
        ...


class Child:
    """A process. Its last message always comes before its end.

    Attributes:
        name: what it is, in words: "the station", "edge 2".
        pid: its process number; 0 before it runs.
        channel: the way to it once it is linked.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        owner: Owner,
        post: Post,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self.name = name
        self.pid = 0
        self.channel: Channel | None = None
        self._command = list(command)
        self._environment = environment
        self._owner = owner
        self._post = post
        self._process: subprocess.Popen[bytes] | None = None
        self._code: int | None = None
        self._silent = False  # no message can come any more
        self._told = False

    def start(self, *, calling: bool = sys.platform == "win32") -> None:
        """Start it. Whatever comes of it is told to the owner."""
        invitation = invite(calling=calling)
        try:
            self._process = _popen(
                self._command, {**self._environment, VARIABLE: invitation.environment}, invitation
            )
        except OSError as wrong:
            invitation.close()
            log.error("%s cannot be started: %s", self.name, wrong)
            self._silent = True
            self._post(lambda: self._exited(NOT_STARTED))
            return
        self.pid = self._process.pid
        self._thread("link", lambda: self._link(invitation))
        self._thread("wait", lambda: self._wait(invitation))

    def send(self, kind: str, fields: Mapping[str, Any] | None = None) -> None:
        """Send a message, if it is linked."""
        if self.channel is not None:
            self.channel.send(kind, fields)

    def stop(self, grace: float) -> None:
        """Ask it to stop within `grace` seconds. One that is not linked has begun nothing and is killed."""
        if self.channel is None:
            self.kill()
        else:
            self.channel.send("stop", {"grace": grace})

    def kill(self) -> None:
        """End it without asking."""
        if self._process is not None and self._code is None:
            self._process.kill()

    def _thread(self, what: str, work: Callable[[], None]) -> None:
        threading.Thread(target=work, name=f"{self.name}: {what}", daemon=True).start()

    def _link(self, invitation: Inheritance | Call) -> None:
        try:
            channel = invitation.accept(self.name, self.pid)
        except OSError:
            self._post(self._lost)
        else:
            self._post(lambda: self._linked(channel))

    def _linked(self, channel: Channel) -> None:
        if self._told:
            channel.close()
            return
        self.channel = channel
        self.pid = channel.peer_pid or self.pid
        channel.start(self._post, self._said, lambda _: self._lost())
        if self._code is None:
            self._owner.linked(self)

    def _said(self, message: Message) -> None:
        if self._told:
            message.discard()
        else:
            self._owner.said(self, message)

    def _lost(self) -> None:
        """It has no channel: it has ended, or must."""
        self._silent = True
        if self._code is None:
            self._after(UNLINKED, self.kill)
        self._settle()

    def _wait(self, invitation: Inheritance | Call) -> None:
        assert self._process is not None
        code = self._process.wait()
        if self.channel is None and isinstance(invitation, Call):
            invitation.close()
        self._post(lambda: self._exited(code))

    def _exited(self, code: int) -> None:
        self._code = code
        self._after(LAST_WORDS, self._give_up_listening)
        self._settle()

    def _after(self, seconds: float, work: Callable[[], None]) -> None:
        timer = threading.Timer(seconds, lambda: self._post(work))
        timer.daemon = True
        timer.start()

    def _give_up_listening(self) -> None:
        self._silent = True
        self._settle()

    def _settle(self) -> None:
        if self._told or self._code is None or not self._silent:
            return
        self._told = True
        if self.channel is not None:
            self.channel.close()
        self._owner.ended(self, self._code)


def ending_words(code: int) -> str:
    """Say how a process ended: "was killed (SIGKILL)", "ended with code 3", "ended"."""
    if code < 0:
        try:
            return f"was killed ({signal.Signals(-code).name})"
        except ValueError:
            return f"was killed (signal {-code})"
    return f"ended with code {code}" if code else "ended"


def _popen(
    command: list[str], environment: Mapping[str, str], invitation: Inheritance | Call
) -> "subprocess.Popen[bytes]":
    """Start a process that a Ctrl-C at our terminal does not reach: it is for us to stop it."""
    if sys.platform == "win32":
        group = subprocess.CREATE_NEW_PROCESS_GROUP
        return subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, creationflags=group)
    return subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        pass_fds=invitation.descriptors,
        start_new_session=True,
    )
