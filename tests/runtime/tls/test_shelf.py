"""Which certificates are served, and which first."""

from datetime import timedelta

import pytest

from runtime.testing.authority import NOON, Authority
from runtime.tls.certificate import Certificate
from runtime.tls.holding import Holding
from runtime.tls.shelf import in_service

AUTHORITY = Authority()


def holding(*names, ends=30):
    paper = AUTHORITY.issue(*names, ends=NOON + timedelta(days=ends))
    return Holding("files", names[0], names, Certificate.from_pem(paper.chain, paper.key))


@pytest.fixture
def good():
    return holding("radio.example")


class TestTheOrder:
    def test_is_the_scripts(self, good):
        other = holding("other.example")

        assert in_service([good, other], NOON) == (good, other)

    def test_has_what_is_out_of_date_at_its_end(self, good):
        old = holding("old.example", ends=-1)

        assert in_service([old, good], NOON) == (good, old)

    def test_leaves_out_what_is_out_of_date_where_another_is_for_its_names(self, good):
        assert in_service([holding("radio.example", ends=-1), good], NOON) == (good,)

    def test_keeps_one_that_is_out_of_date_where_there_is_no_other(self):
        old = holding("radio.example", ends=-1)

        assert in_service([old], NOON) == (old,)

    def test_leaves_out_what_is_not_here_yet(self, good):
        assert in_service([Holding("acme", "authority", ("a.example",)), good], NOON) == (good,)
