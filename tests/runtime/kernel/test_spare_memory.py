import gc
import sys

import pytest

from runtime.kernel.spare_memory import (
    TUNABLES,
    forget_keeping_none,
    give_back,
    keep_few_arenas,
    keep_large_apart,
    keeping_none,
)
from runtime.kernel.turns import hold_still

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="glibc's setting")


class TestSpareMemory:
    def test_can_be_given_back_anywhere(self):
        keep_few_arenas()
        give_back()

    def test_the_settings_can_be_made_anywhere(self):
        keep_large_apart()

    def test_is_given_back_without_leaving_garbage(self):
        give_back()
        gc.collect()
        with hold_still():
            give_back()

            assert gc.collect() == 0


@ON_LINUX
class TestWhatThreadsKeep:
    def test_is_nothing_in_a_process_that_is_started_so(self):
        environment = keeping_none({"HOME": "/here"})

        assert environment == {"HOME": "/here", TUNABLES: "glibc.malloc.tcache_count=0"}

    def test_is_as_an_operator_says(self):
        environment = {TUNABLES: "glibc.malloc.tcache_count=4"}

        assert keeping_none(environment) == environment

    def test_is_no_matter_of_the_programs_that_such_a_process_runs(self):
        environment = keeping_none({"HOME": "/here"})
        forget_keeping_none(environment)

        assert environment == {"HOME": "/here"}

    def test_of_an_operators_settings_nothing_is_forgotten(self):
        environment = {TUNABLES: "glibc.malloc.tcache_count=4"}
        forget_keeping_none(environment)

        assert environment == {TUNABLES: "glibc.malloc.tcache_count=4"}
