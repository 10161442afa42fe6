import pytest

from lsscript.cli.compile import compile_file, compile_text
from lsscript.modules import Unreadable, load_program
from lsscript.source import SourceFile


class Folder:
    """Scripts beside the first one."""

    def __init__(self, **texts):
        self.texts = {name.replace("__", "/") + ".lss": text for name, text in texts.items()}
        self.read = []

    def script(self, path):
        self.read.append(path)
        if path not in self.texts:
            raise Unreadable("there is no such file")
        return self.texts[path]

    def is_file(self, path):
        return True

    def environment(self, name):
        return "hush"

    is_folder = is_file


def compiled(folder):
    return compile_text(SourceFile("station.lss", folder.texts["station.lss"]), "/station", folder)


def problems(folder):
    return [(each.code, each.label.span.file, len(each.others)) for each in compiled(folder).diagnostics]


MOUNT = '\nmount("/a", tone(), mp3())'


class TestTheOrder:
    def test_is_that_of_need_and_each_is_read_once(self):
        folder = Folder(
            a='import "c.lss" as c', b='import "c.lss" as c', c="x = 1", station='import "a.lss" as a\nimport "b.lss" as b'
        )  # fmt: skip
        program = load_program(SourceFile("station.lss", folder.texts["station.lss"]), folder)

        assert [each.key for each in program.modules] == ["c.lss", "a.lss", "b.lss", "station.lss"]
        assert folder.read == ["a.lss", "c.lss", "b.lss"]

    def test_paths_begin_where_the_importing_script_stands(self):
        folder = Folder(
            sub__a='import "b.lss" as b\nimport "../c.lss" as c', sub__b="x = 1", c="x = 1", station='import "sub/a.lss" as a'
        )  # fmt: skip
        program = load_program(SourceFile("/home/station.lss", folder.texts["station.lss"]), folder)

        assert folder.read == ["sub/a.lss", "sub/b.lss", "c.lss"]
        assert program.modules[0].source.name == "/home/sub/b.lss"


class TestWhatAScriptGives:
    def test_is_named_by_the_import(self):
        folder = Folder(
            shows="pitch = 3kHz\nnews = tone(pitch)\nsettings = {level = -3dB}\ndef loud(x) [x, tone()] end",
            station='import "shows.lss" as shows\n'
            'mount("/a", fallback(shows.loud(shows.news)), mp3())\nmount("/b", tone(level=shows.settings.level), mp3())',
        )  # fmt: skip
        station = compiled(folder).station

        assert station.sources["shows.news"].frequency == 3000.0
        assert str(station.sources["shows.news"].origin) == "shows.lss:2"
        assert station.sources["/b.source"].level == -3.0

    def test_may_be_used_with_several_types(self):
        folder = Folder(
            tools="def same(x) x end",
            station='import "tools.lss" as t\nmount(t.same("/a"), t.same(tone()), mp3(), latency=t.same(3s))',
        )

        assert problems(folder) == []

    def test_is_not_what_it_imports_itself(self):
        folder = Folder(a='import "b.lss" as b', b="x = 1", station='import "a.lss" as a\ny = a.b.x' + MOUNT)

        assert problems(folder) == [("LSS201", "station.lss", 0)]

    def test_need_not_be_played(self):
        assert problems(Folder(a="x = tone()", station='import "a.lss" as _a' + MOUNT)) == []

    def test_may_be_mounts_and_handlers(self):
        folder = Folder(
            a='r = tone()\nn = 3\ndef say(t) "#{t} #{n}" end\nmount("/a", r, mp3())',
            station='import "a.lss" as a\non.track(a.r, fun (t) -> a.say(t.title))',
        )
        (hook,) = compiled(folder).station.hooks

        assert dict(hook.handler.captured)["a.say"] == ("function", 1)
        assert hook.handler.functions[1].text == 'def say(t) "#{t} #{n}" end'


class TestWhatIsWrong:
    def test_in_an_imported_script_is_told_there(self):
        folder = Folder(a="x = 3 +\ny = z", station='import "a.lss" as a\ny = a.x\nz = a.q' + MOUNT)

        assert problems(folder) == [
            ("LSS104", "a.lss", 0),
            ("LSS201", "a.lss", 0),
            ("LSS201", "station.lss", 0),
        ]

    def test_a_missing_script_is_told_once_with_both_places(self):
        folder = Folder(
            a='import "b.lss" as b\nx = b.y', station='import "a.lss" as a\nimport "b.lss" as b' + MOUNT
        )

        assert problems(folder) == [("LSS209", "a.lss", 1)]

    def test_a_circle_names_every_import_in_it(self):
        folder = Folder(
            a='import "b.lss" as b', b='import "a.lss" as a', station='import "a.lss" as a' + MOUNT
        )

        assert problems(folder) == [("LSS210", "b.lss", 1)]

    def test_a_path_out_of_nowhere_is_a_sentence(self, tmp_path):
        script = tmp_path / "station.lss"
        script.write_text(f'import "a\\u{{0}}b" as a\nimport "." as b\nimport "no.lss" as c{MOUNT}')
        labels = [each.label.text for each in compile_file(script).diagnostics]

        assert labels[1:] == ["this is a folder, not a script", "there is no such file"]


@pytest.mark.parametrize("name", ["input", "on", "a"])
def test_a_name_of_the_library_may_be_an_imports(name):
    folder = Folder(
        a="x = 1",
        station=f'import "a.lss" as {name}\n_y = {name}.x\n'
        'mount("/m", fallback([input.live("/l", password=secret("env:A")), tone()]), mp3())',
    )

    assert problems(folder) == []
