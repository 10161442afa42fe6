"""A folder that one process has for itself."""

import os
import subprocess
import sys

import pytest

from runtime.kernel.folder_lock import FolderLock, FolderTaken


class TestAFolder:
    def test_is_had_by_one_alone(self, tmp_path):
        first, second = FolderLock(tmp_path), FolderLock(tmp_path)
        first.take()

        with pytest.raises(FolderTaken, match=str(os.getpid())):
            second.take()
        first.release()
        second.take()
        second.release()

    def test_is_free_when_the_process_was_killed(self, tmp_path):
        hold = (
            "import sys, time; from pathlib import Path; from runtime.kernel.folder_lock import FolderLock;"
            "lock = FolderLock(Path(sys.argv[1])); lock.take(); print('has it', flush=True); time.sleep(60)"
        )
        with subprocess.Popen([sys.executable, "-c", hold, str(tmp_path)], stdout=subprocess.PIPE) as process:
            assert process.stdout.readline().strip() == b"has it"
            lock = FolderLock(tmp_path)
            with pytest.raises(FolderTaken, match=str(process.pid)):
                lock.take()
            process.kill()
        lock.take()
        lock.release()

    def test_that_is_not_there_cannot_be_had(self, tmp_path):
        with pytest.raises(OSError, match="No such file"):
            FolderLock(tmp_path / "gone").take()

    def test_can_be_let_go_of_twice(self, tmp_path):
        lock = FolderLock(tmp_path)
        lock.take()
        lock.release()
        lock.release()
