"""One connection's TLS, between bytes of the wire and plain ones; it does no input or output.

Strategy: OpenSSL reads and writes through a pair of buffers, the **bench**, that all sessions of a thread share. They are empty
between two calls: OpenSSL itself keeps what is left of a record, and we keep what is still to be sent. So a session that has
nothing under way holds no buffer at all, neither there nor in OpenSSL, which lets go of its own when they are empty: 14 KiB a
connection in place of 36.
"""

import ssl
from collections.abc import Iterator

__all__ = ["RECORD_BYTES", "Bench", "TlsSession"]

RECORD_BYTES = 16 * 1024
"""Plain bytes in the largest record of TLS (RFC 8446, section 5.1)."""


class Bench:
    """The buffers that the sessions of one thread share; see above."""

    __slots__ = ("incoming", "outgoing")

    def __init__(self) -> None:
        self.incoming = ssl.MemoryBIO()
        self.outgoing = ssl.MemoryBIO()


class TlsSession:
    """The server's side of TLS. Give it what arrives, and send what it gives.

    Args:
        context: the certificates and all rules.
        bench: where it works.

    Attributes:
        established: whether the handshake is done.
        ended: whether the peer has said that it sends no more.
    """

    __slots__ = ("_bench", "_tls", "_to_send", "ended", "established")

    def __init__(self, context: ssl.SSLContext, bench: Bench) -> None:
        self.established = self.ended = False
        self._bench = bench
        self._tls = context.wrap_bio(bench.incoming, bench.outgoing, server_side=True)
        self._to_send = b""

    @property
    def version(self) -> str:
        """What is spoken: "TLSv1.3"; "" before that is agreed."""
        return self._tls.version() or ""

    def receive_data(self, data: bytes) -> bytes:
        """Take in what arrived; gives what it says in plain.

        Raises:
            ssl.SSLError: no TLS can be spoken with this peer; `data_to_send` has what to tell it.
        """
        self._bench.incoming.write(data)
        try:
            if not self.established:
                self._tls.do_handshake()
                self.established = True
            return b"".join(self._plain())
        except ssl.SSLWantReadError:
            return b""
        finally:
            self._clear()

    def _plain(self) -> Iterator[bytes]:
        """All that can be read now."""
        while not self.ended:
            try:
                piece = self._tls.read(RECORD_BYTES)
            except ssl.SSLWantReadError:
                return
            if not piece:
                self.ended = True
            yield piece

    def _clear(self) -> None:
        """Leave the bench as it was found."""
        self._bench.incoming.read()
        self._to_send += self._bench.outgoing.read()

    def encrypt(self, data: bytes | memoryview) -> bytes:
        """Give what is to be sent for these plain bytes, behind what was to be sent before. Raises ssl.SSLError at the end."""
        self._tls.write(data)
        if not self._to_send:
            return self._bench.outgoing.read()
        before, self._to_send = self._to_send, b""
        return before + self._bench.outgoing.read()

    def data_to_send(self) -> bytes:
        """What TLS itself has to say."""
        given, self._to_send = self._to_send, b""
        return given

    def finish(self) -> bytes:
        """Give what tells the peer that nothing more comes (RFC 8446, section 6.1); it may still speak."""
        if self.established:
            try:
                self._tls.unwrap()
            except ssl.SSLError:  # it has not said the same yet, or there is nothing to end
                pass
            finally:
                self._clear()
        return self.data_to_send()
