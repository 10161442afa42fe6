import pytest

from runtime.errors import OperatorFault
from runtime.tls.storage import STALE_SECONDS, Lease, label_of


@pytest.fixture
def lease(tmp_path):
    return lambda who: Lease(tmp_path / "locks", "radio", who)


class TestALease:
    def test_is_had_by_one(self, lease):
        ours, theirs = lease("we"), lease("they")

        assert (ours.take(0.0), theirs.take(0.0)) == (True, False)

    def test_says_whose_it_is(self, lease):
        lease("process 7 on studio").take(0.0)

        assert lease("they").holder() == "process 7 on studio"

    def test_that_is_let_go_is_free_at_once(self, lease):
        ours, theirs = lease("we"), lease("they")
        ours.take(0.0)
        theirs.take(0.0)
        ours.release()

        assert (theirs.take(0.1), ours.held, theirs.holder()) == (True, False, "they")

    def test_that_is_touched_is_never_taken(self, lease, tmp_path):
        ours, theirs = lease("we"), lease("they")
        ours.take(0.0)
        for second in range(0, 200, 5):
            assert not theirs.take(float(second))
            _move(tmp_path, second)

            assert ours.beat()

    def test_of_a_crash_is_taken_over_once_its_holder_was_silent(self, lease):
        ours, theirs = lease("we"), lease("they")
        ours.take(0.0)
        theirs.take(100.0)

        assert not theirs.take(100.0 + STALE_SECONDS - 0.1)
        assert theirs.take(100.0 + STALE_SECONDS)

    def test_that_was_taken_over_is_ours_no_more(self, lease):
        ours, theirs = lease("we"), lease("they")
        ours.take(0.0)
        theirs.take(0.0)
        theirs.take(STALE_SECONDS)

        assert (ours.beat(), ours.held, theirs.beat()) == (False, False, True)

    def test_that_was_taken_over_is_not_let_go_by_the_one_before(self, lease):
        ours, theirs, third = lease("we"), lease("they"), lease("third")
        ours.take(0.0)
        theirs.take(0.0)
        theirs.take(STALE_SECONDS)
        ours.release()

        assert not third.take(0.0)

    def test_of_a_crash_goes_to_one_of_many_who_wait(self, lease):
        lease("gone").take(0.0)
        waiting = [lease(str(number)) for number in range(5)]
        for each in waiting:
            each.take(0.0)

        assert sum(each.take(STALE_SECONDS) for each in waiting) == 1

    def test_leaves_one_file_however_often_it_is_taken(self, lease, tmp_path):
        for _ in range(5):
            ours = lease("we")
            ours.take(0.0)
            ours.release()

        assert [path.name for path in (tmp_path / "locks").iterdir()] == ["radio.lock-5.free"]

    def test_of_another_label_is_another(self, tmp_path):
        assert Lease(tmp_path, "radio", "we").take(0.0)
        assert Lease(tmp_path, "radio.lock-1", "we").take(0.0)
        assert Lease(tmp_path, "dio", "we").take(0.0)

    def test_whose_text_found_no_room_still_holds(self, lease, tmp_path):
        lease("").take(0.0)

        assert not lease("they").take(1.0)

    def test_in_a_place_that_cannot_be_is_told(self, tmp_path):
        (tmp_path / "locks").write_text("a file")

        with pytest.raises(OperatorFault):
            Lease(tmp_path / "locks", "radio", "we").take(0.0)


class TestALabel:
    def test_tells_certificates_apart_that_begin_with_the_same_name(self):
        assert label_of(("a.example",)) != label_of(("a.example", "b.example"))

    def test_is_the_same_in_whatever_order_and_case_the_names_come_after_the_first(self):
        assert label_of(("a.example", "b.example", "C.example")) == label_of(
            ("A.example", "c.example", "b.example")
        )

    def test_tells_kinds_of_keys_apart(self):
        assert label_of(("a.example",), "rsa") != label_of(("a.example",), "ecdsa")

    @pytest.mark.parametrize(
        "name", ["*.radio.example", "2001:db8::1", "../../etc/passwd", "räd\0io", "." * 200]
    )
    def test_is_a_file_s_name_on_every_system(self, name):
        label = label_of((name,))

        assert set(label) <= set("abcdefghijklmnopqrstuvwxyz0123456789._-")
        assert not label.startswith(".")
        assert len(label) <= 64


def _move(tmp_path, second):
    """Let the file's time differ from beat to beat, also on a disk with coarse times."""
    import os

    for path in (tmp_path / "locks").iterdir():
        os.utime(path, (second, second))
