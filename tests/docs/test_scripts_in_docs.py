"""Every script in our documentation passes the check, on a machine that has its files and secrets.

A block that is about something else than mounts gets one, since a station has one.
"""

import re
from pathlib import Path

import pytest

from lsscript.cli.compile import compile_text
from lsscript.cli.surroundings import Surroundings
from lsscript.source import SourceFile

MOUNT = 'mount("/test", tone(), mp3())\n'
ROOT = Path(__file__).parents[2]
BLOCKS = [
    pytest.param(block, id=f"{page.relative_to(ROOT)}-{number}")
    for page in sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")])
    for number, block in enumerate(
        re.findall(r"^```lss\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    )
]


class Everything(Surroundings):
    """A machine where every file, folder and secret is there."""

    def is_file(self, path):
        return True

    def is_folder(self, path):
        return True

    def why_not_filter(self, graph):
        return "there is no filter `compresser`" if "compresser" in graph else ""

    def has_he_aac(self):
        return True

    def environment(self, name):
        return "hush"

    def first_line(self, path):
        return "hush, and say it to nobody"


@pytest.mark.parametrize("block", BLOCKS)
def test_a_script_in_the_docs_has_no_errors(block):
    text = block if "mount(" in block else block + MOUNT
    outcome = compile_text(SourceFile("station.lss", text), "/station", Everything(Path("/station")))

    assert [problem.title for problem in outcome.diagnostics if problem.severity == "error"] == []
