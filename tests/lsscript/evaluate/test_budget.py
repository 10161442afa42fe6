"""How much one evaluation may compute."""

import pytest

from lsscript.evaluate.budget import MOST_MADE, MOST_STEPS, Budget
from lsscript.evaluate.problems import Endless, EvaluationError, NumberTooLarge, OutOfTime
from lsscript.source import Span

HERE = Span("station.lss", 0, 1)


class TestSteps:
    def test_are_many_and_have_an_end(self):
        budget = Budget(steps=MOST_STEPS - 1)
        budget.step(HERE)

        with pytest.raises(EvaluationError) as caught:
            budget.step(HERE)

        assert caught.value.problem == Endless(HERE)

    def test_end_with_the_time(self):
        with pytest.raises(OutOfTime):
            Budget(lambda: False).step(HERE)


class TestWhatIsMade:
    def test_is_counted_by_characters_and_items(self):
        budget = Budget()

        assert budget.counted("four", HERE) == "four"
        assert budget.counted((1, 2), HERE) == (1, 2)
        assert budget.counted(17, HERE) == 17
        assert budget.made == 6

    def test_has_an_end(self):
        with pytest.raises(EvaluationError) as caught:
            Budget(made=MOST_MADE).counted("x", HERE)

        assert caught.value.problem == NumberTooLarge(HERE)
