"""A judge that asks a web address, in Icecast's words."""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Mapping
from typing import Protocol
from urllib.parse import urlsplit

from runtime.plan import ByUrl
from runtime.protocols.access import Ask
from runtime.protocols.icecast.url_auth import (
    UrlAnswer,
    listener_add,
    listener_remove,
    read_answer,
    shown_credentials,
)
from runtime.station.listener_gate import Judged
from runtime.stats.sessions import Session

__all__ = ["MOST_KNOWN", "MOST_TELLING", "Post", "UrlJudge"]

MOST_KNOWN = 20_000
"""Listeners whose answer is remembered, and those of whom the address is to be told when they go."""

MOST_TELLING = 500
"""Goodbyes that are on their way at one time; more are left out, counted and told."""

logger = logging.getLogger("legacystream.listeners")


class Post(Protocol):
    """Says something to a web address."""

    async def __call__(
        self, url: str, body: bytes, headers: Mapping[str, str], seconds: float
    ) -> Mapping[str, str]:
        """Give the headers of its answer, names in lower case. Raises OSError or TimeoutError when there is none."""
        ...


class UrlJudge:
    """Asks when somebody comes, tells when he has gone.

    Args:
        rule: which address, and how.
        post: how to ask.
        server: how the station calls itself: host and port.
        clock: seconds that only go forward.
    """

    def __init__(
        self, rule: ByUrl, post: Post, server: Callable[[], tuple[str, int]], clock: Callable[[], float]
    ) -> None:
        self._rule = rule
        self._post = post
        self._server = server
        self._clock = clock
        self._known: dict[bytes, tuple[UrlAnswer, float]] = {}
        self._inside: dict[int, Ask] = {}
        self._telling: set[asyncio.Task[None]] = set()
        self._untold = 0

    async def judge(self, ask: Ask) -> Judged:
        """Whether the address lets somebody in."""
        answer = await self._answer(ask) if self._rule.add else UrlAnswer(True)
        if not answer.accepted:
            if answer.message:
                logger.info("%s is not let in to %s: %s", ask.ip, ask.mount, answer.message,
                            extra={"origin": self._rule.origin})  # fmt: skip
            return Judged(401, "You need to authenticate", "url")
        if self._rule.remove:
            _remember(self._inside, ask.id, ask)
        return Judged(seconds=answer.seconds, user=ask.user)

    def gone(self, session: Session, seconds: float, _sent: int) -> None:
        """Tell the address, if it is to be told."""
        if not self._rule.remove:
            return
        asked = self._inside.pop(session.id, None)
        if len(self._telling) >= MOST_TELLING:
            self._untold += 1
            return
        self._say_untold()
        body = self._goodbye(session, asked, seconds)
        task = asyncio.get_running_loop().create_task(self._tell(body, asked))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    def _say_untold(self) -> None:
        """Say how many goodbyes were left out, once there is room for others."""
        left, self._untold = self._untold, 0
        if left:
            host = urlsplit(self._rule.remove).hostname
            logger.warning("%s takes too long: it was not told of %d listeners who left", host, left,
                           extra={"origin": self._rule.origin})  # fmt: skip

    async def _answer(self, ask: Ask) -> UrlAnswer:
        key = _key(ask)
        try:
            headers = await self._post(
                self._rule.add, self._question(ask), self._headers(ask), self._rule.timeout
            )
        except (OSError, TimeoutError) as wrong:
            return self._without_answer(key, str(wrong) or "no answer in time")
        answer = read_answer(headers, self._rule.accept, self._rule.timelimit)
        if answer.accepted:
            _remember(self._known, key, (answer, self._clock()))
        else:
            self._known.pop(key, None)
        return answer

    def _without_answer(self, key: bytes, why: str) -> UrlAnswer:
        """Who was let in a moment ago comes in again; all others by the script's rule."""
        known = self._known.get(key)
        if known is not None and self._clock() - known[1] <= self._rule.cache:
            let, consequence = known[0], "who was let in lately comes in"
        else:
            let = UrlAnswer(self._rule.on_failure == "open")
            consequence = "everybody comes in" if let.accepted else "nobody else comes in"
        host = urlsplit(self._rule.add).hostname
        logger.warning("%s does not say who may listen (%s): %s", host, why, consequence,
                       extra={"origin": self._rule.origin})  # fmt: skip
        return let

    def _question(self, ask: Ask) -> bytes:
        server, port = self._server()
        return listener_add(
            server=server,
            port=ask.port or port,
            client=ask.id,
            mount=ask.target,
            user=ask.user,
            password=ask.password,
            ip=ask.ip,
            agent=ask.agent,
            headers=[
                (f"{self._rule.prefix}{name}", ask.headers[name.lower()])
                for name in self._rule.headers
                if name.lower() in ask.headers
            ],
        )

    def _goodbye(self, session: Session, asked: Ask | None, seconds: float) -> bytes:
        """Of one who came before this station began, the password is known no more."""
        server, port = self._server()
        return listener_remove(
            server=server,
            port=asked.port if asked and asked.port else port,
            client=session.id,
            mount=asked.target if asked else session.mount,
            user=asked.user if asked else session.user,
            password=asked.password if asked else "",
            duration=int(seconds),
            ip=session.ip,
            agent=asked.agent if asked else session.agent,
        )

    async def _tell(self, body: bytes, asked: Ask | None) -> None:
        try:
            await self._post(self._rule.remove, body, self._headers(asked), self._rule.timeout)
        except (OSError, TimeoutError) as wrong:
            host = urlsplit(self._rule.remove).hostname
            logger.warning("%s cannot be told that a listener has gone: %s", host, str(wrong) or "no answer in time",
                           extra={"origin": self._rule.origin})  # fmt: skip

    def _headers(self, asked: Ask | None) -> Mapping[str, str]:
        rule, user, password = self._rule, asked.user if asked else "", asked.password if asked else ""
        shown = shown_credentials(rule.user, rule.password.text, user, password)
        return {"Authorization": shown, "Content-Type": "application/x-www-form-urlencoded"}


def _key(ask: Ask) -> bytes:
    """What makes two questions the same, without keeping a password."""
    said = [ask.mount, ask.target, ask.user, ask.password, ask.ip, ask.agent]
    return hashlib.sha256("\0".join(said).encode("utf-8", "replace")).digest()


def _remember(memory: dict, key: object, value: object) -> None:  # type: ignore[type-arg]
    memory.pop(key, None)
    if len(memory) >= MOST_KNOWN:
        del memory[next(iter(memory))]
    memory[key] = value
