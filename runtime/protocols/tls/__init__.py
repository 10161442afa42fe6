"""TLS as far as it can be told without a socket: which certificates are served, and to whom.

The keys and certificates themselves are opaque text here; `runtime.net` makes contexts of them. May import
`errors` alone.
"""

from .table import MOST_CERTIFICATES, CertificateTable, ServedCertificate

__all__ = ["MOST_CERTIFICATES", "CertificateTable", "ServedCertificate"]
