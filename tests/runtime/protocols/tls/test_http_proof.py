"""What an authority is answered that asks for a proof by HTTP."""

import pytest

from runtime.protocols.http1 import Headers, Request
from runtime.protocols.tls import CHALLENGES, CertificateTable, proof_answer

TABLE = CertificateTable(proofs={"token": "token.thumbprint"})


def asked(path, method="GET"):
    return proof_answer(Request(method, path, "", "HTTP/1.1", Headers()), TABLE)


def test_the_proof_is_the_whole_body():
    head, _, body = asked(f"{CHALLENGES}token").partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.0 200 OK")
    assert b"Content-Type: text/plain" in head
    assert body == b"token.thumbprint"


def test_head_is_answered_without_it():
    assert asked(f"{CHALLENGES}token", "HEAD").endswith(b"Content-Length: 16\r\n\r\n")


@pytest.mark.parametrize(
    ("path", "method"),
    [(f"{CHALLENGES}other", "GET"), (CHALLENGES, "GET"), ("/token", "GET"), (f"{CHALLENGES}token", "POST")],
)
def test_everything_else_is_for_others(path, method):
    assert asked(path, method) is None
