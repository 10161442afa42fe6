"""How long a certificate has yet, in words."""

from datetime import timedelta

import pytest

from runtime.testing.authority import NOON, Authority
from runtime.tls.certificate import Certificate
from runtime.tls.lifetime import age, days_words, lifetime_remark

AUTHORITY = Authority()


def certificate(begins, ends):
    paper = AUTHORITY.issue(
        "radio.example", begins=NOON + timedelta(days=begins), ends=NOON + timedelta(days=ends)
    )
    return Certificate.from_pem(paper.chain, paper.key)


class TestAge:
    @pytest.mark.parametrize(
        ("begins", "ends", "is_"),
        [
            (1, 90, "early"),
            (-30, 60, "good"),
            (-70, 20, "good"),
            (-71, 19.9, "alarm"),
            (-90, -0.001, "expired"),
            (-4, 2.6, "good"),  # a life of 160 hours
            (-6, 0.6, "alarm"),
        ],
    )
    def test_is_an_alarm_twenty_days_before_the_end_or_in_the_last_fifth_of_a_short_life(
        self, begins, ends, is_
    ):
        assert age(certificate(begins, ends), NOON) == is_


class TestWords:
    def test_say_what_is_wrong(self):
        assert lifetime_remark(certificate(-90, -2), NOON) == "it expired 2 days ago"
        assert lifetime_remark(certificate(-89, 1), NOON) == "it expires in 1 day"
        assert lifetime_remark(certificate(-30, 60), NOON) == ""
        assert "is the clock right?" in lifetime_remark(certificate(1, 60), NOON)

    @pytest.mark.parametrize(
        ("seconds", "words"),
        [(20, "less than a minute"), (60, "1 minute"), (7300, "2 hours"), (86_400 * 12 + 5, "12 days")],
    )
    def test_name_a_span_of_time(self, seconds, words):
        assert days_words(seconds) == words
