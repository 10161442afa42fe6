"""The script is read anew whenever it is saved."""

import asyncio

import pytest

from runtime.station.script_watch import ScriptWatch


class Scene:
    def __init__(self, folder):
        self.script = folder / "station.lss"
        self.script.write_text("one")
        self.files = [str(self.script)]
        self.read = []
        self.watch = ScriptWatch(lambda: self.files, self.renew)
        self.watch.begin()

    async def renew(self):
        self.read.append(self.script.read_text())

    def look(self, times=1):
        for _ in range(times):
            asyncio.run(self.watch.look())


@pytest.fixture
def scene(tmp_path):
    return Scene(tmp_path)


class TestAScript:
    def test_that_stays_is_not_read(self, scene):
        scene.look(3)

        assert scene.read == []

    def test_that_was_saved_is_read_once(self, scene):
        scene.script.write_text("two two")
        scene.look(4)

        assert scene.read == ["two two"]

    def test_that_is_being_written_is_waited_for(self, scene):
        for text in ("two two", "two two three"):
            scene.script.write_text(text)
            scene.look()
        before = list(scene.read)
        scene.look()

        assert (before, scene.read) == ([], ["two two three"])

    def test_that_is_away_while_it_is_written_is_waited_for(self, scene):
        scene.script.unlink()
        scene.look(3)
        before = list(scene.read)
        scene.script.write_text("anew")
        scene.look(2)

        assert (before, scene.read) == ([], ["anew"])

    def test_that_imports_another_is_read_when_that_is_saved(self, scene, tmp_path):
        other = tmp_path / "other.lss"
        other.write_text("a")
        scene.files.append(str(other))
        scene.watch.begin()
        other.write_text("bb")
        scene.look(2)

        assert scene.read == ["one"]
