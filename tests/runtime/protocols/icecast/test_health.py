import json

from runtime.protocols.icecast import MountHealth, health_answer, on_air_answer

WELL = MountHealth(age=0.1, tick=1.0)


def read(answer):
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


class TestOnAir:
    def test_is_said_while_audio_flows_on_every_mount(self):
        assert read(on_air_answer({"/a": WELL, "/b": WELL}))[0] == 200

    def test_is_not_said_when_one_mount_is_quiet(self):
        status, body = read(on_air_answer({"/a": WELL, "/b": MountHealth(3.2, 1.0)}))

        assert status == 503
        assert body["mounts"]["/b"] == {"onair": False, "reason": "no audio for 3.2 s"}
        assert body["mounts"]["/a"]["onair"]

    def test_can_be_asked_of_one_mount(self):
        mounts = {"/a": WELL, "/b": MountHealth(None, 1.0)}

        assert read(on_air_answer(mounts, mount="/a"))[0] == 200
        assert read(on_air_answer(mounts, mount="/b"))[0] == 503
        assert read(on_air_answer(mounts, mount="/c"))[0] == 404

    def test_is_not_said_by_the_built_in_floor(self):
        status, body = read(on_air_answer({"/a": MountHealth(0.1, 1.0, floor=True)}))

        assert (status, body["mounts"]["/a"]["reason"]) == (503, "the built-in floor is playing")

    def test_needs_a_mount(self):
        assert read(on_air_answer({}))[0] == 503

    def test_waits_three_ticks_and_at_least_a_second(self):
        assert MountHealth(2.9, 1.0).reason == ""
        assert MountHealth(0.9, 0.02).reason == ""
        assert MountHealth(1.1, 0.02).reason

    def test_knows_a_mount_that_ended_on_purpose(self):
        assert MountHealth(0.0, 1.0, ended=True).reason == "the mount has ended"


class TestHealth:
    def test_is_ok_when_all_is_well(self):
        assert read(health_answer({"/a": WELL}, station_here=True)) == (
            200,
            {"status": "ok", "station": True, "reasons": []},
        )

    def test_is_degraded_but_no_failure_while_the_station_is_away(self):
        status, body = read(health_answer({"/a": WELL}, station_here=False))

        assert (status, body["status"]) == (200, "degraded")
        assert "station is away" in body["reasons"][0]

    def test_names_the_mounts_that_are_quiet(self):
        _, body = read(health_answer({"/a": MountHealth(9.0, 1.0)}, station_here=True))

        assert body["reasons"] == ["/a: no audio for 9.0 s"]

    def test_to_head_has_no_body(self):
        assert health_answer({}, station_here=True, head_only=True).endswith(b"\r\n\r\n")
