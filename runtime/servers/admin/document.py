"""What an admin command answers, as a tree; written as Icecast's XML, as JSON, or as a page for people."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

__all__ = ["Element", "as_json", "as_page", "as_xml", "leaves"]

STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:1rem auto;padding:0 1rem}"
    "dt{font-weight:600}dd{margin:0 0 .3rem 1rem}"
)


@dataclass(frozen=True, slots=True)
class Element:
    """An element of XML: with text, or with others in it.

    Attributes:
        name: of the element.
        content: its text, or its children.
        mount: the value of its attribute `mount`; "" for none.
    """

    name: str
    content: "str | tuple[Element, ...]" = ()
    mount: str = ""


def leaves(facts: Iterable[tuple[str, object]]) -> tuple[Element, ...]:
    """Elements of names and values."""
    return tuple(Element(name, str(value)) for name, value in facts)


def as_xml(root: Element) -> str:
    """Write the XML that Icecast's clients read."""
    return f'<?xml version="1.0"?>\n{_xml(root)}\n'


def _xml(element: Element) -> str:
    attribute = f' mount="{_escaped(element.mount)}"' if element.mount else ""
    if element.content == ():
        return f"<{element.name}{attribute}/>"
    inner = (
        _escaped(element.content) if isinstance(element.content, str) else "".join(map(_xml, element.content))
    )
    return f"<{element.name}{attribute}>{inner}</{element.name}>"


def _escaped(text: str) -> str:
    """Without what no XML may hold (XML 1.0, section 2.2)."""
    clean = "".join(letter for letter in text if letter >= " " or letter in "\t\n\r")
    return escape(clean.encode("utf-8", "replace").decode().replace("\ufffe", "").replace("\uffff", ""))


def as_json(root: Element) -> str:
    """Write the same as JSON: elements of one name are a list, those with a mount an object by mount."""
    return json.dumps({root.name: _plain(root)}, ensure_ascii=False) + "\n"


def _plain(element: Element) -> object:
    if isinstance(element.content, str):
        return (
            int(element.content)
            if element.content.isascii() and _is_number(element.content)
            else element.content
        )
    found: dict[str, Any] = {}
    for child in element.content:
        if child.mount:
            found.setdefault(child.name, {})[child.mount] = _plain(child)
        elif child.name == "listener":
            found.setdefault(child.name, []).append(_plain(child))
        else:
            found[child.name] = _plain(child)
    return found


def _is_number(text: str) -> bool:
    return text.isdigit() and len(text) < 16 and (text == "0" or not text.startswith("0"))


def as_page(title: str, root: Element) -> str:
    """Write the same as a plain page."""
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style></head><body><h1>{escape(title)}</h1>\n{_lists(root)}\n</body></html>\n"
    )


def _lists(element: Element) -> str:
    if isinstance(element.content, str):
        return escape(element.content)
    rows = [
        f"<dt>{escape(child.name)} {escape(child.mount)}</dt><dd>{_lists(child)}</dd>"
        for child in element.content
    ]
    return f"<dl>{''.join(rows)}</dl>"
