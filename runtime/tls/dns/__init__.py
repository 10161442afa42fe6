"""Proofs by DNS: who writes the entries of a zone, and who looks whether they are there.

`cloudflare` and `dnspython` are imported with the first question or entry, in a thread.
"""

from .caa import caa_objection
from .cloudflare import CloudflareDns
from .command import CommandDns
from .name_servers import ZoneServers
from .provider import DnsProvider, NameServers
from .questions import DnsQuestions, Questions

__all__ = [
    "CloudflareDns",
    "CommandDns",
    "DnsProvider",
    "DnsQuestions",
    "NameServers",
    "Questions",
    "ZoneServers",
    "caa_objection",
]
