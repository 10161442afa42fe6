"""Small errors, told on the line where they stand: `x = 1 + "a"   ### "cannot join"`.

A file holds several programs, divided by lines of `---`. Every problem must be expected, and every expectation met.
"""

import re
from pathlib import Path

import pytest

from lsscript.cli.compile import compile_text
from lsscript.source import SourceFile
from lsscript.testing import Machine

HERE = Path(__file__).parent
SHOWS = """
settings = {title = "Evening"}
def evening(folder)
  fallback([playlist("evening/" + folder), blank()])
end
"""
EXPECTATION = re.compile(r'\s*### "(.*?)"')


MACHINE = Machine(absent="no/such", any_script=SHOWS)
"""A machine where every file and folder is there, and no secret."""


def programs():
    for path in sorted(HERE.glob("*.lss")):
        line = 1
        for number, text in enumerate(re.split(r"^---\n", path.read_text("utf-8"), flags=re.MULTILINE), 1):
            yield pytest.param("\n" * (line - 1) + text, path.name, id=f"{path.stem}-{number}")
            line += text.count("\n") + 1


@pytest.mark.parametrize(("text", "name"), list(programs()))
def test_messages(text, name):
    program = "\n".join(EXPECTATION.split(line)[0] for line in text.split("\n"))
    source = SourceFile(name, program)
    expected = [
        (number, wanted)
        for number, line in enumerate(text.split("\n"), 1)
        for wanted in EXPECTATION.findall(line)
    ]

    outcome = compile_text(source, "/station", MACHINE)
    found = [(source.position(each.label.span.start).line, each.title) for each in outcome.diagnostics]

    assert [line for line, _ in found] == [line for line, _ in expected], found
    for (_, title), (_, wanted) in zip(found, expected, strict=True):
        assert wanted in title
