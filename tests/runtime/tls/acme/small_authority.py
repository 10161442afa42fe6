"""A certificate authority of one file, for systems without pebble: Windows. It believes every signature."""

import contextlib
import itertools
import json
import threading
from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

TOKEN = "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA"


class SmallAuthority:
    """Issues to whoever shows the proof to `look`: token → what is shown."""

    def __init__(self, look):
        self._look = look
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._orders = {}
        self._numbers = itertools.count(1)
        self.asked = []

    @contextlib.contextmanager
    def open(self):
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        server.daemon_threads = True
        self.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()

    def answer(self, path, body):
        """Status, location and body of an answer."""
        self.asked.append(path)
        match path.strip("/").split("/"):
            case ["dir"]:
                names = ("newNonce", "newAccount", "newOrder", "revokeCert")
                return 200, "", {name: f"{self.url}/{name}" for name in names} | {"meta": {}}
            case ["newNonce"]:
                return 200, "", {}
            case ["newAccount"]:
                return 201, f"{self.url}/account/1", {"status": "valid"}
            case ["newOrder"]:
                number = next(self._numbers)
                names = [each["value"] for each in body["identifiers"]]
                self._orders[str(number)] = {"names": names, "state": "pending", "chain": ""}
                return 201, f"{self.url}/order/{number}", self._order(str(number))
            case ["order", number]:
                return 200, "", self._order(number)
            case ["authorization", number]:
                return 200, "", self._authorization(number)
            case ["challenge", number]:
                shown = self._look(TOKEN)
                self._orders[number]["state"] = "ready" if shown.startswith(f"{TOKEN}.") else "invalid"
                return 200, "", self._authorization(number)["challenges"][0]
            case ["finalize", number]:
                self._orders[number] |= {"state": "valid", "chain": self._issued(body["csr"])}
                return 200, "", self._order(number)
            case ["certificate", number]:
                return 200, "", self._orders[number]["chain"]
        return 404, "", {"type": "urn:ietf:params:acme:error:malformed", "detail": "there is nothing"}

    def _order(self, number):
        state = self._orders[number]["state"]
        return {
            "status": state,
            "authorizations": [f"{self.url}/authorization/{number}"],
            "finalize": f"{self.url}/finalize/{number}",
        } | ({"certificate": f"{self.url}/certificate/{number}"} if state == "valid" else {})

    def _authorization(self, number):
        order = self._orders[number]
        state = {"ready": "valid"}.get(order["state"], order["state"])
        error = {"error": {"type": "urn:ietf:params:acme:error:unauthorized", "detail": "nothing is shown"}}
        challenge = {
            "type": "http-01",
            "url": f"{self.url}/challenge/{number}",
            "token": TOKEN,
            "status": state,
        }
        return {
            "status": state,
            "identifier": {"type": "dns", "value": order["names"][0]},
            "challenges": [challenge | (error if state == "invalid" else {})],
        }

    def _issued(self, csr):
        request = x509.load_der_x509_csr(urlsafe_b64decode(csr + "=" * (-len(csr) % 4)))
        names = request.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        issuer = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Small Authority")])
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder(issuer, x509.Name([]), request.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(days=90))
            .add_extension(names, critical=True)
        )
        return builder.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()

    def _handler(authority):  # noqa: N805 - the handler has a self of its own
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 1 << 16

            def _serve(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                payload = json.loads(body)["payload"] if body else ""
                said = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)) or b"{}")
                status, location, answer = authority.answer(self.path, said)
                data = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Replay-Nonce", "AAAA")
                self.send_header("Location", location)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(data)

            do_GET = do_POST = do_HEAD = _serve  # noqa: N815 - the standard library's names

            def log_message(self, *_):
                pass

        return Handler
