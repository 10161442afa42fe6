import errno
import threading
from datetime import UTC, datetime

import pytest

from runtime.plan import Origin
from runtime.servers.dump import MOST_WAITING, Dump, dump_path

ORIGIN = Origin("radio.lss", 3)


def kept(path, *pieces, **options):
    dump = Dump(path, 'input.live "/studio"', ORIGIN, **options)
    dump.start()
    for piece in pieces:
        dump.write(piece)
    dump.end()
    dump.join(5.0)
    return dump


class TestADumpFile:
    def test_holds_what_was_sent_as_it_was_sent(self, tmp_path):
        kept(tmp_path / "shows" / "one.mp3", b"first ", b"second")

        assert (tmp_path / "shows" / "one.mp3").read_bytes() == b"first second"

    def test_leaves_an_earlier_one_alone(self, tmp_path):
        kept(tmp_path / "one.mp3", b"morning")
        kept(tmp_path / "one.mp3", b"evening")

        assert (tmp_path / "one.mp3").read_bytes() == b"morning"
        assert (tmp_path / "one-2.mp3").read_bytes() == b"evening"

    def test_is_named_by_the_stations_clock(self, tmp_path):
        wall = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)

        assert dump_path(tmp_path, "shows/%Y-%m-%d.mp3", wall) == tmp_path / "shows" / "2026-11-23.mp3"


class TestADiskThatFails:
    def test_costs_the_file_its_rest_and_is_told_once(self, tmp_path, caplog):
        class Full:
            def __enter__(self):
                return self

            def __exit__(self, *_):
                pass

            def write(self, data):
                raise OSError(errno.ENOSPC, "No space left on device")

        kept(tmp_path / "one.mp3", b"a", b"b", b"c", opened=lambda path: Full())

        (told,) = [each.getMessage() for each in caplog.records]
        assert "is not kept any further: No space left on device; the source client stays on" in told

    def test_that_is_slow_holds_nobody_up(self, tmp_path, caplog):
        let_go = threading.Event()

        class Slow:
            def __enter__(self):
                let_go.wait(5.0)
                return self

            def __exit__(self, *_):
                pass

            def write(self, data):
                pass

        dump = Dump(tmp_path / "one.mp3", "it", ORIGIN, lambda path: Slow())
        dump.start()
        for _ in range(MOST_WAITING + 10):
            dump.write(b"x")
        let_go.set()
        dump.end()
        dump.join(5.0)

        assert len(caplog.records) == 1
        assert "the disk is too slow" in caplog.text

    @pytest.mark.parametrize("name", ["a/b.mp3"])
    def test_whose_folder_cannot_be_made_is_told(self, name, tmp_path, caplog):
        (tmp_path / "a").write_text("a file in the way")
        kept(tmp_path / name, b"x")

        assert "is not kept any further" in caplog.text
