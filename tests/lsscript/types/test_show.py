import pytest

from lsscript.types import (
    DURATION,
    INT,
    METADATA,
    SIMPLE,
    SOURCE,
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
    show,
)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (DURATION, "a duration"),
        (INT, "a whole number"),
        (ListOf(SOURCE), "a list of sources"),
        (ListOf(ListOf(INT)), "a list of items, each a list of whole numbers"),
        (ListOf(METADATA), "a list of metadata of tracks"),
        (Optional(DURATION), "a duration or null"),
        (Ref(INT), "a ref that holds a whole number"),
        (Choices(("a", "b")), 'one of "a", "b"'),
        (Pair(INT, STRING), "a pair of a whole number and a string"),
        (Record((("a", INT), ("b", INT))), "an object with `a`, `b`"),
        (Record(()), "an object"),
        (Function((), INT), "a function that takes nothing"),
        (Function((Parameter("a", INT),), INT), "a function that takes one value"),
        (UNKNOWN, "any value"),
    ],
)
def test_a_type_is_said_in_words(kind, words):
    assert show(kind) == words


def test_no_word_of_type_theory():
    assert all(not show(each).startswith("a int") for each in SIMPLE.values())
