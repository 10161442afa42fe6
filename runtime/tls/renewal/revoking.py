"""Taking certificates back, while somebody waits for the answer."""

import asyncio

from runtime.tls.acme.authority import AcmeFault, Authority, RevocationReason
from runtime.tls.certificate import Certificate

from .view import host

__all__ = ["PATIENCE", "take_back"]

PATIENCE = 50.0
"""Seconds that an authority may take: less than whoever gave the command waits for its answer."""


async def take_back(authority: Authority, certificate: Certificate, reason: str) -> None:
    """Have a certificate revoked, for one of `runtime.tls.holding.REASONS`.

    Raises:
        AcmeFault: the authority refused, or did not say in time that it has done it.
        OperatorFault: our account could not be kept.
    """
    try:
        async with asyncio.timeout(PATIENCE):
            await authority.revoke(certificate, RevocationReason[reason.upper().replace("-", "_")])
    except TimeoutError as late:
        words = f"{host(authority.directory)} did not say within {PATIENCE:g} s that it is revoked: ask again"
        raise AcmeFault("timeout", words) from late
