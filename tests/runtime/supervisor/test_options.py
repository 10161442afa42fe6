import pytest

from runtime.supervisor import default_edges
from runtime.supervisor.options import CONNECTIONS_WANTED, MOST_EDGES


class TestHowManyEdges:
    def test_one_per_core_where_each_may_hold_many_files(self):
        assert default_edges(1_048_576, cores=4) == 4

    def test_one_per_core_where_there_is_no_limit(self):
        assert default_edges(None, cores=2) == 2

    @pytest.mark.parametrize("open_files", [1024, 4096, 2048])
    def test_more_where_each_may_hold_few_files(self, open_files):
        edges = default_edges(open_files, cores=1)

        assert edges * open_files >= CONNECTIONS_WANTED

    @pytest.mark.parametrize("open_files", [0, 100, 256])
    def test_but_not_without_end(self, open_files):
        assert default_edges(open_files, cores=2) == MOST_EDGES

    def test_this_machine_has_a_core(self):
        assert default_edges(None) >= 1
