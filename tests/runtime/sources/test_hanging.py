from dataclasses import dataclass

from runtime.sources.hanging import PASSED_OVER, Hanging


@dataclass
class Opening:
    over: bool = False


class TestAFile:
    def test_that_does_not_open_is_passed_over_until_it_does(self):
        hanging, opening = Hanging(), Opening()
        hanging.does_not_open("a.mp3", opening)
        before = hanging.files(9999.0)
        opening.over = True

        assert before == {"a.mp3"}
        assert hanging.files(9999.0) == set()

    def test_that_was_given_up_in_its_middle_is_passed_over_for_a_while(self):
        hanging = Hanging()
        hanging.was_given_up("a.mp3", 10.0)

        assert hanging.files(10.0 + PASSED_OVER - 1) == {"a.mp3"}
        assert hanging.files(10.0 + PASSED_OVER) == set()
