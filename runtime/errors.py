"""Faults while the station runs, told apart by whose they are.

    Fault
    ├── OurFault              a mistake in LegacyStream: apologise, report, play on
    ├── OperatorFault         something the person who runs the station can mend
    │   ├── FilterWrong       a graph of filters that cannot be
    │   ├── MediaUnreadable   a file that is missing, empty, or no audio
    │   ├── PortTaken         an address another program holds
    │   └── ScriptFault       a function of the script that failed
    ├── PeerFault             the other side broke its protocol; carries the status to answer with
    └── NetworkFault          nobody's: a connection was lost or took too long

Every fault is one sentence that can be shown as it is. Whoever reports it adds the script line.
"""

__all__ = [
    "Fault",
    "FilterWrong",
    "MediaUnreadable",
    "NetworkFault",
    "OperatorFault",
    "OurFault",
    "PeerFault",
    "PortTaken",
    "ScriptFault",
]


class Fault(Exception):
    """A fault while the station runs. Its text is a sentence for the operator."""


class OurFault(Fault):
    """LegacyStream itself is wrong. The station plays on and says where the report is."""


class OperatorFault(Fault):
    """Something the operator can mend: a path, a port, a right."""


class FilterWrong(OperatorFault):
    """A graph of libavfilter that cannot be read or built, with the reason in words."""


class MediaUnreadable(OperatorFault):
    """A file cannot be played: missing, empty, forbidden, or not audio.

    Attributes:
        path: the file or URL as the script named it.
        reason: why, in words, fit to stand after a colon.
    """

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class PortTaken(OperatorFault):
    """Another program listens where this station wants to.

    Attributes:
        address: "host:port" as the operator knows it.
        holder: the program that holds it ("icecast2 (process 812)"), or "" when the system does not tell.
    """

    def __init__(self, address: str, holder: str = "") -> None:
        by = f" by {holder}" if holder else " by another program"
        super().__init__(f"{address} is already used{by}")
        self.address = address
        self.holder = holder


class ScriptFault(OperatorFault):
    """A function of the script failed: it came to no end in time, or did what cannot be done.

    Attributes:
        origin: the script line it happened on (`plan.Origin`), None where that is not known.
    """

    def __init__(self, text: str, origin: object = None) -> None:
        super().__init__(text)
        self.origin = origin


class PeerFault(Fault):
    """The other side broke its protocol.

    Attributes:
        status: the HTTP status to answer with, where an answer is possible.
    """

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.status = status


class NetworkFault(Fault):
    """A connection was refused, was lost, or took too long."""
