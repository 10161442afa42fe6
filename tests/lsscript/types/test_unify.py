from lsscript.types import (
    ANY,
    BITRATE,
    BOOL,
    DURATION,
    FLOAT,
    INT,
    NULL,
    SECRET,
    STRING,
    UNKNOWN,
    Choices,
    Function,
    ListOf,
    Optional,
    Pair,
    Parameter,
    Record,
    Ref,
    Scheme,
    Solver,
)


def function(result, *parameters, optional=0):
    taken = [Parameter(f"p{i}", each, i < len(parameters) - optional) for i, each in enumerate(parameters)]
    return Function(tuple(taken), result)


class TestFitting:
    def test_like_fits_like(self):
        assert Solver().fits(DURATION, DURATION)
        assert not Solver().fits(BITRATE, DURATION)

    def test_whole_numbers_are_numbers_but_not_the_other_way(self):
        assert Solver().fits(INT, FLOAT)
        assert not Solver().fits(FLOAT, INT)

    def test_a_plain_string_does_for_a_secret_but_not_the_other_way(self):
        assert Solver().fits(STRING, SECRET)
        assert not Solver().fits(SECRET, STRING)

    def test_anything_does_for_what_may_be_null(self):
        assert Solver().fits(DURATION, Optional(DURATION))
        assert Solver().fits(NULL, Optional(DURATION))
        assert not Solver().fits(Optional(DURATION), DURATION)

    def test_what_has_failed_fits_everything(self):
        assert Solver().fits(UNKNOWN, DURATION)
        assert Solver().fits(ListOf(UNKNOWN), ListOf(DURATION))
        assert Solver().fits(DURATION, ANY)

    def test_lists_fit_by_their_items(self):
        assert Solver().fits(ListOf(INT), ListOf(FLOAT))
        assert not Solver().fits(ListOf(STRING), ListOf(FLOAT))

    def test_choices_are_strings(self):
        assert Solver().fits(STRING, Choices(("a", "b")))
        assert Solver().fits(Choices(("a",)), Choices(("a", "b")))
        assert not Solver().fits(Choices(("a", "c")), Choices(("a", "b")))

    def test_an_object_needs_the_fields_that_are_wanted(self):
        small, large = Record((("a", INT),)), Record((("a", INT), ("b", BOOL)))

        assert not Solver().fits(large, small)
        assert not Solver().fits(small, large)
        assert Solver().fits(large, Record((("a", INT),), is_open=True))

    def test_a_function_may_take_more_when_it_need_not(self):
        wanted = function(INT, STRING)

        assert Solver().fits(function(INT, STRING, BOOL, optional=1), wanted)
        assert not Solver().fits(function(INT, STRING, BOOL), wanted)
        assert not Solver().fits(function(STRING, STRING), wanted)

    def test_what_can_be_changed_must_be_the_same(self):
        assert not Solver().fits(Ref(INT), Ref(FLOAT))

    def test_pairs_fit_side_by_side(self):
        assert Solver().fits(Pair(INT, BOOL), Pair(INT, BOOL))
        assert not Solver().fits(Pair(INT, BOOL), Pair(BOOL, INT))


class TestVariables:
    def test_become_what_they_meet(self):
        solver = Solver()
        variable = solver.fresh()

        assert solver.fits(variable, DURATION)
        assert solver.find(variable) == DURATION
        assert not solver.fits(variable, BITRATE)

    def test_cannot_hold_themselves(self):
        solver = Solver()
        variable = solver.fresh()

        assert not solver.same(variable, ListOf(variable))

    def test_are_new_in_every_use_of_a_scheme(self):
        solver = Solver()
        variable = solver.fresh()
        scheme = solver.generalise(function(variable, variable), frozenset())
        first, second = solver.instantiate(scheme), solver.instantiate(scheme)

        assert solver.same(first, function(INT, INT))
        assert solver.same(second, function(BOOL, BOOL))

    def test_of_something_outside_stay_the_same(self):
        solver = Solver()
        variable = solver.fresh()

        assert solver.generalise(variable, frozenset({variable.number})) == Scheme(frozenset(), variable)


class TestWhatTwoHaveInCommon:
    def test_numbers(self):
        assert Solver().common(INT, FLOAT) == Solver().common(FLOAT, INT) == FLOAT

    def test_null_and_something(self):
        assert Solver().common(NULL, INT) == Solver().common(INT, NULL) == Optional(INT)

    def test_nothing(self):
        assert Solver().common(INT, STRING) is None
