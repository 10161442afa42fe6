"""Signed requests to an authority, one after the other."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar, cast

import requests
from acme import client, messages
from josepy.interfaces import JSONDeSerializable
from josepy.jwa import ES256
from josepy.jwk import JWK

from runtime.errors import OurFault
from runtime.kernel.clock import Clock
from runtime.version import program_version

from .authority import AcmeFault
from .faults import fault_of, retry_after_of
from .patience import Patience
from .words import host_of
from .worker import Worker

__all__ = ["Sleep", "Talk"]

T = TypeVar("T")
B = TypeVar("B", bound=messages.ResourceBody)
Sleep = Callable[[float], Awaitable[None]]

MOST_ANSWER = 1 << 20
"""Bytes of the longest answer that is read; a chain has about 6 KiB."""

FIRST_PAUSE = 0.5
"""Seconds before the second try of a request; each pause after it is twice as long."""

MOST_NONCES = 8
"""Tries of a request whose number (nonce) the authority does not take (RFC 8555 §6.5)."""

PASSING = frozenset({"unreachable", "serverInternal", "answer"})
"""Problems that may be gone a moment later."""


class Talk:
    """A conversation with one authority: its directory, and requests signed by one key.

    Args:
        directory: its URL.
        ca: a file with the roots that are trusted for the authority's own TLS, "" for the usual ones.
        worker: the thread in which requests are made.
        clock: the time, for `Retry-After`.
        patience: how long it may take.
        sleep: how time passes.
    """

    def __init__(
        self,
        directory: str,
        *,
        ca: str,
        worker: Worker,
        clock: Clock,
        patience: Patience,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.url = directory
        self.patience = patience
        self.clock = clock
        self.sleep = sleep
        self._ca = ca
        self._worker = worker
        self._answer: requests.Response | None = None
        self._network = self._new_network(None)
        self._directory: messages.Directory | None = None

    @property
    def host(self) -> str:
        """How the authority is called."""
        return host_of(self.url)

    @property
    def key(self) -> JWK:
        """The account's key that signs."""
        key: JWK | None = self._network.key
        if key is None:
            raise OurFault("an authority was spoken to without an account")
        return key

    @property
    def status(self) -> int:
        """The status of the last answer, 0 where there was none."""
        return self._answer.status_code if self._answer is not None else 0

    def sign_with(self, key: JWK) -> None:
        """Sign from now on with an account's key."""
        self._network.session.close()
        self._network = self._new_network(key)

    def speak_as(self, uri: str) -> None:
        """Name the account from now on; "" names none, and sends the key itself instead."""
        self._network.account = (
            messages.RegistrationResource(uri=uri, body=messages.Registration()) if uri else None
        )

    def close(self) -> None:
        """Let the connection go, once the thread is done with it."""
        self._worker.later(self._network.session.close)

    async def directory(self) -> messages.Directory:
        """What the authority offers, read once.

        Raises:
            AcmeFault: it does not answer, or not as an authority.
        """
        if self._directory is None:
            self._directory = await self._ask(
                lambda: messages.Directory.from_json(self._network.get(self.url).json())
            )
        return self._directory

    async def url_of(self, resource: str) -> str:
        """Where something is asked for (RFC 8555 §7.1.1).

        Raises:
            AcmeFault: the authority does not have it.
        """
        try:
            return str((await self.directory())[resource])
        except KeyError as wrong:
            raise AcmeFault(
                "answer", f"{self.host} has no {resource}: is {self.url} its directory?"
            ) from wrong

    async def get(self, url: str) -> requests.Response:
        """Read what needs no account."""
        return await self._ask(lambda: self._network.get(url))

    async def read(self, url: str) -> requests.Response:
        """Read what is ours: POST-as-GET (RFC 8555 §6.3)."""
        return await self.post(url, None)

    async def post(
        self, url: str, body: JSONDeSerializable | None, about: tuple[str, ...] = ()
    ) -> requests.Response:
        """Send something signed; `about` those names, for a refusal that names none.

        Raises:
            AcmeFault: it was refused, or no answer came.
        """
        new_nonce = await self.url_of("newNonce")
        return await self._ask(lambda: self._network.post(url, body, new_nonce_url=new_nonce), about)

    async def read_as(self, kind: type[B], url: str) -> tuple[B, requests.Response]:
        """Read what is ours, as a message; with the answer, for its `Retry-After`."""
        answer = await self.read(url)
        return self.parsed(kind, answer), answer

    def parsed(self, kind: type[B], answer: requests.Response) -> B:
        """Take an answer for a message.

        Raises:
            AcmeFault: it is none (`answer`).
        """
        try:
            return cast(B, kind.from_json(answer.json()))
        except Exception as wrong:
            raise fault_of(wrong, self.url, answer=answer, now=self.clock.wall()) from wrong

    async def do(self, work: Callable[[], T]) -> T:
        """Do something in the conversation's thread: keys take their time."""
        return await self._worker.call(work)

    def pause_of(self, answer: requests.Response, default: float) -> float:
        """How long to wait before asking again: as the authority says, else `default`."""
        said = retry_after_of(answer, self.clock.wall())
        return default if said is None else said

    async def _ask(self, work: Callable[[], T], about: tuple[str, ...] = ()) -> T:
        """Try until it works, is refused, or was tried often enough."""
        nonces = tries = 0
        while True:
            self._answer = None
            try:
                return await self._worker.call(work)
            except Exception as wrong:  # noqa: BLE001 - the packages raise whatever the answer makes them stumble over
                fault = fault_of(wrong, self.url, answer=self._answer, now=self.clock.wall(), about=about)
            if fault.problem == "badNonce":
                nonces += 1
            else:
                tries += 1
            if nonces >= MOST_NONCES or tries >= self.patience.attempts or not self._passes(fault):
                raise fault
            if fault.problem != "badNonce":
                await self.sleep(fault.retry_after or FIRST_PAUSE * 2 ** (tries - 1))

    def _passes(self, fault: AcmeFault) -> bool:
        if fault.retry_after is not None:
            return fault.retry_after <= self.patience.wait
        return fault.problem in PASSING or fault.problem == "badNonce"

    def _new_network(self, key: JWK | None) -> client.ClientNetwork:
        network = client.ClientNetwork(
            key,
            alg=ES256,
            verify_ssl=self._ca or True,  # type: ignore[arg-type]  # requests takes a path as well
            user_agent=f"LegacyStream/{program_version()}",
            timeout=round(self.patience.request),
        )
        network.session.hooks["response"].append(self._note)
        return network

    def _note(self, answer: requests.Response, *_: object, **__: object) -> None:
        """Keep the answer for its `Retry-After`, and read no more of it than is good for us."""
        self._answer = answer
        try:
            data = answer.raw.read(MOST_ANSWER + 1, decode_content=True)
        finally:
            answer.close()
        if len(data) > MOST_ANSWER:
            raise AcmeFault("answer", f"{self.host} sends more than {MOST_ANSWER >> 20} MiB as an answer")
        answer._content = data  # noqa: SLF001 - the one place where requests lets an answer's size be bounded
