"""Every parser that a stranger reaches, fed with what real programs send, bent: it refuses in words or goes on.

A parser may raise `PeerFault` and nothing else; whatever else it raised would end in a traceback.
"""

import base64
import contextlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from runtime.codecs.incoming import IncomingStream
from runtime.errors import MediaUnreadable, PeerFault
from runtime.mounts.intro import read_intro
from runtime.protocols.access import check_password, read_accounts, read_token
from runtime.protocols.address import Networks, client_address, read_proxy_header
from runtime.protocols.http1 import HeadLimits, HeadReader
from runtime.protocols.icecast import Limits, ServedMount, Table, respond
from runtime.protocols.icecast.metadata import read_title_change
from runtime.protocols.icecast.source_client import SourceClient
from runtime.protocols.icy import IcyExtractor
from runtime.protocols.shoutcast import ShoutcastClient, UltravoxClient
from runtime.protocols.shoutcast.ultravox_metadata import read_metadata_xml
from runtime.protocols.source import basic_login, opening_dialect
from runtime.testing import ManualClock, mp3_frame

NOON = ManualClock().wall()
FRAMES = b"".join(mp3_frame(number, seed=3) for number in range(20))

AUTH = b"Authorization: Basic c291cmNlOmhhY2ttZQ==\r\n"
CAPTURES = {
    "ffmpeg": b"PUT /ff.mp3 HTTP/1.1\r\nUser-Agent: Lavf/59\r\nExpect: 100-continue\r\nIcy-MetaData: 1\r\n"
    b"Content-Type: audio/mpeg\r\n" + AUTH + b"Ice-Public: 0\r\n\r\n" + FRAMES[:900],
    "libshout": b"SOURCE /a.ogg HTTP/1.0\r\n" + AUTH + b"Content-Length: 0\r\nice-name: x\r\n\r\n",
    "chunks": b"PUT /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + AUTH + b"\r\n5\r\nabcde\r\n0\r\n\r\n",
    "ezstream": b"hackme\nicy-name:EZ\nicy-url:\nicy-pub:0\nicy-br:0\n\n" + FRAMES[:400],
    "poke": b"!POKE\nicy-name:libshout server poke request\n\n",
    "ultravox": bytes.fromhex("5a0010090004322e3100005a001001000a322e313a313a61623a636400"),
    "title": b"GET /admin/metadata?mode=updinfo&mount=%2fa.mp3&charset=UTF%2d8&song=%20%2d%20 HTTP/1.0\r\n"
    + AUTH
    + b"\r\n",
    "admin.cgi": b"GET /admin.cgi?pass=x&mode=updinfo&song=A%20-%20B HTTP/1.0\r\nUser-Agent: (Mozilla)\r\n\r\n",
    "player": b"GET /r.mp3?token=x HTTP/1.1\r\nHost: a\r\nIcy-MetaData: 1\r\nRange: bytes=0-1\r\n"
    b"X-Forwarded-For: 1.2.3.4, 5.6.7.8\r\n\r\n",
    "proxy": b"PROXY TCP4 198.51.100.7 203.0.113.1 4711 443\r\nGET / HTTP/1.0\r\n\r\n",
    "sound": FRAMES[:3000],
}
ALL = tuple(CAPTURES.values())
SOUNDS = tuple(
    mark + FRAMES[:800] for mark in (b"", b"OggS", b"fLaC", b"\x1aE\xdf\xa3", b"ID3\4\0\0\x7f\x7f\x7f\x7f")
)
JUNK = (b"\0", b"\r\n", b"\n\n", b"%", b"%00", b": ", b"\xff\xfe", b"Z\0", b"<!DOCTYPE a>")
XML = (
    b'<?xml version="1.0"?><metadata><TIT2>One</TIT2><TPE1>Ada</TPE1>'
    b'<extension><title seq="1">x</title></extension></metadata>'
)


@st.composite
def bent(draw, captures=ALL):
    """A capture with some of its bytes changed, cut out, doubled or put elsewhere; in pieces."""
    data = bytearray(draw(st.sampled_from(captures)))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        match draw(st.integers(0, 3)):
            case 0:
                data[at : at + 1] = bytes([draw(st.integers(0, 255))])
            case 1:
                del data[at : at + draw(st.integers(1, 40))]
            case 2:
                data[at:at] = data[at : at + draw(st.integers(1, 60))] * draw(st.integers(1, 20))
            case _:
                data[at:at] = draw(st.sampled_from(JUNK))
    cut = draw(st.integers(0, len(data)))
    return [bytes(data[:cut]), bytes(data[cut:])]


def fed(core, pieces):
    """Let a core take pieces until it refuses."""
    with contextlib.suppress(PeerFault):
        for number, piece in enumerate(pieces):
            core.receive_data(piece, float(number))
            core.data_to_send()


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: HeadReader(HeadLimits(), 0.0), id="request heads"),
        pytest.param(lambda: SourceClient(0.0, HeadLimits(), fields=()), id="Icecast's source clients"),
        pytest.param(lambda: ShoutcastClient(0.0), id="SHOUTcast 1"),
        pytest.param(lambda: UltravoxClient(0.0, "key"), id="Ultravox"),
    ],
)
@given(pieces=bent())
@settings(max_examples=60)
def test_a_conversation_is_never_broken_by_what_is_said(make, pieces):
    fed(make(), pieces)


@given(pieces=bent())
@settings(max_examples=100)
def test_a_request_is_answered_whatever_it_says(pieces):
    mount = ServedMount("/r.mp3", "audio/mpeg", "r", "r/icy")
    table = Table(mounts={"/r.mp3": mount}, pages=("/admin/",), limits=Limits())
    try:
        for head in HeadReader(HeadLimits(), 0.0).receive_data(b"".join(pieces), 0.0):
            respond(head.request, table, NOON, "192.0.2.7")
            read_title_change(head.request)
            client_address("127.0.0.1", head.request.headers, Networks(["loopback"]))
    except PeerFault:
        pass


@given(pieces=bent())
@settings(max_examples=100)
def test_an_opening_is_of_some_dialect_or_of_none(pieces):
    data = b"".join(pieces)
    try:
        opening_dialect(data)
        read_proxy_header(data)
    except PeerFault:
        pass


@given(pieces=bent(), interval=st.integers(1, 40))
@settings(max_examples=60)
def test_titles_are_taken_out_of_anything(pieces, interval):
    extractor = IcyExtractor(interval)
    for piece in pieces:
        extractor.extract(piece)


@given(pieces=bent(SOUNDS))
@settings(max_examples=80)
def test_sound_is_cut_out_of_anything(pieces):
    stream = IncomingStream()
    try:
        for piece in (*pieces, FRAMES):
            stream.feed(piece)
    except PeerFault:
        pass


@given(pieces=bent((FRAMES[:5000], b"OggS" * 300)))
@settings(max_examples=40)
def test_an_intro_is_read_or_refused_in_words(pieces):
    with contextlib.suppress(MediaUnreadable):
        read_intro("x", b"".join(pieces)).with_titles(417)


@given(pieces=bent((XML,)))
@example(
    pieces=[b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><metadata><TIT2>&x;</TIT2></metadata>']
)
@example(
    pieces=[
        b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><metadata><TIT2>&b;</TIT2></metadata>'
    ]
)
@example(pieces=[b"<a>" * 20_000])
@settings(max_examples=60)
def test_metadata_in_xml_opens_no_file_and_no_bomb(pieces):
    title = None
    with contextlib.suppress(PeerFault):
        title = read_metadata_xml(b"".join(pieces))

    assert "root:" not in str(title)
    assert len(str(title)) < 10_000


@given(st.text(max_size=200), st.binary(max_size=200))
@settings(max_examples=80)
def test_credentials_of_any_kind_are_right_or_wrong(text, data):
    basic_login(text)
    basic_login(f"Basic {base64.b64encode(data).decode()}")
    read_token(text, b"a secret for signing")
    for digest in read_accounts(text).digests.values():
        assert not check_password("x", digest, lambda _password, _digest: False)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["mounts", "path", "rules", "kind", "limits"]), inner)
        ),
        max_leaves=12,
    )
)
@settings(max_examples=60)
def test_a_table_is_one_or_is_refused(given_fields):
    with contextlib.suppress(PeerFault):
        Table.from_fields(given_fields if isinstance(given_fields, dict) else {"mounts": given_fields})
