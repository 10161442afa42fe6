import asyncio
import socket
from datetime import UTC, datetime

import pytest

from runtime.protocols.address import Networks
from runtime.servers.metrics import MetricsPage
from runtime.servers.side_door import SideDoor
from runtime.servers.static_files import StaticFiles, find_file

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TEXT = "".join(chr(ord("a") + number % 26) for number in range(1000))


@pytest.fixture
def folder(tmp_path):
    public = tmp_path / "public"
    (public / "sub").mkdir(parents=True)
    (public / "page.html").write_text(TEXT)
    (public / "sub" / "cover.png").write_bytes(b"png")
    (public / ".secret").write_text("secret")
    (public / "empty.txt").touch()
    (tmp_path / "outside.txt").write_text("secret")
    return public


def asked(folder, head, ip="127.0.0.1", allowed=("loopback",)):
    """What the side door answers; "elsewhere" for what it sends on."""

    async def otherwise(sock, _initial, _ip):
        sock.sendall(b"elsewhere")
        sock.close()

    async def scene():
        metrics = MetricsPage(lambda: "listeners 3\n", Networks(allowed), "Test/1", lambda: NOON)
        door = SideDoor(metrics, StaticFiles({"/static": folder}, "Test/1", lambda: NOON), otherwise)
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        taking = asyncio.create_task(door.take(theirs, head.encode() + b"\r\n\r\n", ip))
        answer = b""
        while data := await asyncio.get_running_loop().sock_recv(ours, 65536):
            answer += data
        ours.close()
        await taking
        return answer.decode()

    return asyncio.run(scene())


class TestMetrics:
    def test_are_for_loopback(self, folder):
        answer = asked(folder, "GET /metrics HTTP/1.1")

        assert answer.startswith("HTTP/1.0 200 OK")
        assert "text/plain; version=0.0.4" in answer
        assert answer.endswith("listeners 3\n")

    @pytest.mark.parametrize(
        ("host", "status"),
        [
            ("localhost:8000", 200),
            ("127.0.0.1:8000", 200),
            ("[::1]:8000", 200),
            ("", 200),
            ("evil.example:8000", 403),
        ],
    )
    def test_are_not_for_a_page_of_another_site_whose_name_leads_here(self, folder, host, status):
        answer = asked(folder, f"GET /metrics HTTP/1.1\r\nHost: {host}")

        assert int(answer.split()[1]) == status

    @pytest.mark.parametrize(
        ("ip", "allowed", "status"),
        [("192.0.2.7", ("loopback",), 403), ("192.0.2.7", ("192.0.2.0/24",), 200), ("127.0.0.1", (), 403)],
    )
    def test_are_for_whom_the_script_names(self, folder, ip, allowed, status):
        assert asked(folder, "GET /metrics HTTP/1.1", ip, allowed).startswith(f"HTTP/1.0 {status}")

    def test_are_not_for_those_for_whom_a_proxy_on_this_machine_speaks(self, folder):
        assert asked(folder, "GET /metrics HTTP/1.1\r\nX-Forwarded-For: 192.0.2.7").startswith("HTTP/1.0 403")

    def test_can_only_be_read(self, folder):
        assert asked(folder, "POST /metrics HTTP/1.1").startswith("HTTP/1.0 405")


class TestAFile:
    def test_is_sent_as_it_is(self, folder):
        answer = asked(folder, "GET /static/page.html HTTP/1.1")

        assert answer.startswith("HTTP/1.0 200 OK")
        assert "Content-Type: text/html; charset=utf-8" in answer
        assert "X-Content-Type-Options: nosniff" in answer
        assert answer.endswith(TEXT)

    def test_has_the_type_of_its_name(self, folder):
        assert "Content-Type: image/png" in asked(folder, "GET /static/sub/cover.png HTTP/1.1")

    @pytest.mark.parametrize(
        ("wanted", "part", "told"),
        [
            ("bytes=10-19", TEXT[10:20], "bytes 10-19/1000"),
            ("bytes=990-", TEXT[990:], "bytes 990-999/1000"),
            ("bytes=-5", TEXT[-5:], "bytes 995-999/1000"),
            ("bytes=998-5000", TEXT[998:], "bytes 998-999/1000"),
        ],
    )
    def test_is_sent_in_parts(self, folder, wanted, part, told):
        answer = asked(folder, f"GET /static/page.html HTTP/1.1\r\nRange: {wanted}")

        assert answer.startswith("HTTP/1.0 206")
        assert f"Content-Range: {told}" in answer
        assert answer.partition("\r\n\r\n")[2] == part

    @pytest.mark.parametrize("wanted", ["bytes=1000-", "bytes=20-10", "bytes=-0"])
    def test_has_no_part_that_is_not_there(self, folder, wanted):
        answer = asked(folder, f"GET /static/page.html HTTP/1.1\r\nRange: {wanted}")

        assert answer.startswith("HTTP/1.0 416")
        assert "Content-Range: bytes */1000" in answer

    @pytest.mark.parametrize(
        "wanted", ["bytes=0-0,5-9", "lines=1-2", "bytes=-", "bytes=" + "9" * 99 + "-", "x"]
    )
    def test_is_sent_whole_where_the_part_cannot_be_read(self, folder, wanted):
        assert asked(folder, f"GET /static/page.html HTTP/1.1\r\nRange: {wanted}").startswith("HTTP/1.0 200")

    def test_may_be_empty(self, folder):
        assert "Content-Length: 0" in asked(folder, "GET /static/empty.txt HTTP/1.1")

    def test_has_a_head(self, folder):
        answer = asked(folder, "HEAD /static/page.html HTTP/1.1")

        assert answer.endswith("\r\n\r\n")

    @pytest.mark.parametrize(
        "path",
        ["/static", "/static/", "/static/no.txt", "/static/.secret", "/static/sub", "/static/link",
         "/static/%2e%2e/outside.txt", "/static/sub/%2e%2e/%2e%2e/outside.txt", "/static/..%2foutside.txt",
         "/static/page.html/x",
         "/static/C:%2fx"],
    )  # fmt: skip
    def test_is_nothing_outside_and_nothing_hidden(self, folder, path):
        (folder / "link").symlink_to(folder.parent / "outside.txt")
        answer = asked(folder, f"GET {path} HTTP/1.1")

        assert answer.startswith("HTTP/1.0 404") or answer == "elsewhere"
        assert "secret" not in answer

    @pytest.mark.parametrize("below", ["/a\0b", "/" + "x" * 5000, "/\\..\\outside.txt", "/" + "a/" * 3000])
    def test_with_an_odd_name_is_not_there(self, folder, below):
        assert find_file(folder, below) is None


class TestEverybodyElse:
    @pytest.mark.parametrize(
        "head", ["GET / HTTP/1.1", "PUT /static/x HTTP/1.1", "SOURCE /metrics ICE/1.0", "hackme"]
    )
    def test_is_sent_on(self, folder, head):
        assert asked(folder, head) == "elsewhere"
