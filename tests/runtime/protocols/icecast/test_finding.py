"""Which mount a request means."""

import pytest

from runtime.protocols.http1 import HeadLimits, HeadReader
from runtime.protocols.icecast import ServedMount, Table
from runtime.protocols.icecast.finding import find_mount

ONE, TWO = ServedMount("/one.mp3", "audio/mpeg", "one"), ServedMount("/two.mp3", "audio/mpeg", "two")
TABLE = Table(
    mounts={"/one.mp3": ONE, "/two.mp3": TWO},
    aliases={"/live": "/two.mp3", "/gone": "/three.mp3"},
    streams=("/one.mp3", "/three.mp3", "/two.mp3"),
)


def found(path):
    head = f"GET {path} HTTP/1.0\r\nUser-Agent: VLC\r\n\r\n".encode()
    return find_mount(HeadReader(HeadLimits(), 0.0).receive_data(head, 0.0)[0].request, TABLE)


class TestAMount:
    @pytest.mark.parametrize(
        ("path", "mount"),
        [
            ("/one.mp3", ONE),
            ("/live", TWO),
            ("/live?x=1", TWO),
            ("/;", ONE),
            ("/stream/3/", TWO),
            ("/?sid=3", TWO),
        ],
    )
    def test_is_found_by_its_path_its_other_names_and_its_number(self, path, mount):
        assert found(path) is mount

    @pytest.mark.parametrize("path", ["/gone", "/stream/2/", "/stream/4/", "/stream/0/", "/three.mp3", "/x"])
    def test_that_is_not_there_is_not_found(self, path):
        assert found(path) is None

    def test_table_survives_the_wire(self):
        assert Table.from_fields(TABLE.to_fields()) == TABLE
