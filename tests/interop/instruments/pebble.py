"""Let's Encrypt's test authority, with a name server of our own and a proxy that misbehaves in front of it."""

import contextlib
import json
import os
import shutil
import ssl
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Self

import trustme
from dnslib import AAAA, CAA, CNAME, QTYPE, RCODE, RR, TXT, A
from dnslib.server import BaseResolver, DNSLogger, DNSServer

from benchmarks.processes import free_port

NEWER = Path(__file__).parents[3] / ".peers" / "pebble"
"""Debian 13's, where `.ci/peers` could have it: it knows renewal information."""

START_SECONDS = 20.0
EXTERNAL_KID = "kid-1"
EXTERNAL_KEY = "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W"


def program() -> str:
    """The newest pebble there is; "" for none."""
    return str(NEWER) if NEWER.exists() else shutil.which("pebble") or ""


def knows_renewal_information() -> bool:
    """Whether it is one with ARI."""
    return NEWER.exists()


class NameServer(BaseResolver):
    """All names lead here; TXT entries and aliases as the test says."""

    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = {}
        self.aliases: dict[str, str] = {}
        self.caa: dict[str, str] = {}
        self.nowhere: set[str] = set()
        self.six: set[str] = set()
        """Names that have an address of IPv6 alone."""
        self.asked: list[tuple[str, str]] = []

    def resolve(self, request, handler):
        """Answer one question."""
        reply = request.reply()
        name, kind = str(request.q.qname).rstrip(".").lower(), QTYPE[request.q.qtype]
        self.asked.append((kind, name))
        while name in self.aliases:
            reply.add_answer(RR(name, QTYPE.CNAME, ttl=1, rdata=CNAME(self.aliases[name])))
            name = self.aliases[name]
        if name in self.nowhere:
            reply.header.rcode = RCODE.NXDOMAIN
        elif kind == "AAAA" and name in self.six:
            reply.add_answer(RR(name, QTYPE.AAAA, ttl=1, rdata=AAAA("::1")))
        elif kind == "A" and name not in self.six:
            reply.add_answer(RR(name, QTYPE.A, ttl=1, rdata=A("127.0.0.1")))
        elif kind == "TXT":
            for value in self.texts.get(name, []):
                reply.add_answer(RR(name, QTYPE.TXT, ttl=1, rdata=TXT(value)))
        elif kind == "CAA" and name in self.caa:
            reply.add_answer(RR(name, QTYPE.CAA, ttl=1, rdata=CAA(0, "issue", self.caa[name])))
        return reply

    @contextlib.contextmanager
    def running(self):
        """Serve at a free port of this machine; yields it."""
        port = free_port()
        servers = [
            DNSServer(self, address="127.0.0.1", port=port, tcp=tcp, logger=DNSLogger(logf=lambda _: None))
            for tcp in (False, True)
        ]
        for server in servers:
            server.start_thread()
        try:
            yield port
        finally:
            for server in servers:
                server.stop()
                server.server.server_close()


class Zone:
    """A provider that writes into the name server of the test."""

    def __init__(self, names: NameServer) -> None:
        self._names = names
        self.written: list[tuple[str, str]] = []
        self.deleted: list[tuple[str, str]] = []

    async def present(self, name: str, value: str) -> None:
        """Add a TXT value."""
        self.written.append((name, value))
        self._names.texts.setdefault(name, []).append(value)

    async def clean_up(self, name: str, value: str) -> None:
        """Take it away."""
        self.deleted.append((name, value))
        with contextlib.suppress(ValueError):
            self._names.texts.get(name, []).remove(value)


class Pebble:
    """One running authority.

    Args:
        binding: whether it wants its customers only.
        nonces: per cent of the good nonces that it refuses.
        days: for how long its certificates hold.
        reuse: per cent of the proofs that it remembers.
        retry_after: what it asks for while it works, in seconds.
    """

    def __init__(
        self, *, binding=False, nonces=0, seconds=90 * 86400, reuse=0, retry_after=1, roots=0
    ) -> None:
        self.http_port, self.tls_port = free_port(), free_port()
        self.port, self.management = free_port(), free_port()
        self.names = NameServer()
        self._folder = tempfile.TemporaryDirectory()
        self._stack = contextlib.ExitStack()
        self.authority = trustme.CA()
        self.ca = str(Path(self._folder.name) / "authority.pem")
        self._environment = os.environ | {
            "PEBBLE_VA_NOSLEEP": "1",
            "PEBBLE_WFE_NONCEREJECT": str(nonces),
            "PEBBLE_AUTHZREUSE": str(reuse),
            "PEBBLE_ALTERNATE_ROOTS": str(roots),
        }
        self._configuration = {
            "listenAddress": f"127.0.0.1:{self.port}",
            "managementListenAddress": f"127.0.0.1:{self.management}",
            "httpPort": self.http_port,
            "tlsPort": self.tls_port,
            "ocspResponderURL": "",
            "externalAccountBindingRequired": binding,
            "externalAccountMACKeys": {EXTERNAL_KID: EXTERNAL_KEY},
            "domainBlocklist": ["blocked.example"],
            "retryAfter": {"authz": retry_after, "order": retry_after},
            "certificateValidityPeriod": seconds,
        }

    @property
    def directory(self) -> str:
        """Where it begins."""
        return f"https://localhost:{self.port}/dir"

    def root(self, number: int = 0) -> str:
        """The root that its certificates lead to."""
        return self.managed(f"roots/{number}")

    def status_of(self, serial: int) -> tuple[str, int | None]:
        """How it thinks of a certificate ("Valid", "Revoked"), and the reason of a revocation."""
        said = json.loads(self.managed(f"cert-status-by-serial/{serial:x}"))
        return said["Status"], said.get("Reason")

    def managed(self, path: str, data: bytes | None = None) -> str:
        """Ask its other door."""
        url = f"https://localhost:{self.management}/{path}"
        with urllib.request.urlopen(url, data, timeout=10, context=self.context()) as answer:
            return answer.read().decode()

    def context(self) -> ssl.SSLContext:
        """Trusts its doors."""
        return ssl.create_default_context(cafile=self.ca)

    def __enter__(self) -> Self:
        folder = Path(self._folder.name)
        own = self.authority.issue_cert("localhost", "127.0.0.1")
        self.authority.cert_pem.write_to_path(self.ca)
        own.cert_chain_pems[0].write_to_path(str(folder / "cert.pem"))
        own.private_key_pem.write_to_path(str(folder / "key.pem"))
        self._configuration |= {
            "certificate": str(folder / "cert.pem"),
            "privateKey": str(folder / "key.pem"),
        }
        (folder / "pebble.json").write_text(json.dumps({"pebble": self._configuration}))
        self._log = self._stack.enter_context((folder / "pebble.log").open("w+b"))
        self.dns_port = self._stack.enter_context(self.names.running())
        dns = f"127.0.0.1:{self.dns_port}"
        command = [program(), "-config", str(folder / "pebble.json"), "-dnsserver", dns]
        self._process = subprocess.Popen(
            command, env=self._environment, stdout=self._log, stderr=subprocess.STDOUT
        )
        self._wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._stack.close()
        self._folder.cleanup()

    def text(self) -> str:
        """What it has logged."""
        return (Path(self._folder.name) / "pebble.log").read_text("utf-8", "replace")

    def _wait(self) -> None:
        give_up = time.monotonic() + START_SECONDS
        while True:
            try:
                urllib.request.urlopen(self.directory, timeout=5, context=self.context()).close()
            except OSError:
                if self._process.poll() is not None or time.monotonic() > give_up:
                    raise RuntimeError(self.text()) from None
                time.sleep(0.02)
            else:
                return
