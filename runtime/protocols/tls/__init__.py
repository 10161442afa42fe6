"""TLS as far as it can be told without a socket: who calls, which certificates are served, and to whom.

Keys and certificates are opaque text here; `runtime.net` makes contexts of them. May import `errors` and `http1`.
"""

from .choosing import ACME_PROTOCOL, CertificateChoice, asks_for_proof
from .client_hello import HELLO_BYTES, TLS_MARK, ClientHello, HelloReader
from .http_proof import CHALLENGES, proof_answer
from .redirect import redirect_answer
from .table import MOST_CERTIFICATES, CertificateTable, ServedCertificate
from .upgrade import UPGRADED, host_name, upgraded_options, wants_upgrade

__all__ = [
    "ACME_PROTOCOL",
    "CHALLENGES",
    "HELLO_BYTES",
    "MOST_CERTIFICATES",
    "TLS_MARK",
    "UPGRADED",
    "CertificateChoice",
    "CertificateTable",
    "ClientHello",
    "HelloReader",
    "ServedCertificate",
    "asks_for_proof",
    "host_name",
    "proof_answer",
    "redirect_answer",
    "upgraded_options",
    "wants_upgrade",
]
