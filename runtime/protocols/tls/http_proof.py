"""HTTP-01: an authority asks for a proof by plain HTTP (RFC 8555, section 8.3)."""

from runtime.protocols.http1 import Request, answer

from .table import CertificateTable

__all__ = ["CHALLENGES", "proof_answer"]

CHALLENGES = "/.well-known/acme-challenge/"
"""Below this the proofs are found; nothing there is ever redirected."""


def proof_answer(request: Request, table: CertificateTable) -> bytes | None:
    """Answer an authority; None for a request that is none of its, or for a proof that is not ours."""
    if request.method not in ("GET", "HEAD") or not request.path.startswith(CHALLENGES):
        return None
    proof = table.proofs.get(request.path.removeprefix(CHALLENGES))
    if proof is None:
        return None
    return answer(
        200, proof, [("Cache-Control", "no-store")], kind="text/plain", head_only=request.method == "HEAD"
    )
