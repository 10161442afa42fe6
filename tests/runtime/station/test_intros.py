import asyncio

import pytest

from runtime.errors import OperatorFault
from runtime.media.tape import Tape
from runtime.plan import Origin
from runtime.station.intros import Intros, Wanted
from runtime.testing import mp3_frame

FILE = b"".join(mp3_frame(number, seed=3) for number in range(120))
ORIGIN = Origin("radio.lss", 3)


class Memory:
    def __init__(self, size):
        self.buf = memoryview(bytearray(size))


class Host:
    def __init__(self, full=False):
        self.memories, self.released, self.full = {}, [], full

    async def memory(self, name, size):
        if self.full:
            raise OperatorFault("there is no memory")
        return self.memories.setdefault(name, Memory(size))

    def release(self, name):
        self.released.append(name)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "hello.mp3").write_bytes(FILE)
    return tmp_path


def loaded(folder, host, *wanted):
    intros = Intros(folder, host)
    asyncio.run(intros.load(wanted))
    return intros


class TestAnIntro:
    def test_is_put_where_edges_find_it(self, folder):
        host = Host()
        told = loaded(folder, host, Wanted("/a", "hello.mp3", 20480, ORIGIN)).table_fields("/a", "audio/mpeg")
        plain, icy = (Tape(host.memories[told[name]].buf) for name in ("intro", "icy_intro"))

        assert plain.read(0, 10**6) == FILE
        assert icy.length % 20481 == 0
        assert plain.rate == pytest.approx(len(FILE) / (120 * 1152 / 44100), rel=0.01)

    def test_of_another_format_is_left_out_and_told_once(self, folder, caplog):
        intros = loaded(folder, Host(), Wanted("/a", "hello.mp3", 0, ORIGIN))

        assert intros.table_fields("/a", "audio/ogg") == {}
        intros.table_fields("/a", "audio/ogg")
        assert caplog.text.count("the mount sends audio/ogg") == 1

    @pytest.mark.parametrize("full", [False, True])
    def test_that_cannot_be_had_costs_itself(self, folder, caplog, full):
        name = "hello.mp3" if full else "none.mp3"
        intros = loaded(folder, Host(full), Wanted("/a", name, 0, ORIGIN))

        assert intros.table_fields("/a", "audio/mpeg") == {}
        assert "the intro is left out" in caplog.text

    def test_that_is_no_more_wanted_is_let_go(self, folder):
        host = Host()
        intros = loaded(folder, host, Wanted("/a", "hello.mp3", 0, ORIGIN))
        asyncio.run(intros.load([]))

        assert host.released == list(host.memories)

    def test_that_has_changed_has_another_memory(self, folder):
        host = Host()
        intros = loaded(folder, host, Wanted("/a", "hello.mp3", 0, ORIGIN))
        before = intros.table_fields("/a", "audio/mpeg")["intro"]
        (folder / "hello.mp3").write_bytes(FILE * 2)
        asyncio.run(intros.load([Wanted("/a", "hello.mp3", 0, ORIGIN)]))

        assert intros.table_fields("/a", "audio/mpeg")["intro"] != before
        assert host.released == [before]
