"""What certificates leave on disk: accounts, keys, chains, and what renewal remembers.

Everything lies in one folder (`station.state/tls`), of the service's user alone. A file is written beside the old
one, brought to the disk and put in its place, so that a crash or a full disk leaves the old one; a damaged one is put
aside and told. Times are passed in. Nothing here imports more than the standard library.
"""

from .folder import Account, KeptCertificate, Storage
from .holding import holding
from .lease import BEAT_SECONDS, STALE_SECONDS, Lease, label_of
from .private import prove_writing, put_aside, read_sealed, write_sealed

__all__ = [
    "BEAT_SECONDS",
    "STALE_SECONDS",
    "Account",
    "KeptCertificate",
    "Lease",
    "Storage",
    "holding",
    "label_of",
    "prove_writing",
    "put_aside",
    "read_sealed",
    "write_sealed",
]
