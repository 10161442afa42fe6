from lsscript.docgen import extract_part
from lsscript.source import SourceFile

TEXT = """# What can be heard. Really.

# Play a file.
#
# It is played again and again.
#
# @param path   The file;
#               a relative one is beside the script.
# @param order  How.
#
# @example
#     a = play("x")
#     b = [
#       a,
#     ]
extern def play(path: string, *, order: "up" | "down" = "up") -> source
"""


def part(text=TEXT):
    return extract_part("sources", SourceFile("stdlib/sources.lss", text))


class TestAPart:
    def test_begins_with_what_it_is_about(self):
        assert part().text == "What can be heard. Really."

    def test_may_begin_with_a_function(self):
        assert part("# Play.\nextern def play() -> source\n").text == ""


class TestAFunction:
    def test_has_prose_and_an_example(self):
        (function,) = part().functions

        assert function.text == "Play a file.\n\nIt is played again and again."
        assert function.example == 'a = play("x")\nb = [\n  a,\n]'

    def test_has_a_signature(self):
        (function,) = part().functions

        assert (function.signature, function.result) == ('play(path, *, order="up")', "a source")

    def test_has_parameters_with_types_in_words_and_defaults(self):
        path, order = part().functions[0].parameters

        assert path == ("path", "a string", None, "The file; a relative one is beside the script.")
        assert order == ("order", 'one of "up", "down"', '"up"', "How.")
