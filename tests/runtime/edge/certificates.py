"""For tests: certificates of an authority of their own, and players who trust it."""

import asyncio
import functools
import json
import socket
import ssl

import trustme

from runtime.protocols.tls import CertificateTable, ServedCertificate

__all__ = ["SecurePlayer", "certificate", "client_context", "publish", "serve_tls"]


@functools.cache
def authority():
    return trustme.CA(key_type=trustme.KeyType.ECDSA)


@functools.cache
def certificate(*names, key="ECDSA", issue=0):  # another issue is another certificate
    """A certificate that the players trust."""
    pair = _pair(names, key)
    return ServedCertificate(names, *pair)


@functools.cache
def both_pairs(*names):
    return ServedCertificate(names, *_pair(names, "ECDSA"), *_pair(names, "RSA"))


def _pair(names, key):
    made = authority().issue_cert(*names, key_type=trustme.KeyType[key])
    chain = b"".join(each.bytes() for each in made.cert_chain_pems)
    return chain.decode(), made.private_key_pem.bytes().decode()


def client_context(**how):
    context = ssl.create_default_context()
    authority().configure_trust(context)
    for name, value in how.items():
        setattr(context, name, value)
    return context


async def publish(air, table, version=1):
    """Tell the edge of certificates as the station does, and wait until it serves them."""
    air.station.send("certificates", {"version": version}, blob=json.dumps(table.to_fields()).encode())
    while (await air.hear("certified")).fields["version"] != version:
        pass


def open_door(air, mode, family=socket.AF_INET):
    if family == socket.AF_INET6:  # as a station listens on every address
        door = socket.create_server(("", 0), family=family, dualstack_ipv6=True)
    else:
        door = socket.create_server(("127.0.0.1", 0))
    air.port = door.getsockname()[1]
    air.edge.listen(f"door for {mode}", door, mode)


async def serve_tls(air, *certificates, mode="tls", **how):
    """Serve these at a door that players find from now on."""
    open_door(air, mode)
    await publish(air, CertificateTable(certificates or (certificate("localhost"),), **how))


class SecurePlayer:
    """A listener's end inside TLS, as OpenSSL of the client's side has it."""

    def __init__(self, air, context=None, name="localhost"):
        self.air = air
        self.context = context or client_context()
        self.name = name
        self.heard = b""
        self.into, self.out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = self.context.wrap_bio(self.into, self.out, server_hostname=name)

    async def connect(self, sock=None):
        """Agree on TLS, over a connection that is there, or a new one."""
        self.loop = asyncio.get_running_loop()
        self.sock = sock
        if self.sock is None:
            self.sock = (await self.air.connect(b"")).sock
        while True:
            try:
                self.tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                await self.flush()
                await self.feed()
        await self.flush()
        return self

    async def flush(self):
        await self.loop.sock_sendall(self.sock, self.out.read())

    async def feed(self):
        data = await self.loop.sock_recv(self.sock, 1 << 16)
        self.into.write(data) if data else self.into.write_eof()

    async def say(self, data):
        self.tls.write(data)
        await self.flush()
        return self

    async def recv(self):
        """Some plain bytes; none once the server has said that it ends."""
        while True:
            try:
                return self.tls.read(1 << 16)
            except ssl.SSLWantReadError:
                await self.feed()

    async def hear(self, count):
        while len(self.heard) < count:
            data = await self.recv()
            if not data:
                raise EOFError(self.heard)
            self.heard += data
        return self.heard

    async def head(self):
        while b"\r\n\r\n" not in self.heard:
            await self.hear(len(self.heard) + 1)
        head, _, self.heard = self.heard.partition(b"\r\n\r\n")
        return head.decode()

    async def catch_up(self):
        while not self.heard.endswith(self.air.played[-64:]):
            await self.hear(len(self.heard) + 1)
        return self.heard

    async def rest(self):
        while data := await self.recv():
            self.heard += data
        return self.heard

    async def listen(self, path="/r.mp3", *headers):
        lines = [f"GET {path} HTTP/1.1", "Host: localhost", *headers, "", ""]
        await self.connect()
        return await self.say("\r\n".join(lines).encode())

    def serial(self):
        return self.tls.getpeercert()["serialNumber"]
