"""The library, read once and kept."""

from lsscript.cli.library import digest, from_file, load_kept

TEXTS = {"a": "extern def a() -> nothing"}


def names(library):
    return set(library.declarations)


class TestTheKeptLibrary:
    def test_is_written_once_and_read_again(self, tmp_path):
        first = load_kept(tmp_path)
        (kept,) = tmp_path.iterdir()
        before = kept.stat().st_mtime_ns

        assert load_kept(tmp_path) == first
        assert kept.stat().st_mtime_ns == before

    def test_is_the_one_that_is_read(self, tmp_path):
        assert load_kept(tmp_path) == load_kept(tmp_path) == load_kept(None)

    def test_is_named_after_the_texts_and_the_code_that_reads_them(self):
        assert digest(TEXTS) == digest(dict(TEXTS))
        assert digest(TEXTS) != digest({"a": "extern def b() -> nothing"})

    def test_is_read_anew_when_damaged(self, tmp_path):
        whole = names(load_kept(tmp_path))
        (kept,) = tmp_path.iterdir()
        data = kept.read_bytes()
        for damaged in (b"", b"nonsense", data[: len(data) // 2], b"\x80\x04N."):
            kept.write_bytes(damaged)

            assert names(load_kept(tmp_path)) == whole
            assert from_file(kept) is not None

    def test_is_not_needed(self, tmp_path):
        occupied = tmp_path / "file"
        occupied.write_text("")

        assert names(load_kept(None)) == names(load_kept(occupied / "below"))
