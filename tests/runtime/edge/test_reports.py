from runtime.edge import reports
from runtime.edge.listener import Listener
from runtime.edge.reports import Reports
from runtime.testing import memory_socket_pair

COUNTS = {"mounts": {}, "connections": 0, "refused": 0}


def listener(number=1, joined=10.0):
    made = Listener(number, memory_socket_pair()[0], "/r", b"", joined, icy=True)
    made.ip, made.port, made.agent, made.protocol = "10.0.0.1", 4000, "VLC", "HTTP/1.1"
    made.sent = 500
    return made


def linked(present=()):
    made = Reports()
    made.station_came(present)
    return made


class TestWhoCame:
    def test_is_told_with_all_that_is_known(self):
        made = linked()
        made.came(listener())

        assert made.take(COUNTS, 12.5)[0] == (
            "came",
            {
                "listeners": [
                    {
                        "id": 1,
                        "mount": "/r",
                        "ip": "10.0.0.1",
                        "port": 4000,
                        "agent": "VLC",
                        "icy": True,
                        "protocol": "HTTP/1.1",
                        "seconds": 2.5,
                        "referer": "",
                        "user": "",
                    }
                ]
            },
        )

    def test_is_told_in_messages_of_a_hundred(self):
        made = linked(listener(number) for number in range(250))

        assert [len(fields["listeners"]) for kind, fields in made.take(COUNTS, 0) if kind == "came"] == [
            100,
            100,
            50,
        ]

    def test_is_told_no_faster_than_a_channel_takes(self):
        made = linked(listener(number) for number in range(9000))

        assert len(made.take(COUNTS, 0)) == reports.MESSAGES_AT_ONCE + 1

    def test_before_the_station_did_is_told_to_it(self):
        made = Reports()
        made.came(listener(1))
        made.station_came([listener(1), listener(2)])

        assert [each["id"] for each in made.take(COUNTS, 0)[0][1]["listeners"]] == [1, 2]


class TestWhoLeft:
    def test_is_told_with_time_bytes_and_reason(self):
        made = linked()
        made.gone(listener(), "slow", 15.0)
        gone = {"id": 1, "mount": "/r", "seconds": 5.0, "bytes": 500, "reason": "slow"}

        assert made.take(COUNTS, 15.0)[0] == ("gone", {"listeners": [gone]})

    def test_is_told_after_all_who_came(self):
        made = linked(listener(number) for number in range(9000))
        made.gone(listener(1), "left", 15.0)
        made.take(COUNTS, 0)

        assert [kind for kind, _ in made.take(COUNTS, 0)].index("gone") == 40

    def test_while_the_station_was_away_is_told_to_the_next(self):
        made = linked()
        made.station_left()
        made.came(listener(1))
        made.gone(listener(1), "left", 15.0)
        made.station_came([])

        assert [kind for kind, _ in made.take(COUNTS, 0)] == ["gone", "counts"]

    def test_too_many_to_keep_are_only_counted(self, monkeypatch):
        monkeypatch.setattr(reports, "GONE_KEPT", 2)
        made = linked()
        for number in range(5):
            made.gone(listener(number), "left", 15.0)
        told = dict(made.take(COUNTS, 0))

        assert [each["id"] for each in told["gone"]["listeners"]] == [3, 4]
        assert told["counts"]["missed"] == 3


class TestCounts:
    def test_are_told_every_time(self):
        assert linked().take(COUNTS, 0) == [("counts", {**COUNTS, "missed": 0})]
