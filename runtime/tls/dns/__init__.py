"""Proofs by DNS: who writes the entries of a zone, and who looks whether they are there.

`cloudflare` and `dnspython` are imported with the first question or entry, in a thread.
"""

from .caa import caa_objection
from .cloudflare import CloudflareDns
from .command import CommandDns
from .function import CallsFunctions, FunctionDns
from .in_order import InOrder
from .name_servers import ZoneServers
from .provider import DnsProvider, NameServers
from .questions import DnsQuestions, Questions

__all__ = [
    "CallsFunctions",
    "CloudflareDns",
    "CommandDns",
    "DnsProvider",
    "DnsQuestions",
    "FunctionDns",
    "InOrder",
    "NameServers",
    "Questions",
    "ZoneServers",
    "caa_objection",
]
