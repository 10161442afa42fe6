"""Where listeners of mounts go that a change takes away."""

import logging
from dataclasses import replace

from runtime.plan import Account, Gate, Mount, MountPath, Mp3, NodeId, PassThrough, Secret, Station
from runtime.station.farewells import instead_of_gone, tell_farewells

RADIO, GUEST, SHOWS = map(MountPath, ("/radio.mp3", "/guest", "/shows/*"))
MOUNT = Mount(RADIO, NodeId("radio"), Mp3())
GATE = Gate((Account(Secret("pw")),))
BEFORE = Station(
    "",
    mounts={RADIO: MOUNT},
    pass_through={GUEST: PassThrough(GUEST, GATE, fallback=RADIO), SHOWS: PassThrough(SHOWS, GATE)},
)


class TestListenersOfAMountThatIsGone:
    def test_go_to_its_fallback(self):
        assert instead_of_gone(BEFORE, replace(BEFORE, pass_through={})) == {GUEST: RADIO}

    def test_go_nowhere_without_one(self):
        assert instead_of_gone(BEFORE, replace(BEFORE, mounts={}, pass_through={})) == {
            RADIO: None,
            GUEST: None,
        }

    def test_go_where_their_path_leads_now(self):
        other = MountPath("/new.mp3")
        after = replace(
            BEFORE, mounts={other: replace(MOUNT, path=other)}, pass_through={}, aliases={RADIO: other}
        )

        assert instead_of_gone(BEFORE, after) == {RADIO: other, GUEST: other}

    def test_are_told_of_in_the_log_with_their_number(self, caplog):
        caplog.set_level(logging.INFO)
        tell_farewells({GUEST: RADIO, RADIO: None}, BEFORE, {GUEST: 12, RADIO: 1}.__getitem__)

        assert [record.getMessage() for record in caplog.records] == [
            'mount "/guest" is gone: 12 listeners sent to "/radio.mp3", as far as players can go on there',
            'mount "/radio.mp3" is gone: 1 listener sent away behind the last frame',
        ]
