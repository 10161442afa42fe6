"""Problems for machines: one JSON object."""

import json
from collections.abc import Iterable, Mapping

from lsscript.source import SourceFile, Span

from .diagnostic import Diagnostic, Fix, Label

__all__ = ["render_json"]


def render_json(diagnostics: Iterable[Diagnostic], sources: Mapping[str, SourceFile]) -> str:
    """All problems as JSON: {"problems": […]}; lines and columns count from 1, the end is not included."""
    problems = [problem(each, sources) for each in diagnostics]
    return json.dumps({"problems": problems}, ensure_ascii=False, indent=2)


def problem(each: Diagnostic, sources: Mapping[str, SourceFile]) -> dict[str, object]:
    """One problem as data."""
    return {
        "code": each.code,
        "severity": each.severity,
        "title": each.title,
        **place(each.label, sources),
        "text": each.text,
        "help": each.help,
        "others": [place(label, sources) for label in each.others],
        "fix": fix(each.fix, sources) if each.fix else None,
    }


def place(label: Label, sources: Mapping[str, SourceFile]) -> dict[str, object]:
    """A label as data."""
    return {**where(label.span, sources), "label": label.text}


def fix(each: Fix, sources: Mapping[str, SourceFile]) -> dict[str, object]:
    """A fix as data."""
    edits = [{**where(edit.span, sources), "text": edit.text} for edit in each.edits]
    return {"certain": each.certain, "edits": edits}


def where(span: Span, sources: Mapping[str, SourceFile]) -> dict[str, object]:
    """A span as file, line, column, end line and end column."""
    source = sources[span.file]
    start, end = source.position(span.start), source.position(span.end)
    return {
        "file": span.file,
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
    }
