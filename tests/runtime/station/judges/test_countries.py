"""Countries, with a small MaxMind database that is written here (the format: maxmind.github.io/MaxMind-DB)."""

import asyncio
import os
import struct

import pytest

from runtime.plan import ByCountry
from runtime.protocols.access import Ask
from runtime.station.judges.countries import CountryJudge

pytest.importorskip("maxminddb")

RECORD_BITS = 24


def value(data):
    """Some data as the format has it."""
    match data:
        case str():
            text = data.encode()
            return bytes([2 << 5 | len(text)]) + text
        case dict():
            return bytes([7 << 5 | len(data)]) + b"".join(
                value(key) + value(each) for key, each in data.items()
            )
        case list():
            return bytes([len(data), 11 - 7]) + b"".join(map(value, data))
        case int():
            return bytes([6 << 5 | 4]) + struct.pack(">I", data)
    raise TypeError(data)


def database(networks):
    """A database of IPv4 networks: (first bits) → what is known."""
    nodes, records, section = [[None, None]], [], b""
    for bits, known in networks.items():
        at, records = 0, [*records, len(section)]
        for bit in bits[:-1]:
            if nodes[at][int(bit)] is None:
                nodes.append([None, None])
                nodes[at][int(bit)] = len(nodes) - 1
            at = nodes[at][int(bit)]
        nodes[at][int(bits[-1])] = ("data", len(section))
        section += value(known)
    count, tree = len(nodes), b""
    for node in nodes:
        for side in node:
            number = count if side is None else side if isinstance(side, int) else count + 16 + side[1]
            tree += number.to_bytes(RECORD_BITS // 8, "big")
    about = {
        "node_count": count, "record_size": RECORD_BITS, "ip_version": 4, "database_type": "Test", "languages": ["en"],
        "binary_format_major_version": 2, "binary_format_minor_version": 0, "build_epoch": 1, "description": {"en": "x"},
    }  # fmt: skip
    return tree + bytes(16) + section + b"\xab\xcd\xefMaxMind.com" + value(about)


COLOMBIA = {"country": {"iso_code": "CO"}}
WORLD = database(
    {"00000001": COLOMBIA, "00000010": {"registered_country": {"iso_code": "DE"}}, "00000011": {"city": "x"}}
)
"""1.0.0.0/8 is Colombia, 2.0.0.0/8 is registered in Germany, of 3.0.0.0/8 nobody knows."""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "geo.mmdb").write_bytes(WORLD)
    return tmp_path


def judged(rule, folder, ip, judge=None):
    return asyncio.run((judge or CountryJudge(rule, folder)).judge(Ask(1, "/a", "/a", ip))).status


class TestACountry:
    @pytest.mark.parametrize(
        ("ip", "status"),
        [("1.2.3.4", 200), ("2.2.3.4", 403), ("3.2.3.4", 200), ("9.9.9.9", 200), ("::1", 200), ("x", 200)],
    )
    def test_is_allowed_by_its_two_letters(self, folder, ip, status):
        assert judged(ByCountry("geo.mmdb", allow=("CO",)), folder, ip) == status

    def test_can_be_denied(self, folder):
        assert judged(ByCountry("geo.mmdb", deny=("DE",)), folder, "2.2.3.4") == 403
        assert judged(ByCountry("geo.mmdb", deny=("DE",)), folder, "1.2.3.4") == 200

    @pytest.mark.parametrize(("unknown", "status"), [("allow", 200), ("deny", 403)])
    def test_that_is_unknown_follows_the_scripts_rule(self, folder, unknown, status):
        assert judged(ByCountry("geo.mmdb", allow=("CO",), unknown=unknown), folder, "9.9.9.9") == status


class TestADatabase:
    @pytest.mark.parametrize("content", [None, b"no database", WORLD[:40]])
    def test_that_cannot_be_read_is_told_once_and_leaves_all_unknown(self, tmp_path, caplog, content):
        if content is not None:
            (tmp_path / "geo.mmdb").write_bytes(content)
        judge = CountryJudge(ByCountry("geo.mmdb", allow=("CO",), unknown="deny"), tmp_path)

        assert judged(None, None, "1.2.3.4", judge) == 403
        assert judged(None, None, "1.2.3.4", judge) == 403
        assert caplog.text.count("nobody is let in") == 1

    def test_that_has_changed_is_read_again(self, folder):
        judge = CountryJudge(ByCountry("geo.mmdb", allow=("CO",)), folder)
        judged(None, None, "1.2.3.4", judge)
        (folder / "geo.mmdb").write_bytes(database({"00000010": COLOMBIA}))
        os.utime(folder / "geo.mmdb", (9, 9))

        assert judged(None, None, "2.2.3.4", judge) == 200

    def test_that_is_damaged_after_it_was_read_costs_nothing(self, folder):
        judge = CountryJudge(ByCountry("geo.mmdb", allow=("CO",)), folder)
        judged(None, None, "1.2.3.4", judge)
        (folder / "geo.mmdb").write_bytes(b"half a downlo")

        assert judged(None, None, "2.2.3.4", judge) == 403
