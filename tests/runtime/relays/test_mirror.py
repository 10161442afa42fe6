import asyncio

from runtime.plan import Mirror as MirrorPlan
from runtime.plan import MountPath, Seconds, Secret, Upstream
from runtime.protocols.icecast.relay_client import Address
from runtime.relays.mirror import MOST_MIRRORED, Mirror, read_list
from runtime.relays.pull import Dialer

MASTER = Address.parse("http://master.example:8000", "relay", "hush")


class TestAList:
    def test_names_paths_and_whole_addresses(self):
        found = read_list("/a.mp3\r\n\r\nhttp://other.example/b\r\n", MASTER)

        assert found == {"/a.mp3": "http://master.example:8000/a.mp3", "/b": "http://other.example/b"}

    def test_may_hold_rubbish(self):
        assert read_list("ftp://x/y\n<html>\n/ok\n/<b>\n", MASTER).keys() == {"/ok"}

    def test_has_a_bound(self):
        assert len(read_list("".join(f"/{n}\n" for n in range(1000)), MASTER)) == MOST_MIRRORED


class Made:
    """A relay that does nothing."""

    def __init__(self, path, upstream):
        self.path, self.upstream, self.running, self.roused = path, upstream, False, False

    def start(self):
        self.running = True

    async def stop(self):
        self.running = False

    def rouse(self):
        self.roused = True


def text(*paths):
    return "HTTP/1.0 200 OK\r\nConnection: close\r\n\r\n{}\r\n".format("\r\n".join(paths)).encode()


class TestAMirror:
    def test_relays_what_the_list_names_for_as_long_as_it_does(self, serving, caplog):
        async def scene():
            made = {}

            def make(path, upstream):
                made[path] = Made(path, upstream)
                return made[path]

            async with serving(text("/a", "/b"), text("/b", "/c")) as server:
                plan = MirrorPlan(Upstream((server.url,), "relay", Secret("hush")), every=Seconds(0.01))
                mirror = Mirror(plan, make, Dialer("us/1"))
                mirror.start()
                async with asyncio.timeout(5):
                    while not (len(server.heads) > 3 and "/c" in made):  # noqa: ASYNC110 - it happens over sockets
                        await asyncio.sleep(0.005)
                mirror.rouse("/c")
                assert {path: each.running for path, each in made.items()} == {
                    "/a": False,
                    "/b": True,
                    "/c": True,
                }
                assert made[MountPath("/c")].roused
                assert "GET /admin/streamlist.txt HTTP/1.0" in server.heads[0]
                await mirror.stop()
                assert not any(each.running for each in made.values())

        asyncio.run(scene())
        assert caplog.text.count("the list of mounts of") == 1
