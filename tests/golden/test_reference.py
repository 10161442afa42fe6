"""The index of problems in the reference is made from their pages."""

from pathlib import Path

from lsscript.cli.explain import codes, page

INDEX = Path(__file__).parents[2] / "docs" / "reference" / "problems.md"
PHASES = {
    "1": "Reading",
    "2": "Names",
    "3": "Kinds of values",
    "4": "Stations",
    "5": "Running the script",
}


def index():
    lines = [
        "# Problems",
        "",
        "What `lsrun --check` can report. `lss explain CODE` opens the page of a code.",
        "",
    ]
    for digit, phase in PHASES.items():
        lines += [f"## {phase}", "", "| code | |", "|---|---|"]
        for code in codes():
            if code[3] == digit:
                title = page(code).splitlines()[0].split(": ", 1)[1].replace("|", "\\|")
                lines.append(f"| [{code}](../../lsscript/diagnostics/explanations/{code}.md) | {title} |")
        lines.append("")
    return "\n".join(lines)


def test_the_index_names_every_problem(regenerate):
    if regenerate:
        INDEX.write_text(index(), "utf-8", newline="\n")

    assert INDEX.read_text("utf-8") == index()
