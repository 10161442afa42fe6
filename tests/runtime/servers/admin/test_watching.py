"""The STATS stream."""

from runtime.servers.admin.watching import Watch


class TestWatching:
    def test_begins_with_every_figure(self, house):
        news = Watch(house).news(1).splitlines()

        assert "EVENT global location Earth" in news
        assert "EVENT /live.mp3 source_ip 192.0.2.9" in news
        assert all(line.startswith("EVENT ") for line in news)

    def test_goes_on_with_what_changes(self, house):
        watch = Watch(house)
        watch.news(1)
        house.listen(7)
        gone = house.mounts.pop().path
        news = watch.news(1).splitlines()

        assert news == [
            "EVENT global listener_connections 1", "EVENT global listeners 1", "EVENT global sources 2", f"DELETE {gone}",
        ]  # fmt: skip
        assert watch.news(1) == ""
