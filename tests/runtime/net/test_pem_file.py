"""A secret text as a file, for as long as it is read."""

import stat
import sys
from pathlib import Path

import pytest

from runtime.net.pem_file import DESCRIPTORS, pem_file

WAYS = [
    pytest.param(
        True,
        id="in memory",
        marks=pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows open files as paths"),
    ),
    pytest.param(False, id="on disk"),
]


@pytest.mark.parametrize("in_memory", WAYS)
class TestAPemFile:
    def test_can_be_read_again_and_again(self, in_memory):
        with pem_file("secret", in_memory=in_memory) as path:
            assert [Path(path).read_text() for _ in range(2)] == ["secret", "secret"]

    def test_is_gone_afterwards(self, in_memory):
        with pem_file("secret", in_memory=in_memory) as path:
            pass

        assert not Path(path).exists()

    def test_is_gone_after_a_fault_too(self, in_memory):
        with pytest.raises(ValueError, match="broken"), pem_file("secret", in_memory=in_memory) as path:
            raise ValueError("broken")

        assert not Path(path).exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows open files as paths")
def test_on_linux_it_stands_on_no_disk():
    with pem_file("secret") as path:
        assert path.startswith(DESCRIPTORS)


@pytest.mark.skipif(sys.platform == "win32", reason="there the folder is the user's own")
def test_on_disk_it_is_for_this_user_alone():
    with pem_file("secret", in_memory=False) as path:
        assert stat.S_IMODE(Path(path).stat().st_mode) == 0o600
