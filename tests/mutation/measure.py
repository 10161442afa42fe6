"""How well mistakes are told: `python tests/mutation/measure.py` prints the figures and keeps them in the reference."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from mutants import KINDS, SCRIPTS, Mutant, Verdict, judge, mutants

__all__ = ["PAGE", "Figures", "measure", "page"]

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "messages.md"

SCRIPTS_FOLDER = "../../tests/mutation/scripts"

WORDS = f"""# How well mistakes are told

{len(SCRIPTS)} scripts as real stations write them ([tests/mutation/scripts]({SCRIPTS_FOLDER})) are broken by one mistake at
a time, in every systematic way. A mistake is *told well* when the check says exactly one thing, and says it at the line
with the mistake. A mistake that leaves a good script (a default dropped, say) is not counted.

A name that is misspelled where it is given is missed where it is used; it is told well when the one message points at
both places.

"""


class Figures:
    """The verdicts, counted by kind of mistake."""

    def __init__(self) -> None:
        self.told: Counter[str] = Counter()
        self.well: Counter[str] = Counter()
        self.slips: Counter[str] = Counter()
        self.suggested: Counter[str] = Counter()
        self.harmless: Counter[str] = Counter()

    def add(self, mutant: Mutant, verdict: Verdict) -> None:
        """Count a verdict."""
        if verdict.harmless:
            self.harmless[mutant.kind] += 1
            return
        self.told[mutant.kind] += 1
        self.well[mutant.kind] += verdict.exact
        if mutant.kind == "misspell a name":
            self.slips[mutant.kind] += 1
            self.suggested[mutant.kind] += verdict.suggested

    @property
    def told_well(self) -> float:
        """The share of mistakes that are told well, of 1."""
        return self.well.total() / self.told.total()

    @property
    def right_name(self) -> float:
        """The share of misspelled names for which the right one is suggested, of 1."""
        return self.suggested.total() / self.slips.total()


def measure(broken: Iterable[Mutant]) -> Figures:
    """The figures of these broken scripts."""
    figures = Figures()
    for mutant in broken:
        figures.add(mutant, judge(mutant))
    return figures


def page(figures: Figures) -> str:
    """The page of the reference."""
    lines = ["| mistake | made | told well |", "|---|---|---|"]
    for kind in KINDS:
        told = figures.told[kind]
        lines.append(f"| {kind} | {told} | {figures.well[kind] / told:.1%} |")
    lines.append(f"| **all** | {figures.told.total()} | **{figures.told_well:.1%}** |")
    lines += ["", f"The right name is suggested for {figures.right_name:.1%} of the misspelled names."]
    return WORDS + "\n".join(lines) + "\n"


def main() -> None:
    """Measure everything, print it and keep it."""
    text = page(measure(mutant for path in SCRIPTS for mutant in mutants(path)))
    PAGE.write_text(text, "utf-8", newline="\n")
    print(text)


if __name__ == "__main__":
    main()
