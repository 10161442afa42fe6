"""An authority that is spoken to by ACME."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from runtime.kernel.clock import Clock

from .authority import (
    AcmeFault,
    CertificateRequest,
    HeldCertificate,
    Issued,
    RenewalInfo,
    RevocationReason,
    Solvers,
)
from .choice import see_that_all_can_be_proven
from .names import identifiers, see_that_it_is_a_directory
from .patience import Patience
from .settings import Accounts, AuthoritySettings
from .words import host_of
from .worker import Worker

if TYPE_CHECKING:
    from .talk import Sleep, Talk

__all__ = ["AcmeAuthority"]


class AcmeAuthority:
    """One authority and our account there. Fits `Authority`.

    Certbot's `acme` and all that it brings are loaded with the first word that is said, in the conversation's thread.

    Args:
        settings: which one, and who we are there.
        accounts: where our account is kept.
        clock: the time.
        patience: how long it may take.
        sleep: how time passes.
    """

    def __init__(
        self,
        settings: AuthoritySettings,
        accounts: Accounts,
        clock: Clock,
        *,
        patience: Patience | None = None,
        sleep: "Sleep" = asyncio.sleep,
    ) -> None:
        self._settings = settings
        self._accounts = accounts
        self._clock = clock
        self._patience = patience or Patience()
        self._sleep = sleep
        self._one_at_a_time = asyncio.Lock()

    @property
    def directory(self) -> str:
        """The URL of its directory."""
        return self._settings.directory

    async def obtain(self, request: CertificateRequest, solvers: Solvers) -> Issued:
        """Get a certificate with a new key.

        Raises:
            AcmeFault: no certificate this time. Proofs and entries are taken back, whatever happened.
            OperatorFault: our account could not be kept.
        """
        wanted = identifiers(request.names)
        see_that_all_can_be_proven(wanted, solvers)
        async with self._one_at_a_time, self._talk() as talk:
            from .account import open_account
            from .ordering import order

            await open_account(talk, self._settings, self._accounts)
            return await order(talk, request, wanted, solvers)

    async def renewal_info(self, certificate: HeldCertificate) -> RenewalInfo | None:
        """Ask when it should be renewed; None where the authority has no opinion.

        Raises:
            AcmeFault: it did not answer.
        """
        async with self._talk() as talk:
            from .renewal_info import read_renewal_info

            return await read_renewal_info(talk, certificate.replaces())

    async def revoke(
        self, certificate: HeldCertificate, reason: RevocationReason = RevocationReason.UNSPECIFIED
    ) -> None:
        """Take a certificate back.

        Raises:
            AcmeFault: it is not revoked.
            OperatorFault: our account could not be kept.
        """
        async with self._one_at_a_time, self._talk() as talk:
            from .account import open_account
            from .revocation import revoke

            await open_account(talk, self._settings, self._accounts)
            await revoke(talk, certificate.chain_pem, reason)

    @contextlib.asynccontextmanager
    async def _talk(self) -> AsyncIterator["Talk"]:
        """Have a conversation, which ends after its deadline whatever happens."""
        see_that_it_is_a_directory(self.directory)
        worker = Worker(f"acme {host_of(self.directory)}")
        try:
            async with asyncio.timeout(self._patience.whole):
                talk = await self._begun(worker)
                try:
                    yield talk
                finally:
                    talk.close()
        except TimeoutError as late:
            host, seconds = host_of(self.directory), self._patience.whole
            words = f"{host} took longer than {seconds:.0f} seconds: it is asked again later"
            raise AcmeFault("timeout", words) from late
        finally:
            worker.close()

    async def _begun(self, worker: Worker) -> "Talk":
        conversation = await worker.call(_conversation)
        return conversation(
            self.directory,
            ca=self._settings.ca,
            worker=worker,
            clock=self._clock,
            patience=self._patience,
            sleep=self._sleep,
        )


def _conversation() -> "type[Talk]":
    """Load the packages, which takes half a second: not on the loop."""
    from . import account, ordering, renewal_info, revocation
    from .talk import Talk

    del account, ordering, renewal_info, revocation
    return Talk
