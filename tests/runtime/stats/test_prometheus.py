import re

from runtime.stats.census import DoorCounts, MountCounts
from runtime.stats.lateness import Lateness
from runtime.stats.processes import ProcessUse
from runtime.stats.prometheus import MOST_MOUNTS, Certificates, MountNumbers, Numbers, prometheus_text
from runtime.stats.tally import MountTally

MOUNT = MountNumbers(MountCounts(3, 5, 1000, 1), MountTally(9, 2.5, 4), True)
NUMBERS = Numbers(
    version="1.2", generation=2, uptime=12.3456, listeners=3, peak=5, tally=MountTally(9, 2.5, 4),
    doors=DoorCounts(7, 20, {"full": 2}), sources=1, mounts={"/a.mp3": MOUNT},
    certificates=Certificates({"radio.example": 1771761600.0}, False, 1),
    processes={"station": ProcessUse(1.5, 1000, 9)}, lateness=Lateness((5, 0, 2, 0, 0, 1, 0, 0, 0, 0), 0.25, 0.07, 1),
)  # fmt: skip
SAMPLE = re.compile(r'legacystream_[a-z_]+(\{[a-z]+="(\\.|[^"\\])*"\})? [-0-9.]+')


class TestTheText:
    def test_tells_each_number(self):
        lines = prometheus_text(NUMBERS).splitlines()

        for line in (
            'legacystream_info{version="1.2"} 1',
            "legacystream_uptime_seconds 12.346",
            "legacystream_listeners 3",
            "legacystream_listeners_unique_today 4",
            "legacystream_listener_seconds_total 9000",
            'legacystream_refused_total{reason="full"} 2',
            'legacystream_mount_on_air{mount="/a.mp3"} 1',
            'legacystream_mount_sent_bytes_total{mount="/a.mp3"} 1000',
            'legacystream_process_memory_bytes{process="station"} 1000',
            'legacystream_engine_late_seconds_bucket{le="0.005"} 5',
            'legacystream_tls_certificate_not_after_seconds{name="radio.example"} 1771761600',
            "legacystream_tls_self_signed 0",
            "legacystream_tls_certificates_failing 1",
            'legacystream_engine_late_seconds_bucket{le="0.01"} 7',
            'legacystream_engine_late_seconds_bucket{le="+Inf"} 8',
            "legacystream_engine_late_seconds_sum 0.250",
            "legacystream_engine_late_seconds_count 8",
            "legacystream_engine_worst_late_seconds 0.070",
            "legacystream_engine_late_blocks_total 1",
        ):
            assert line in lines

    def test_is_what_prometheus_reads(self):
        nasty = {'/a"b\\c\nd': MOUNT}
        text = prometheus_text(
            Numbers(**{**{f: getattr(NUMBERS, f) for f in Numbers.__slots__}, "mounts": nasty})
        )

        for line in text.splitlines():
            assert line.startswith(("# HELP ", "# TYPE ")) or SAMPLE.fullmatch(line), line

    def test_names_each_number_once(self):
        types = re.findall(r"# TYPE (\S+)", prometheus_text(NUMBERS))

        assert len(types) == len(set(types))

    def test_has_a_bounded_number_of_labels(self):
        many = {f"/{number}": MOUNT for number in range(MOST_MOUNTS + 50)}
        text = prometheus_text(
            Numbers(**{**{f: getattr(NUMBERS, f) for f in Numbers.__slots__}, "mounts": many})
        )

        assert text.count("legacystream_mount_listeners{") == MOST_MOUNTS

    def test_is_explained(self):
        from pathlib import Path

        page = (Path(__file__).parents[3] / "docs" / "reference" / "numbers.md").read_text("utf-8")
        names = re.findall(r"# TYPE legacystream_(\S+)", prometheus_text(NUMBERS))

        assert [
            name for name in names if name.removeprefix("mount_").removeprefix("process_") not in page
        ] == []
