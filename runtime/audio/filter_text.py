"""Graphs of filters as FFmpeg writes them: `equalizer=f=100:t=q:w=1:g=3,acompressor=ratio=3`.

Grammar (ffmpeg-filters, "Filtergraph syntax"): chains are joined by `;`, the filters of a chain by `,`; a filter is
`[input]…name=arguments[output]…`; in it, `'…'` and a backslash keep a character from meaning anything.
"""

import re
from typing import NamedTuple

from runtime.errors import FilterWrong

__all__ = ["LONGEST_GRAPH", "Part", "read_graph"]

LONGEST_GRAPH = 4096
"""Characters of a graph."""

_LABEL = re.compile(r"\s*\[\s*([\w.-]+)\s*\]\s*")
_NAME = re.compile(r"\s*([a-z0-9_]+)(?:@[\w.-]+)?\s*")


class Part(NamedTuple):
    """One filter: its name, its arguments as they are given to it, and the labels of what goes in and comes out."""

    name: str
    arguments: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


def read_graph(text: str) -> tuple[tuple[Part, ...], ...]:
    """The chains of a graph.

    Raises:
        FilterWrong: it cannot be read.
    """
    if len(text) > LONGEST_GRAPH:
        raise FilterWrong(f"a graph of filters has at most {LONGEST_GRAPH} characters")
    chains: list[list[Part]] = [[]]
    at = 0
    while at < len(text.rstrip()):
        part, at = _part(text, at)
        chains[-1].append(part)
        if at < len(text) and text[at] == ";":
            chains.append([])
        at += 1
    if not chains[0]:
        raise FilterWrong("there is no filter in it")
    return tuple(tuple(chain) for chain in chains if chain)


def _part(text: str, at: int) -> tuple[Part, int]:
    """The filter that begins at a place, and where it ends."""
    inputs, at = _labels(text, at)
    name = _NAME.match(text, at)
    if name is None:
        raise FilterWrong(f"a filter's name is missing before `{text[at : at + 12]}`")
    arguments, at = "", name.end()
    if text[at : at + 1] == "=":
        arguments, at = _arguments(text, at + 1)
    outputs, at = _labels(text, at)
    if at < len(text) and text[at] not in ",;":
        raise FilterWrong(f"`{text[at : at + 12]}` cannot stand behind the filter `{name[1]}`")
    return Part(name[1], arguments.strip(), inputs, outputs), at


def _labels(text: str, at: int) -> tuple[tuple[str, ...], int]:
    found: list[str] = []
    while label := _LABEL.match(text, at):
        found.append(label[1])
        at = label.end()
    return tuple(found), at


def _arguments(text: str, at: int) -> tuple[str, int]:
    """Up to the next character that ends a filter; quotes and backslashes are taken away."""
    kept: list[str] = []
    quoted = False
    while at < len(text) and (quoted or text[at] not in "[,;"):
        if text[at] == "'":
            quoted = not quoted
        elif text[at] == "\\" and not quoted and at + 1 < len(text):
            at += 1
            kept.append(text[at])
        else:
            kept.append(text[at])
        at += 1
    if quoted:
        raise FilterWrong("a quote is not closed")
    return "".join(kept), at
