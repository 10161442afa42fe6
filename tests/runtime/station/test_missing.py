import logging

from runtime.plan import Aac, Mount, MountPath, Mp3, NodeId, Origin, PassThrough, Station, one_account
from runtime.station.missing import without_missing

NODE = NodeId("radio")
PLAIN = Mount(MountPath("/radio.mp3"), NODE, Mp3())
HE = Mount(MountPath("/radio.aac"), NODE, Aac(profile="he"), origin=Origin("radio.lss", 9))
STATION = Station("/", mounts={PLAIN.path: PLAIN, HE.path: HE})


def lacking_he(encoder) -> str:
    return "HE-AAC needs a library" if isinstance(encoder, Aac) else ""


class TestAMountWhoseEncoderIsMissing:
    def test_is_left_out_and_told_with_its_line(self, caplog):
        with caplog.at_level(logging.ERROR):
            left = without_missing(STATION, lacking_he)

        assert list(left.mounts) == ["/radio.mp3"]
        (record,) = caplog.records
        assert record.getMessage() == "/radio.aac is left out: HE-AAC needs a library"
        assert str(record.origin) == "radio.lss:9"

    def test_is_nobodys_fallback(self):
        relay = PassThrough(MountPath("/live"), one_account("x"), fallback=HE.path)
        through = {relay.path: relay}

        left = without_missing(Station("/", mounts=STATION.mounts, pass_through=through), lacking_he)

        assert left.pass_through[relay.path].fallback is None

    def test_costs_nothing_where_all_are_here(self):
        assert without_missing(STATION, lambda encoder: "") is STATION
