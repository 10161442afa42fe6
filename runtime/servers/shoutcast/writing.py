"""SHOUTcast's XML and JSON."""

import json
import re
from collections.abc import Iterable
from html import escape
from typing import Any

__all__ = ["CALLBACK", "document", "json_text", "small_names", "xml_elements", "xml_text"]

CALLBACK = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]{0,63}(\.[A-Za-z_$][A-Za-z0-9_$]{0,63}){0,3}")
"""What may stand in front of JSON: the name of a function, and nothing else."""

FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML may hold (XML 1.0, section 2.2)."""


def xml_elements(facts: Iterable[tuple[str, object]]) -> str:
    """Elements of names and values."""
    return "".join(f"<{name}>{xml_text(str(value))}</{name}>" for name, value in facts)


def document(inner: str) -> str:
    """The XML around everything."""
    return f'<?xml version="1.0" encoding="UTF-8" ?><SHOUTCASTSERVER>{inner}</SHOUTCASTSERVER>'


def xml_text(text: str) -> str:
    """A text that can stand in XML."""
    return escape(FORBIDDEN.sub(" ", text))


def small_names(facts: Iterable[tuple[str, object]]) -> dict[str, object]:
    """As the JSON of the same has it: the same names in small letters."""
    return {name.lower(): value for name, value in facts}


def json_text(value: Any, callback: str = "") -> tuple[str, str]:  # noqa: ANN401
    """JSON and its media type; a call of `callback` where it is a function's name."""
    text = json.dumps(value, ensure_ascii=True)
    if CALLBACK.fullmatch(callback):
        return f"{callback}({text})", "application/javascript; charset=utf-8"
    return text, "application/json; charset=utf-8"
