"""Two types in words that tell them apart: where the usual words are the same, what differs inside."""

from .show import show
from .type import Function, ListOf, Optional, Record, Ref, Type

__all__ = ["show_apart"]


def show_apart(found: Type, wanted: Type) -> tuple[str, str]:
    """Both types in words, not the same for both if that can be helped."""
    one, other = show(found), show(wanted)
    if one != other:
        return one, other
    match found, wanted:
        case Function() as a, Function() as b:
            return functions_apart(a, b)
        case Record() as a, Record() as b:
            return records_apart(a, b)
        case (ListOf() as a, ListOf() as b) | (Optional() as a, Optional() as b) | (Ref() as a, Ref() as b):
            inner, outer = show_apart(a.item, b.item)
            return f"{one}, which is {inner},", f"{other}, which is {outer}"
        case _:
            return one, other


def functions_apart(found: Function, wanted: Function) -> tuple[str, str]:
    """By the first value they take that is not the same, else by what they give."""
    for a, b in zip(found.parameters, wanted.parameters, strict=False):
        if a.type != b.type:
            one, other = show_apart(a.type, b.type)
            return f"a function that takes {one}", f"a function that takes {other}"
    one, other = show_apart(found.result, wanted.result)
    return f"a function that gives {one}", f"a function that gives {other}"


def records_apart(found: Record, wanted: Record) -> tuple[str, str]:
    """By the first field that is not the same."""
    wants = dict(wanted.fields)
    for name, kind in found.fields:
        if name in wants and kind != wants[name]:
            one, other = show_apart(kind, wants[name])
            return f"an object whose `{name}` is {one}", f"an object whose `{name}` is {other}"
    return show(found), show(wanted)
