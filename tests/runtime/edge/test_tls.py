"""TLS at the front door, with real handshakes over loopback."""

import asyncio
import contextlib
import socket
import ssl

import pytest

from runtime.net.tls_session import RECORD_BYTES
from runtime.protocols.address import Networks
from runtime.protocols.icecast import Limits
from runtime.protocols.tls import CertificateTable, ServedCertificate

from .broadcast import live, until
from .certificates import SecurePlayer, both_pairs, certificate, client_context, open_door, publish, serve_tls

LISTEN = b"GET /r.mp3 HTTP/1.0\r\n\r\n"


async def refused(air, kind):
    """Wait until somebody was refused for this reason."""
    await until(lambda: air.edge.counts()["refusals"].get(kind))


def noted(air):
    """Why anybody is refused from now on, in the words that the station is told."""
    refuse, reasons = air.edge.refuse, []

    def note(kind, ip, path, why):
        reasons.append(why)
        refuse(kind, ip, path, why)

    air.edge.refuse = note
    return reasons


class HastyPlayer(SecurePlayer):
    """Holds back the last word of the handshake until there is something to say behind it."""

    async def flush(self):
        done = self.tls.version() is not None and self.into.pending == 0
        if not done or self.flights >= 2:
            await super().flush()
        self.flights += 1

    flights = 0


class TestListening:
    @live
    async def test_is_the_same_inside_tls(self, air):
        await serve_tls(air)
        player = await SecurePlayer(air).listen()
        head = await player.head()
        for _ in range(20):
            air.play(3)
            await player.hear(len(player.heard) + 1)
        heard = await player.catch_up()

        assert head.startswith("HTTP/1.0 200 OK\r\n")
        assert player.tls.version() == "TLSv1.3"
        assert air.played.endswith(heard)

    @live
    async def test_a_request_may_come_in_one_piece_with_the_end_of_the_handshake(self, air):
        await serve_tls(air)
        player = HastyPlayer(air)
        await player.connect()
        await player.say(LISTEN)

        assert (await player.head()).startswith("HTTP/1.0 200 OK")

    @live
    async def test_http_and_https_share_a_port(self, air):
        await serve_tls(air, mode="both")
        plain, secure = await air.listen(), await SecurePlayer(air).listen()

        assert (await plain.head()).startswith("HTTP/1.0 200 OK")
        assert (await secure.head()).startswith("HTTP/1.0 200 OK")

    @live
    async def test_a_proxy_speaks_before_the_handshake(self, air):
        await serve_tls(air)
        await air.put_on_table(version=2, proxies=Networks(["loopback"]))
        proxy = await air.connect(b"PROXY TCP4 198.51.100.7 203.0.113.1 4711 443\r\n")
        player = await SecurePlayer(air).connect(proxy.sock)
        await player.say(LISTEN)
        await player.head()

        assert (await air.hear("came")).fields["listeners"][0]["ip"] == "198.51.100.7"

    @live
    async def test_who_is_sent_away_is_told_that_it_was_the_end(self, air):
        await serve_tls(air)
        player = await SecurePlayer(air).listen()
        await player.head()
        (came,) = (await air.hear("came")).fields["listeners"]
        air.station.send("kick", {"id": came["id"]})

        assert air.played.endswith((await player.rest())[-500:])

    @live
    async def test_a_stalled_listener_costs_one_record_and_is_dropped(self, air):
        await serve_tls(air)
        stalled = await SecurePlayer(air).connect((await air.connect(b"", receive_bytes=4096)).sock)
        await stalled.say(LISTEN)
        well = await SecurePlayer(air).listen()
        await well.head()
        (listener,) = [each for each in await listeners(air, 2) if each.port == stalled.sock.getsockname()[1]]
        most = 0
        while not air.edge.counts()["mounts"]["/r.mp3"]["slow"]:
            air.play(30)
            await well.hear(len(well.heard) + 1)
            most = max(most, len(listener.wire._unsent))

        assert 0 < most <= RECORD_BYTES + 100
        assert well.heard in air.played

    @live
    async def test_one_who_was_slow_and_catches_up_has_missed_nothing(self, air):
        await serve_tls(air)
        player = await SecurePlayer(air).connect((await air.connect(b"", receive_bytes=4096)).sock)
        await player.say(LISTEN)
        await player.head()
        (listener,) = await listeners(air, 1)
        while not listener.wire._unsent:
            air.play(5)
            await asyncio.sleep(0.001)
        air.play(20)

        assert (await player.catch_up()) in air.played


async def listeners(air, count):
    await until(lambda: len(air.edge._audience) == count)
    return list(air.edge._audience)


class TestCertificates:
    @live
    async def test_are_chosen_by_name(self, air):
        wild = certificate("*.radio.example")
        await serve_tls(air, certificate("localhost"), wild)
        named = await SecurePlayer(air, name="live.radio.example").connect()
        with pytest.raises(ssl.SSLCertVerificationError):
            await SecurePlayer(air, name="other.example").connect()

        assert named.tls.getpeercert()["subjectAltName"] == (("DNS", "*.radio.example"),)

    @pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="this system has no IPv6")
    @live
    async def test_for_an_address_are_found_by_where_one_came_to(self, air):
        open_door(air, "tls", family=socket.AF_INET6)
        await publish(air, CertificateTable((certificate("localhost"), certificate("127.0.0.1"))))
        player = await SecurePlayer(air, name="127.0.0.1").connect()

        assert player.tls.getpeercert()["subjectAltName"] == (("IP Address", "127.0.0.1"),)

    @live
    async def test_of_both_kinds_are_there_for_old_and_new_players(self, air):
        await serve_tls(air, both_pairs("localhost"))
        kinds = []
        for cipher in ("ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256"):
            context = client_context(maximum_version=ssl.TLSVersion.TLSv1_2)
            context.set_ciphers(cipher)
            kinds.append((await SecurePlayer(air, context).connect()).tls.cipher()[0])

        assert kinds == ["ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256"]

    @live
    async def test_change_for_newcomers_and_touch_nobody(self, air):
        await serve_tls(air)
        before = await SecurePlayer(air).listen()
        await before.head()
        await publish(air, CertificateTable((certificate("localhost", issue=2),)), version=2)
        after = await SecurePlayer(air).listen()
        await after.head()
        for player in (before, after):
            air.play(10)
            await player.catch_up()

        assert before.serial() != after.serial()
        assert before.heard in air.played

    @live
    async def test_that_do_not_change_keep_their_tickets(self, air):
        await serve_tls(air)
        first = await SecurePlayer(air).listen()
        await first.head()
        await publish(air, CertificateTable((certificate("localhost"),), proofs={"a": "b"}), version=2)
        again = SecurePlayer(air, first.context)
        again.tls = first.context.wrap_bio(
            again.into, again.out, server_hostname="localhost", session=first.tls.session
        )
        await again.connect()

        assert again.tls.session_reused

    @live
    async def test_that_openssl_refuses_cost_their_own_name_alone(self, air):
        broken = ServedCertificate(("broken.example",), "no chain", "no key")
        await serve_tls(air, certificate("localhost"), broken)

        assert (await SecurePlayer(air).connect()).tls.version()
        with pytest.raises(ssl.SSLCertVerificationError, match=r"broken\.example"):
            await SecurePlayer(air, name="broken.example").connect()

    @live
    async def test_of_a_hundred_names_are_each_shown_to_who_asks_for_them(self, air):
        names = [f"r{number}.example" for number in range(100)]
        await serve_tls(air, *map(certificate, names))
        shown = []
        for name in (names[0], names[57], names[99]):
            player = await SecurePlayer(air, name=name).connect()
            shown.append(player.tls.getpeercert()["subjectAltName"])

        assert shown == [(("DNS", name),) for name in ("r0.example", "r57.example", "r99.example")]

    @live
    async def test_are_waited_for_as_the_first_table_is(self, air):
        open_door(air, "tls")
        player = asyncio.create_task(SecurePlayer(air).listen())
        await asyncio.sleep(0)
        await publish(air, CertificateTable((certificate("localhost"),)))

        assert (await (await player).head()).startswith("HTTP/1.0 200 OK")

    @live
    async def test_that_never_come_end_the_waiting_with_an_alert(self, air):
        await air.put_on_table(limits=Limits(station_wait=0.05))
        open_door(air, "tls")
        with pytest.raises(ssl.SSLError, match="INTERNAL_ERROR"):
            await SecurePlayer(air).connect()

        await refused(air, "no certificate")

    @live
    async def test_that_cannot_be_read_leave_those_that_are_served(self, air):
        await serve_tls(air)
        for blob in (b"SECRET", b"[]", b"{}"):
            air.station.send("certificates", {"version": 7}, blob=blob)
        await publish(air, CertificateTable((certificate("localhost"),)), version=8)

        assert (await SecurePlayer(air).connect()).tls.version()


class TestVersions:
    @live
    async def test_of_tls_begin_with_1_2(self, air):
        await serve_tls(air)
        old = client_context(minimum_version=ssl.TLSVersion.MINIMUM_SUPPORTED)
        with pytest.warns(DeprecationWarning, match="deprecated"):
            old.maximum_version = ssl.TLSVersion.TLSv1_1
        old.set_ciphers("ALL:@SECLEVEL=0")
        with pytest.raises(ssl.SSLError, match="PROTOCOL_VERSION"):
            await SecurePlayer(air, old).connect()

        await refused(air, "tls handshake")

    @live
    async def test_of_old_devices_have_a_port_of_their_own(self, air):
        await serve_tls(air, both_pairs("localhost"), mode="legacy")
        old = client_context(minimum_version=ssl.TLSVersion.MINIMUM_SUPPORTED)
        with pytest.warns(DeprecationWarning, match="deprecated"):
            old.maximum_version = ssl.TLSVersion.TLSv1
        old.set_ciphers("AES128-SHA:@SECLEVEL=0")
        player = await SecurePlayer(air, old).listen()
        plain = await air.listen()

        assert (await player.head()).startswith("HTTP/1.0 200 OK")
        assert player.tls.version() == "TLSv1"
        assert (await plain.head()).startswith("HTTP/1.0 200 OK")

    @live
    async def test_of_http_inside_are_one(self, air):
        await serve_tls(air)
        context = client_context()
        context.set_alpn_protocols(["h2", "http/1.1"])
        player = await SecurePlayer(air, context).connect()

        assert player.tls.selected_alpn_protocol() == "http/1.1"


class TestAnAuthority:
    @live
    async def test_sees_its_proof_by_http_before_there_is_anything_to_serve(self, air):
        await serve_tls(air, mode="both", proofs={"token-1": "token-1.thumbprint"}, redirect=True)
        await air.lose_station()
        path = "/.well-known/acme-challenge/token-1"
        asked, glanced = await air.listen(path=path), await air.listen(path=path, method="HEAD")
        within = await SecurePlayer(air).listen(path)

        assert (await asked.head()).startswith("HTTP/1.0 200 OK")
        assert await asked.rest() == b"token-1.thumbprint"
        assert "Content-Length: 18" in await glanced.head()
        assert await glanced.rest() == b""
        assert (await within.rest()).endswith(b"token-1.thumbprint")

    @live
    async def test_that_asks_for_another_proof_finds_none(self, air):
        await air.put_on_table(pages=())
        await serve_tls(air, mode="both", redirect=True)
        asked = await air.listen(path="/.well-known/acme-challenge/token-1")

        assert (await asked.head()).startswith("HTTP/1.0 404")

    @live
    async def test_sees_its_proof_by_alpn_and_gets_no_stream(self, air):
        proof = certificate("radio.example", issue="proof")
        await serve_tls(air, alpn_proofs={"radio.example": proof})
        context = client_context()
        context.set_alpn_protocols(["acme-tls/1"])
        authority = await SecurePlayer(air, context, name="radio.example").connect()
        with contextlib.suppress(OSError):  # the edge has closed already
            await authority.say(LISTEN)

        assert authority.tls.selected_alpn_protocol() == "acme-tls/1"
        assert authority.tls.getpeercert()["subjectAltName"] == (("DNS", "radio.example"),)
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            assert await authority.rest() == b""
        assert air.edge.counts()["mounts"]["/r.mp3"]["listeners"] == 0

    @live
    async def test_without_a_proof_is_refused(self, air):
        await serve_tls(air)
        context = client_context()
        context.set_alpn_protocols(["acme-tls/1"])
        with pytest.raises(ssl.SSLError):  # not every OpenSSL has words for this alert
            await SecurePlayer(air, context).connect()

        await refused(air, "tls proof")


class TestWhoSpeaksTheWrongLanguage:
    @live
    async def test_plain_http_at_a_tls_port_is_answered_in_words(self, air):
        await serve_tls(air)
        player = await air.listen()

        assert (await player.head()).startswith("HTTP/1.0 400")
        assert b"https://" in await player.rest()
        assert air.edge.counts()["refusals"] == {"plain on tls": 1}

    @live
    async def test_tls_at_a_plain_port_is_answered_at_once_with_an_alert(self, air):
        with pytest.raises(ssl.SSLError, match="HANDSHAKE_FAILURE"):
            await SecurePlayer(air).connect()

        await refused(air, "tls on plain")


class TestWhoHarmsNobody:
    @live
    async def test_one_byte_at_a_time_is_a_handshake_too(self, air):
        await serve_tls(air)
        player = SecurePlayer(air)

        async def drip():
            for byte in player.out.read():
                await player.loop.sock_sendall(player.sock, bytes([byte]))
                await asyncio.sleep(0)

        player.flush = drip
        await player.listen()

        assert (await player.head()).startswith("HTTP/1.0 200 OK")

    @live
    async def test_a_handshake_that_stalls_is_ended_and_counted(self, air):
        await serve_tls(air)
        await air.put_on_table(limits=Limits(head_seconds=0.05))
        half = await air.connect(b"\x16\x03\x01\x02\x00\x01")
        whole = await air.connect(first_flight(air))

        assert await half.rest() == b""
        assert (await whole.rest())[:1] == b"\x16"  # what the server said until then
        assert air.edge.counts()["refusals"] == {"slow tls handshake": 2}

    @live
    async def test_garbage_is_refused_at_once(self, air):
        await serve_tls(air)
        for garbage in (
            b"\x16\x03\x01\x00\x05hello",
            b"\x16\x03\x01\xff\xff" + b"a" * 70_000,
            b"\x16" * 1000,
            first_flight(air)[:200] + b"x" * 5000,
            first_flight(air) + b"\x17\x03\x03\x40\x00" + b"y" * 16384,
        ):
            player = await air.connect(garbage)
            told = await player.rest()
            assert told == b"" or told[0] in (0x15, 0x16)
        player = await SecurePlayer(air).listen()

        assert (await player.head()).startswith("HTTP/1.0 200 OK")
        assert air.edge.counts()["refusals"]["tls handshake"] == 5

    @live
    async def test_a_stranger_who_leaves_in_the_midst_is_not_missed(self, air):
        await serve_tls(air)
        for cut in (1, 5, 100, 400):
            (await air.connect(first_flight(air)[:cut])).close()
        await until(lambda: air.edge._door.pending == 0)

        assert (await (await SecurePlayer(air).listen()).head()).startswith("HTTP/1.0 200 OK")

    @live
    async def test_renegotiation_is_refused(self, air):
        await serve_tls(air)
        context = client_context(maximum_version=ssl.TLSVersion.TLSv1_2)
        player = await SecurePlayer(air, context).listen()
        await player.head()
        air.play(10)

        assert await player.catch_up() in air.played
        assert ssl.OP_NO_RENEGOTIATION in next(iter(air.edge.certificates._contexts._made.values())).options


def first_flight(air):
    """What OpenSSL says first."""
    player = SecurePlayer(air)
    with contextlib.suppress(ssl.SSLWantReadError):
        player.tls.do_handshake()
    return player.out.read()


class TestAPage:
    async def hand_on(self, air, player, request):
        """What the station is given of a connection: the message, and its own end."""
        await player.connect()
        await player.say(request)
        message = await air.hear("connection")
        sock = message.socket()
        sock.setblocking(False)
        return message, sock

    @live
    async def test_goes_to_the_station_in_plain(self, air):
        await serve_tls(air)
        player = SecurePlayer(air)
        message, sock = await self.hand_on(air, player, b"GET /status HTTP/1.1\r\nHost: localhost\r\n\r\n")
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(sock, b"HTTP/1.0 200 OK\r\n\r\nyes")
        sock.close()

        assert message.blob.startswith(b"GET /status HTTP/1.1")
        assert (message.fields["scheme"], message.fields["tls"]) == ("https", "TLSv1.3")
        assert await player.rest() == b"HTTP/1.0 200 OK\r\n\r\nyes"

    @live
    async def test_may_be_asked_for_with_much_to_say(self, air):
        await serve_tls(air)
        player = SecurePlayer(air)
        message, sock = await self.hand_on(air, player, b"PUT /live HTTP/1.1\r\nHost: localhost\r\n\r\n")
        sent = bytes(range(256)) * 8_000
        loop = asyncio.get_running_loop()

        async def upload():
            for at in range(0, len(sent), 100_000):
                await player.say(sent[at : at + 100_000])
            player.sock.shutdown(socket.SHUT_WR)

        uploading = asyncio.create_task(upload())
        got = message.blob
        while data := await loop.sock_recv(sock, 1 << 16):
            got += data
        await uploading
        await loop.sock_sendall(sock, b"thank you")
        sock.close()

        assert got.endswith(sent)
        assert await player.rest() == b"thank you"

    @live
    async def test_is_sent_to_its_https_address_where_the_script_says_so(self, air):
        await serve_tls(air, mode="both", redirect=True, https_port=8443)
        page, stream = await air.listen(path="/status?a=b"), await air.listen()
        head = await page.head()

        assert head.startswith("HTTP/1.0 308")
        assert "Location: https://radio:8443/status?a=b" in head
        assert (await stream.head()).startswith("HTTP/1.0 200 OK")

    @live
    async def test_that_a_proxy_was_asked_for_by_https_is_not_sent_there_again(self, air):
        await serve_tls(air, mode="both", redirect=True)
        await air.put_on_table(version=2, proxies=Networks(["loopback"]))
        await air.listen("X-Forwarded-Proto: https", path="/status")
        message = await air.hear("connection")
        message.discard()

        assert message.fields["scheme"] == "https"


UPGRADE = "Connection: Upgrade\r\nUpgrade: TLS/1.0, HTTP/1.1\r\n"
OURS, STRANGE = "Host: localhost:8000\r\n\r\n", "Host: 192.0.2.1\r\n\r\n"


class TestAClientThatDoesNotBelieveUs:
    @live
    async def test_is_counted_and_told_with_the_reason_and_the_way_out(self, air):
        await self.doubted(air, ssl.TLSVersion.TLSv1_3)

    @live
    async def test_is_told_of_in_older_tls_too(self, air):
        await self.doubted(air, ssl.TLSVersion.TLSv1_2)

    async def doubted(self, air, newest):
        await serve_tls(air)
        reasons = noted(air)
        doubting = ssl.create_default_context()
        doubting.maximum_version = newest
        player = SecurePlayer(air, doubting)
        with pytest.raises(ssl.SSLCertVerificationError):
            await player.connect()
        await player.flush()
        await refused(air, "certificate not trusted")

        assert len(reasons[0]) <= 200
        assert reasons[0].startswith("it does not know the authority of our certificate; ")
        assert reasons[0].endswith("`server(upgrade=false)`")


class TestUpgrade:
    async def upgraded(self, air):
        """A source client that asked with OPTIONS, as libshout does, and heard the answer to it."""
        plain = await air.connect(f"OPTIONS * HTTP/1.1\r\n{UPGRADE}{OURS}".encode())
        agreed = await plain.head()
        player = await SecurePlayer(air).connect(plain.sock)
        return agreed, player

    @live
    async def test_of_options_lets_a_source_client_go_on_inside_tls(self, air):
        await serve_tls(air, mode="plain")
        agreed, player = await self.upgraded(air)
        options = await player.head()
        await player.say(b"PUT /live HTTP/1.1\r\nHost: localhost\r\n\r\n")
        message = await air.hear("connection")
        message.discard()

        assert agreed.startswith("HTTP/1.1 101 Switching Protocols\r\nUpgrade: TLS/1.0")
        assert options.startswith("HTTP/1.1 200 OK\r\nAllow: GET, HEAD, OPTIONS, PUT, SOURCE")
        assert message.blob.startswith(b"PUT /live")
        assert message.fields["scheme"] == "https"

    @live
    async def test_is_the_one_thing_that_a_tls_port_hears_in_plain(self, air):
        await serve_tls(air)
        _, player = await self.upgraded(air)

        assert (await player.head()).startswith("HTTP/1.1 200 OK")

    @live
    async def test_of_any_other_request_answers_it_inside_tls(self, air):
        await serve_tls(air, mode="plain")
        plain = await air.connect(f"GET /r.mp3 HTTP/1.1\r\n{UPGRADE}{OURS}".encode())
        assert (await plain.head()).startswith("HTTP/1.1 101")
        player = await SecurePlayer(air).connect(plain.sock)

        assert (await player.head()).startswith("HTTP/1.0 200 OK")

    @live
    async def test_that_stalls_is_ended(self, air):
        await serve_tls(air, mode="plain")
        await air.put_on_table(limits=Limits(head_seconds=0.05))
        plain = await air.connect(f"OPTIONS * HTTP/1.1\r\n{UPGRADE}{OURS}".encode())

        assert (await plain.rest()).startswith(b"HTTP/1.1 101")
        assert air.edge.counts()["refusals"] == {"slow tls handshake": 1}

    @live
    async def test_is_not_offered_where_the_certificate_would_not_be_believed(self, air):
        before = await self.answered(air, OURS)
        await serve_tls(air, mode="plain")
        strange = await self.answered(air, STRANGE)
        await publish(air, CertificateTable((certificate("localhost"),), self_signed=True), version=2)
        stand_in = await self.answered(air, OURS)

        assert [before, strange, stand_in] == ["HTTP/1.0 200 OK"] * 3

    @live
    async def test_is_not_offered_where_the_script_says_so(self, air):
        await serve_tls(air, mode="plain", upgrade=False)

        assert await self.answered(air, OURS) == "HTTP/1.0 200 OK"

    @live
    async def test_after_which_nothing_comes_is_told_with_the_reason_and_the_way_out(self, air):
        await serve_tls(air, mode="plain")
        reasons = noted(air)
        _, player = await self.upgraded(air)
        await player.head()
        player.sock.close()
        await refused(air, "certificate not trusted")

        assert len(reasons[0]) <= 200
        assert reasons[0].startswith("it asked for TLS, saw our certificate and left")
        assert reasons[0].endswith("`server(upgrade=false)`")

    async def answered(self, air, host):
        player = await air.connect(f"GET /r.mp3 HTTP/1.1\r\n{UPGRADE}{host}".encode())
        return (await player.head()).partition("\r\n")[0]

    @live
    async def test_is_not_what_browsers_and_curl_ask_for(self, air):
        await serve_tls(air, mode="plain")
        browser = await air.listen("Upgrade-Insecure-Requests: 1")
        curl = await air.listen("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMA")

        assert (await browser.head()).startswith("HTTP/1.0 200 OK")
        assert (await curl.head()).startswith("HTTP/1.0 200 OK")
