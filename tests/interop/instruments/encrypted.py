"""What is heard and seen at a TLS port."""

import socket
import ssl
import time

from cryptography import x509


def served(port: int, name: str) -> x509.Certificate:
    """The certificate that a newcomer is shown who asks for a name."""
    with (
        socket.create_connection(("127.0.0.1", port), 5) as plain,
        _believing().wrap_socket(plain, server_hostname=name) as line,
    ):
        return x509.load_der_x509_certificate(line.getpeercert(binary_form=True))


def names_of(certificate: x509.Certificate) -> set[str]:
    """The names that it is for."""
    found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return set(found.get_values_for_type(x509.DNSName))


def issued(port: int, name: str, seconds: float, after: x509.Certificate | None = None) -> x509.Certificate:
    """Wait until a certificate of pebble's is served for a name, another one than `after`."""
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        found = served(port, name)
        if "Pebble" in found.issuer.rfc4514_string() and found != after:
            return found
        time.sleep(0.05)
    raise AssertionError(f"no {'other ' if after else ''}certificate for {name} within {seconds} s")


class Listener:
    """Hears a mount by TLS, whatever happens to the station."""

    def __init__(self, port: int, mount: str) -> None:
        self._line = _believing().wrap_socket(socket.create_connection(("127.0.0.1", port), 20))
        self._line.sendall(f"GET {mount} HTTP/1.0\r\n\r\n".encode())
        self.heard = 0

    def hear(self, size: int) -> None:
        """Hear so much more. Raises AssertionError when the stream ends."""
        goal = self.heard + size
        while self.heard < goal:
            part = self._line.recv(16384)
            if not part:
                raise AssertionError(f"the stream ended after {self.heard} bytes")
            self.heard += len(part)

    def close(self) -> None:
        """Hang up."""
        self._line.close()


def _believing() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context
