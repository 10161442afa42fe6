"""What a change of the script changes, in words."""

from dataclasses import replace

from runtime.plan import Fallback, Identity, Mount, MountPath, Mp3, NodeId, Playlist, Secret, Single, Station
from runtime.plan.differences import differences
from runtime.plan.origin import Origin

MUSIC, RADIO, PATH = NodeId("music"), NodeId("radio"), MountPath("/radio.mp3")
STATION = Station(
    folder="/",
    sources={MUSIC: Playlist("music/"), RADIO: Fallback((MUSIC,))},
    mounts={PATH: Mount(PATH, RADIO, Mp3(128_000))},
)


def lines(after: Station) -> list[str]:
    return [str(each) for each in differences(STATION, after)]


class TestTheSameStation:
    def test_has_no_differences(self):
        assert lines(STATION) == []

    def test_may_stand_in_other_lines_of_the_script(self):
        moved = {MUSIC: replace(STATION.sources[MUSIC], origin=Origin("x.lss", 9))}

        assert lines(replace(STATION, sources={**STATION.sources, **moved})) == []


class TestWhatChanges:
    def test_an_argument_is_named_with_both_values(self):
        after = replace(STATION, sources={**STATION.sources, MUSIC: Playlist("new/")})

        assert lines(after) == ['source "music" changes: path "music/" → "new/"']

    def test_another_kind_of_source_is_named(self):
        after = replace(STATION, sources={**STATION.sources, MUSIC: Single("a.mp3")})

        assert lines(after) == ['source "music" changes: is single now']

    def test_what_comes_and_goes(self):
        after = replace(STATION, mounts={MountPath("/b"): Mount(MountPath("/b"), RADIO, Mp3(64_000))})

        assert lines(after) == ['mount "/b" is new', 'mount "/radio.mp3" goes']

    def test_the_station_itself(self):
        after = replace(STATION, identity=Identity("Radio Two"))

        assert lines(after) == ['station changes: name "LegacyStream" → "Radio Two"']

    def test_a_secret_only_says_that_it_changes(self):
        from runtime.plan import Gate, PassThrough

        path = MountPath("/g")
        before = replace(STATION, pass_through={path: PassThrough(path, Gate(Secret("old-one")))})
        after = replace(STATION, pass_through={path: PassThrough(path, Gate(Secret("new-one")))})

        told = [str(each) for each in differences(before, after)]
        assert told == ['pass-through mount "/g" changes: gate']
