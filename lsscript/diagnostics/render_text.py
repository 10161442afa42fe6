"""Problems for people: the user's own lines, the culprit underlined.

error[LSS201]: there is no `playlst`
  ┌─ station.lss:3:9
3 │ music = playlst("music/")
  │         ^^^^^^^ not a name here
help: did you mean `playlist`?
more: lss explain LSS201
"""

from collections.abc import Iterable, Mapping, Sequence

from lsscript.source import SourceFile, Span

from .diagnostic import Diagnostic, Edit, Label
from .paint import Paint, painter

__all__ = ["render_text"]


def render_text(
    diagnostics: Iterable[Diagnostic], sources: Mapping[str, SourceFile], colour: bool = False
) -> str:
    """All problems, one after the other, and a closing count; nothing at all for no problem."""
    found = tuple(diagnostics)
    if not found:
        return ""
    paint = painter(colour)
    shown = [render_one(each, sources, paint) for each in found]
    return "\n\n".join([*shown, closing(found)]) + "\n"


def render_one(each: Diagnostic, sources: Mapping[str, SourceFile], paint: Paint) -> str:
    """One problem: title, places, text, help, where to read more."""
    gutter = len(str(max(last_line(label, sources) for label in (each.label, *each.others))))
    lines = [paint(each.severity, f"{each.severity}[{each.code}]") + paint("title", f": {each.title}")]
    for name in files_of(each):
        lines += file_block(each, sources[name], gutter, paint)
    if each.text:
        lines += ["", each.text, ""]
    lines += help_block(each, sources, gutter, paint)
    lines.append(f"more: lss explain {each.code}")
    return "\n".join(lines)


def closing(found: Sequence[Diagnostic]) -> str:
    """In words: "2 errors" or "1 warning"."""
    counts = []
    for severity in ("error", "warning"):
        number = sum(1 for each in found if each.severity == severity)
        if number:
            counts.append(f"{number} {severity}{'s' if number > 1 else ''}")
    return ", ".join(counts)


def files_of(each: Diagnostic) -> tuple[str, ...]:
    """The files that took part, the culprit's first."""
    return tuple(dict.fromkeys(label.span.file for label in (each.label, *each.others)))


def last_line(label: Label, sources: Mapping[str, SourceFile]) -> int:
    """The number of the line a label is shown at."""
    return sources[label.span.file].position(label.span.start).line


def file_block(each: Diagnostic, source: SourceFile, gutter: int, paint: Paint) -> list[str]:
    """The lines of one file with their labels."""
    labels = [label for label in (each.label, *each.others) if label.span.file == source.name]
    at = source.position(labels[0].span.start)
    pad = " " * gutter
    lines = [paint("frame", f"{pad} ┌─ ") + f"{source.name}:{at.line}:{at.column}"]
    shown = 0
    for label in sorted(labels, key=lambda label: label.span):
        number = source.position(label.span.start).line
        if number != shown:
            lines.append((paint("frame", f"{number:>{gutter}} │ ") + untabbed(source.line(number))).rstrip())
            shown = number
        mark = "^" if label is each.label else "-"
        role = each.severity if label is each.label else "note"
        under = underline(label.span, source, mark)
        lines.append(paint("frame", f"{pad} │ ") + paint(role, f"{under} {label.text}".rstrip()))
    return lines


def untabbed(line: str) -> str:
    """The line as shown: a tab, or any other character without a width of its own, takes one column."""
    return "".join(character if character.isprintable() else " " for character in line)


def underline(span: Span, source: SourceFile, mark: str) -> str:
    """Marks below the span, to the end of its first line at most, and at least one."""
    at = source.position(span.start)
    room = max(1, len(source.line(at.line)) - at.column + 1)
    return " " * (at.column - 1) + mark * max(1, min(span.end - span.start, room))


def help_block(each: Diagnostic, sources: Mapping[str, SourceFile], gutter: int, paint: Paint) -> list[str]:
    """The help, and the line as it would read with it."""
    lines = [paint("help", "help: ") + each.help] if each.help else []
    if each.fix and each.fix.edits:
        pad = " " * gutter
        text, marks = edited(each.fix.edits, sources[each.fix.edits[0].span.file])
        lines.append(paint("frame", f"{pad} │ ") + text)
        lines.append(paint("frame", f"{pad} │ ") + paint("help", marks))
    return lines


def edited(edits: Sequence[Edit], source: SourceFile) -> tuple[str, str]:
    """The first edit's line with every edit on that line made, and `+` below what is new."""
    number = source.position(edits[0].span.start).line
    line, base = source.line(number), source.starts[number - 1]
    text, marks, done = "", "", 0
    for edit in sorted(edits, key=lambda each: each.span):
        start, end = edit.span.start - base, edit.span.end - base
        if not done <= start <= end <= len(line):
            continue
        kept = line[done:start]
        text += kept + edit.text
        marks += " " * len(kept) + "+" * len(edit.text)
        done = end
    return untabbed(text + line[done:]), marks
