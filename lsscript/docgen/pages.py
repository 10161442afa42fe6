"""The manual's pages, in Markdown."""

from collections.abc import Sequence

from .extract import DocumentedFunction, DocumentedParameter, Part

__all__ = ["index_page", "part_page"]

MADE = "<!-- Made by `lss docs` from the comments of the library; changes belong there. -->"


def index_page(parts: Sequence[Part]) -> str:
    """The page that names every function, part by part."""
    lines = [
        MADE,
        "",
        "# The library",
        "",
        "Everything that a script can call. `lss docs` makes these pages from the library itself.",
    ]
    for part in parts:
        lines += ["", f"## [{title(part)}]({part.name}.md)", ""]
        lines += [
            f"- [`{each.name}`]({part.name}.md#{anchor(each)}): {first_sentence(each)}"
            for each in part.functions
        ]
    return "\n".join(lines) + "\n"


def part_page(part: Part) -> str:
    """The page of a file of the library."""
    more = part.text.replace("\n", " ").removeprefix(title(part)).removeprefix(".").strip()
    lines = [
        MADE,
        "",
        f"# {title(part)}",
        "",
        *([more, ""] if more else []),
        "[The whole library](README.md)",
    ]
    for each in part.functions:
        lines += ["", *function_section(each)]
    return "\n".join(lines) + "\n"


def title(part: Part) -> str:
    """The first sentence of what a part says of itself, without the full stop."""
    return part.text.replace("\n", " ").split(". ")[0].removesuffix(".") or part.name


def function_section(function: DocumentedFunction) -> list[str]:
    """All about one function."""
    lines = [f"## {function.name}", "", "```", function.signature, "```", "", function.text]
    if function.result != "null":
        verb = "Gives" if "(" in function.signature else "Is"
        lines += ["", f"{verb} {function.result}."]
    if function.parameters:
        lines += ["", "| parameter | takes | default | |", "|---|---|---|---|"]
        lines += [parameter_row(each) for each in function.parameters]
    if function.example:
        lines += ["", "```lss", function.example, "```"]
    return lines


def parameter_row(parameter: DocumentedParameter) -> str:
    """One parameter as a row of the table."""
    default = "needed" if parameter.default is None else f"`{parameter.default}`"
    cells = (f"`{parameter.name}`", parameter.type, default, parameter.text)
    return "| " + " | ".join(each.replace("|", "\\|") for each in cells) + " |"


def first_sentence(function: DocumentedFunction) -> str:
    """The first line of a doc comment."""
    return function.text.split("\n")[0]


def anchor(function: DocumentedFunction) -> str:
    """Where a function's heading is on its page."""
    return function.name.replace(".", "").lower()
