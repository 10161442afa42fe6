"""The numbers of streams."""

from runtime.plan import Gate, Mount, MountPath, Mp3, NodeId, Origin, PassThrough, Secret, Station
from runtime.station.streams import stream_paths


class TestStreams:
    def test_are_numbered_as_the_script_has_them(self):
        encoded = Mount(MountPath("/b.mp3"), NodeId("x"), Mp3(), origin=Origin("s.lss", 5))
        passed = PassThrough(MountPath("/a.mp3"), Gate(Secret("x")), origin=Origin("s.lss", 3))
        station = Station("", mounts={encoded.path: encoded}, pass_through={passed.path: passed})

        assert stream_paths(station) == ("/a.mp3", "/b.mp3")
