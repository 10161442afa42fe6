from lsscript.source import SourceFile
from lsscript.syntax.parse import parse
from lsscript.syntax.table import digest, from_file, grammar_text, load_table

TEXT = SourceFile("a.lss", "music = playlist(1h30min) |> f()")


def reads(table):
    return parse(TEXT, table).problems == ()


class TestTheKeptTable:
    def test_is_written_once_and_read_again(self, tmp_path):
        assert reads(load_table(tmp_path))
        (kept,) = tmp_path.iterdir()
        before = kept.stat().st_mtime_ns

        assert reads(load_table(tmp_path))
        assert kept.stat().st_mtime_ns == before

    def test_is_named_after_the_grammar(self, tmp_path):
        load_table(tmp_path)

        assert [each.name for each in tmp_path.iterdir()] == [f"grammar-{digest(grammar_text())}.table"]
        assert digest("another grammar") != digest(grammar_text())

    def test_is_built_anew_when_damaged(self, tmp_path):
        load_table(tmp_path)
        (kept,) = tmp_path.iterdir()
        whole = kept.read_bytes()
        for damaged in (b"", b"nonsense", whole[: len(whole) // 2]):
            kept.write_bytes(damaged)

            assert reads(load_table(tmp_path))
            assert from_file(kept) is not None

    def test_is_not_needed(self, tmp_path):
        occupied = tmp_path / "file"
        occupied.write_text("")

        assert reads(load_table(None))
        assert reads(load_table(occupied / "below"))
