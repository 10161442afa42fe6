import os
import sys

import pytest


@pytest.mark.skipif(sys.platform != "linux", reason="Linux only")
class TestAnonymousMemory:
    def test_it_has_its_size_and_no_name_in_any_folder(self):
        from runtime.kernel.memfd import memory_descriptor

        descriptor = memory_descriptor("radio", 12345)
        status = os.fstat(descriptor)
        os.close(descriptor)

        assert (status.st_size, status.st_nlink) == (12345, 0)
