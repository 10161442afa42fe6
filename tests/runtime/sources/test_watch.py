import pytest

from runtime.sources.folder import Scan
from runtime.sources.opening import HANGS, LEAVE, MOST_LEFT
from runtime.sources.watch import QUICK, REST, RETRY, Watch


@pytest.fixture
def watched(at_once):
    """A watch of what a test says there is, and what it told."""
    there, told = [Scan(("a",))], []

    def make(errands=at_once, every=30.0):
        return Watch(
            lambda before: there[0], errands, every, lambda text, *values: told.append(text % values)
        )

    make.there, make.told = there, told
    return make


class TestAWatch:
    def test_looks_at_first_and_then_when_it_is_time(self, watched):
        watch = watched()
        watch.refresh(0.0)
        watched.there[0] = Scan(("a", "b"))
        watch.refresh(29.0)
        before = watch.scan.files
        watch.refresh(30.0)

        assert (before, watch.scan.files) == (("a",), ("a", "b"))

    def test_looks_earlier_where_that_is_wanted(self, watched):
        watch = watched()
        watch.refresh(0.0)
        watched.there[0] = Scan(("b",))
        watch.refresh(1.0, wanted=True)

        assert watch.scan.files == ("b",)

    def test_that_shall_look_once_looks_once(self, watched):
        watch = watched(every=0.0)
        watch.refresh(0.0)
        watched.there[0] = Scan(("b",))
        watch.refresh(1e9, wanted=True)

        assert watch.scan.files == ("a",)

    def test_rests_after_a_look_that_took_long(self, watched, slow):
        watch = watched(slow)
        watch.refresh(0.0)
        slow.sent[0].do()
        watch.refresh(3.0)
        watch.refresh(3.0 * REST)
        before = len(slow.sent)
        watch.refresh(3.0 + 3.0 * REST)

        assert (before, len(slow.sent)) == (1, 2)

    def test_is_waited_for_while_there_is_nothing_and_shortly_where_there_is(self, watched, slow):
        watch = watched(slow)
        at_first = [watch.refresh(now) for now in (0.0, HANGS - 1, HANGS)]
        slow.sent[0].do()
        watch.refresh(HANGS)
        watch.want()
        later = [watch.refresh(10 + now) for now in (0.0, QUICK / 2, QUICK)]

        assert at_first == [True, True, False]
        assert later == [True, True, False]


class TestADiskThatIsGone:
    @pytest.mark.parametrize("found", [Scan(problem="there is no such folder or list"), Scan(others=3)])
    def test_leaves_the_last_good_list(self, watched, found):
        watch = watched()
        watch.refresh(0.0)
        watched.there[0] = found
        watch.refresh(30.0)
        lost = watch.lost
        watched.there[0] = Scan(("a", "b"))
        watch.refresh(30.0 + RETRY)

        assert lost == (found.problem or "it is empty")
        assert (watch.lost, watch.scan.files) == ("", ("a", "b"))
        assert watched.told == [
            f"{lost}; its last list of 1 file is kept until it is there again",
            "it is there again, with 2 files",
        ]

    def test_that_never_was_there_is_a_problem(self, watched):
        watch = watched()
        watched.there[0] = Scan(problem="there is no such folder or list")
        watch.refresh(0.0)

        assert watch.scan.problem == "there is no such folder or list"
        assert watched.told == []


class TestADiskThatHangs:
    def test_has_nothing_to_play_and_says_why(self, watched, slow):
        watch = watched(slow)
        watch.refresh(0.0)
        before = watch.scan.problem
        watch.refresh(HANGS)

        assert (before, watch.scan.problem) == ("", "the disk does not answer")

    def test_is_asked_again_a_few_times(self, watched, slow):
        watch = watched(slow)
        for minute in range(20):
            watch.refresh(minute * 2 * LEAVE)
            watch.refresh(minute * 2 * LEAVE + LEAVE)

        assert len(slow.sent) == MOST_LEFT + 1
        assert watch.scan.problem == "the disk does not answer"

    def test_that_answers_at_last_plays(self, watched, slow):
        watch = watched(slow)
        watch.refresh(0.0)
        watch.refresh(LEAVE)
        watch.refresh(2 * LEAVE)
        slow.sent[-1].do()
        watch.refresh(2 * LEAVE + 1)

        assert watch.scan.files == ("a",)
