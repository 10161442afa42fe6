import asyncio
from dataclasses import replace

from runtime.errors import OperatorFault
from runtime.plan import MountPath, PassThrough, Seconds, Station, one_account
from runtime.station import grown_mounts
from runtime.station.grown_mounts import GrownMounts
from runtime.testing import ManualClock

WILD = PassThrough(MountPath("/dj/*"), one_account("pw"))


class Memory:
    def __init__(self, size):
        self.buf = memoryview(bytearray(size))


class Ground:
    """A host with memory, as long as it lasts."""

    generation = 1

    def __init__(self, room=True):
        self.room = room
        self.released = []

    async def memory(self, name, size):
        if not self.room:
            raise OperatorFault("there is not so much")
        return Memory(size)

    def release(self, name):
        self.released.append(name)


def grown(host, station=None):
    made = []
    mounts = GrownMounts(
        station or Station("/"), ManualClock(), lambda: None, lambda rings: None, made.append
    )
    mounts.start(host)
    return mounts, made


class TestAMountOfAPattern:
    def test_is_made_when_its_first_client_comes_and_stays(self):
        async def scene():
            mounts, made = grown(Ground())
            first = mounts.get(WILD, MountPath("/dj/anna"), lambda: None)
            again = mounts.get(WILD, MountPath("/dj/anna"), lambda: None)
            assert not first.is_open
            await asyncio.sleep(0.01)

            assert first.is_open
            assert again is first
            assert made == [first]
            assert [mount.plan.path for mount in mounts.mounts] == ["/dj/anna"]

        asyncio.run(scene())

    def test_is_made_anew_when_the_script_says_something_else(self):
        async def scene():
            mounts, _ = grown(Ground())
            old = mounts.get(WILD, MountPath("/dj/anna"), lambda: None)
            await asyncio.sleep(0.01)
            new = mounts.get(replace(WILD, latency=Seconds(1.0)), MountPath("/dj/anna"), lambda: None)

            assert new is not old
            assert new.pacing.burst == 1.0

        asyncio.run(scene())

    def test_takes_no_path_of_another(self):
        async def scene():
            station = Station("/", pass_through={MountPath("/dj/own"): WILD})
            mounts, _ = grown(Ground(), station)

            assert mounts.get(WILD, MountPath("/dj/own"), lambda: None) is None

        asyncio.run(scene())

    def test_gives_way_when_there_are_too_many_and_nobody_is_on_it(self, monkeypatch):
        monkeypatch.setattr(grown_mounts, "MOST_GROWN", 2)

        async def scene():
            host = Ground()
            mounts, _ = grown(host)
            for name in ("a", "b", "c"):
                assert mounts.get(WILD, MountPath(f"/dj/{name}"), lambda: None) is not None
                await asyncio.sleep(0.01)

            assert [mount.plan.path for mount in mounts.mounts] == ["/dj/b", "/dj/c"]
            assert host.released == ["dj/a/plain", "dj/a/icy"]

        asyncio.run(scene())

    def test_without_memory_is_told(self, caplog):
        async def scene():
            failed = []
            mounts, _ = grown(Ground(room=False))
            mounts.get(WILD, MountPath("/dj/anna"), lambda: failed.append(True))
            await asyncio.sleep(0.01)

            assert failed == [True]
            assert mounts.mounts == ()

        asyncio.run(scene())
        assert "/dj/anna: no memory for it: there is not so much" in caplog.text
