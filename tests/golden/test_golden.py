"""Programs and everything that is made of them, held together. `pytest tests/golden --regenerate` writes them anew.

The first line of a case names its stages: `# golden: tree types plan messages`.
"""

import json
from dataclasses import fields
from pathlib import Path

import pytest

import stdlib
from lsscript.check import check_module
from lsscript.check.explain_certificates import CertificateFacts
from lsscript.cli.compile import compile_text
from lsscript.cli.plan import plan_as_json
from lsscript.diagnostics.render_text import render_text
from lsscript.modules import load_library
from lsscript.source import SourceFile, Span
from lsscript.syntax.parse import parse
from lsscript.syntax.tree import Node
from lsscript.testing import Machine
from lsscript.types import show

HERE = Path(__file__).parent
SHOWS = """
settings = {title = "Evening"}
def evening(folder)
  fallback([playlist("evening/" + folder), blank()])
end
"""
MARK = "# golden:"
CERTIFICATES = ("radio", "broken", "locked", "expired", "narrow")


MACHINE = Machine(
    files=("emergency.mp3", *(f"{name}.pem" for name in CERTIFICATES), "radio.key", "radio.pfx"),
    folders=("music/", "morning/", "jingles/"),
    absent="no/such",
    any_script=SHOWS,
    variables=dict.fromkeys(("PASSWORD", "CF_TOKEN", "ANNA", "GUEST"), "hush"),
    certificates={
        "broken.pem": CertificateFacts(
            "broken.key is not the key of radio.example", "name the key that it was asked for with", "key"
        ),
        "locked.pem": CertificateFacts("the password does not open it", "look at `password=`", "password"),
        "expired.pem": CertificateFacts(odd=("it expired 3 days ago",)),
        "narrow.pem": CertificateFacts(covers=lambda name: name == "radio.example"),
    },
)
"""A station's folder with music in it."""


def stages():
    for case in sorted((HERE / "cases").glob("*.lss")):
        first = case.read_text("utf-8").splitlines()[0]
        assert first.startswith(MARK), case.name
        for stage in first.removeprefix(MARK).split():
            yield pytest.param(case, stage, id=f"{case.stem}-{stage}")


@pytest.mark.parametrize(("case", "stage"), list(stages()))
def test_golden(case, stage, regenerate):
    source = SourceFile(case.name, case.read_text("utf-8"))
    expected = HERE / "expected" / f"{case.stem}.{stage}.txt"

    found = {"tree": tree, "types": types, "plan": plan, "messages": messages}[stage](source)

    if regenerate:
        expected.write_text(found, "utf-8", newline="\n")
    assert found == expected.read_text("utf-8")


def test_every_expected_file_has_its_case():
    wanted = {f"{each.values[0].stem}.{each.values[1]}.txt" for each in stages()}

    assert {each.name for each in (HERE / "expected").iterdir()} == wanted


def tree(source):
    parsed = parse(source)
    assert parsed.problems == ()
    return "".join(dump(each, source) for each in parsed.module.statements)


def dump(node, source, name="", depth=0):
    at = source.position(node.span.start)
    values = (getattr(node, field.name) for field in fields(node))
    plain = [f" {value!r}" for value in values if is_plain(value)]
    lines = [f"{'  ' * depth}{name}{type(node).__name__}{''.join(plain)} @{at.line}:{at.column}\n"]
    for field in fields(node):
        lines += inside(field.name, getattr(node, field.name), source, depth + 1)
    return "".join(lines)


def is_plain(value):
    return isinstance(value, int | float | str | bool)


def inside(name, value, source, depth):
    if isinstance(value, Node):
        return [dump(value, source, f"{name}: ", depth)]
    if not isinstance(value, tuple) or isinstance(value, Span):
        return []
    texts = [f"{'  ' * depth}{name}: {each!r}\n" if isinstance(each, str) else None for each in value]
    return [
        text or "".join(inside(name, each, source, depth)) for text, each in zip(texts, value, strict=True)
    ]


def types(source):
    declarations = load_library(stdlib.NAMES, stdlib.read).declarations
    names = check_module(parse(source).module, source, declarations).names
    return "".join(f"{name}: {show(kind)}\n" for name, kind in names.items())


def plan(source):
    outcome = compile_text(source, "/station", MACHINE)
    if outcome.station is None:
        return "no plan\n"
    return json.dumps(pruned(json.loads(plan_as_json(outcome.station))), ensure_ascii=False, indent=2) + "\n"


def pruned(value):
    """A plan without what is empty, so that a field that comes later changes no golden file."""
    if isinstance(value, dict):
        return {key: pruned(each) for key, each in value.items() if each not in ("", None, [], {})}
    return [pruned(each) for each in value] if isinstance(value, list) else value


def messages(source):
    outcome = compile_text(source, "/station", MACHINE)
    return render_text(outcome.diagnostics, outcome.sources)
