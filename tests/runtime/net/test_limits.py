import sys

import pytest

from runtime.net import raise_open_files


class TestOpenFiles:
    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
    def test_the_limit_is_raised_to_what_this_user_may_have(self):
        import resource

        before = resource.getrlimit(resource.RLIMIT_NOFILE)
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(256, before[1]), before[1]))
            raised = raise_open_files()
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, before)

        assert raised is not None
        assert raised > 256 or raised == before[1]

    @pytest.mark.skipif(sys.platform != "win32", reason="all others have a limit")
    def test_windows_names_none(self):
        assert raise_open_files() is None
