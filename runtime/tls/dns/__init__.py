"""Proofs by DNS: who writes the entries of a zone, and who looks whether they are there."""

from .provider import DnsProvider, NameServers

__all__ = ["DnsProvider", "NameServers"]
