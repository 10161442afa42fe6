"""Where an encoder's frames go."""

import pytest

from runtime.mounts.outputs import Outputs
from runtime.plan.origin import NOWHERE


class Mount:
    """Takes what it is given, unless it is broken."""

    def __init__(self):
        self.taken, self.is_broken = [], False

    def write(self, what):
        if self.is_broken:
            raise OSError("no memory")
        self.taken.append(what)


@pytest.fixture
def mounts():
    return Mount(), Mount()


@pytest.fixture
def outputs(mounts):
    return Outputs(mounts, 'mp3 of "radio"', NOWHERE)


class TestOneThatFails:
    def test_costs_only_itself(self, outputs, mounts):
        mounts[0].is_broken = True
        outputs.each(lambda mount: mount.write("a"))

        assert (mounts[0].taken, mounts[1].taken) == ([], ["a"])

    def test_is_told_once_until_it_has_healed(self, outputs, mounts, caplog):
        for is_broken in (True, True, False, True):
            mounts[0].is_broken = is_broken
            outputs.each(lambda mount: mount.write("a"))

        said = 'mp3 of "radio": one of its mounts cannot be written (no memory); the others go on'
        assert [record.getMessage() for record in caplog.records] == [said] * 2


class TestAChange:
    def test_says_who_is_gone_and_who_is_new(self, outputs, mounts):
        newcomer = Mount()

        assert outputs.change_to([mounts[1], newcomer]) == ([mounts[0]], [newcomer])
        assert list(outputs) == [mounts[1], newcomer]
        assert newcomer in outputs
        assert mounts[0] not in outputs

    def test_tells_nobody_again_who_stays_broken(self, outputs, mounts, caplog):
        mounts[0].is_broken = True
        outputs.each(lambda mount: mount.write("a"))
        outputs.change_to([mounts[0]])
        outputs.each(lambda mount: mount.write("a"))

        assert len(caplog.records) == 1
