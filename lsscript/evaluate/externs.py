"""What the library's functions do, by name: `stdlib/*.lss` declares them, and a test keeps the two in step.

What a value means is decided here; whether it is sensible for a station is decided by `check.station_rules`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, cast

from lsscript.syntax import tree
from runtime import plan

from .arguments import amount, string, truth
from .draft import Draft, HookDraft, MountDraft, PassThroughDraft, Setting
from .encoders import aac, flac, mp3, opus, vorbis
from .expressions import Given
from .problems import EvaluationError, NoSuchMount, NoSuchValue, SecretMissing
from .schedules import as_schedule
from .value import Clock, Closure, PairValue, RefValue, Secret, SourceValue, Value, Weekday
from .values import VALUE_BINDINGS

__all__ = ["BINDINGS", "VALUES", "Binder", "SecretReader"]

Turn = Literal["rotate", "random", "sequence"]
Order = Literal["shuffle", "sequential", "random"]


class SecretReader(Protocol):
    """Where secrets come from, and whatever else is known at the start."""

    def environment(self, name: str) -> str | None:
        """A variable of the environment, None when it is not set."""

    def first_line(self, path: str) -> str | None:
        """The first line of a file, None when it cannot be read."""

    def text(self, path: str) -> str | None:
        """The text of a file, None when it cannot be read."""

    def now(self, timezone: str) -> datetime:
        """The date and time in a zone, "" for the machine's."""


@dataclass(slots=True)
class Binder:
    """Does what a library function does to the draft."""

    draft: Draft
    secrets: SecretReader

    def __call__(self, declaration: tree.Declaration, given: Given) -> Value:
        """Call the function that is bound to a declaration.

        Raises:
            EvaluationError: an argument has a value that cannot be, a secret cannot be had.
        """
        for parameter in declaration.parameters:
            if isinstance(parameter.type, tree.Choice):
                chosen(declaration.name.text, parameter, given)
        return BINDINGS[declaration.name.text](self, given)

    def add(self, node: plan.Source, given: Given, children: tuple[SourceValue, ...] = ()) -> SourceValue:
        """A new source."""
        value = SourceValue(node, given.span, children, given.places)
        self.draft.made.append(value)
        return value


def chosen(function: str, parameter: tree.Declared, given: Given) -> None:
    """See that a computed string is one of those that are possible."""
    choices = cast(tree.Choice, parameter.type).names
    text = string(given, parameter.name.text)
    if text not in choices:
        span = given.places.get(parameter.name.text, given.span)
        raise EvaluationError(NoSuchValue(span, text, parameter.name.text, function, choices))


# ---- The station ----------------------------------------------------------------------------------------------------


def station(binder: Binder, given: Given) -> None:
    """`station(…)`."""
    names = ("name", "description", "genre", "url", "timezone")
    texts = {name: string(given, name) for name in names}
    binder.draft.identity = plan.Identity(**texts, origin=binder.draft.origin(given.span))
    binder.draft.settings.append(Setting("station", given.span, given.places))


def server(binder: Binder, given: Given) -> None:
    """`server(…)`."""
    port, bind = cast(int, given.values["http"]), string(given, "bind")
    shoutcast = cast("int | None", given.values["shoutcast"])
    binder.draft.server = plan.Server(port, bind, shoutcast, origin=binder.draft.origin(given.span))
    binder.draft.settings.append(Setting("server", given.span, given.places))


def mount(binder: Binder, given: Given) -> None:
    """`mount(…)`: of a source and an encoder, or of what a source client sends."""
    wanted = {name: given.values[name] is not None for name in ("source", "encoder", "password")}
    match tuple(wanted.values()):
        case (True, True, False):
            encoded(binder, given)
        case (False, False, True):
            pass_through(binder, given)
        case _:
            raise EvaluationError(NoSuchMount(given.span, tuple(name for name in wanted if wanted[name])))


def encoded(binder: Binder, given: Given) -> None:
    """A mount that sends a source."""
    node = plan.Mount(
        path=plan.MountPath(string(given, "path")),
        source=plan.NodeId(""),
        encoder=cast(plan.Encoder, given.values["encoder"]),
        latency=plan.Seconds(amount(given, "latency")),
        name=string(given, "name"),
        description=string(given, "description"),
        genre=string(given, "genre"),
        url=string(given, "url"),
        origin=binder.draft.origin(given.span),
    )
    source = cast(SourceValue, given.values["source"])
    binder.draft.mounts.append(MountDraft(node, source, given.span, given.places))


def pass_through(binder: Binder, given: Given) -> None:
    """A mount that sends what a source client sends."""
    fallback = cast("str | None", given.values["fallback"])
    node = plan.PassThrough(
        path=plan.MountPath(string(given, "path")),
        gate=gate(given),
        fallback=None if fallback is None else plan.MountPath(fallback),
        latency=plan.Seconds(amount(given, "latency")),
        name=string(given, "name"),
        description=string(given, "description"),
        genre=string(given, "genre"),
        url=string(given, "url"),
        origin=binder.draft.origin(given.span),
    )
    binder.draft.pass_through.append(PassThroughDraft(node, given.span, given.places))


def gate(given: Given) -> plan.Gate:
    """Who may publish."""
    password = given.values["password"]
    held = (
        plan.Secret(password.text, password.place)
        if isinstance(password, Secret)
        else plan.Secret(str(password))
    )
    return plan.Gate(held, string(given, "user"), cast(plan.Takeover, string(given, "takeover")))


def on_track(binder: Binder, given: Given) -> None:
    """`on.track(…)`."""
    source, handler = cast(SourceValue, given.values["source"]), cast(Closure, given.values["handler"])
    binder.draft.hooks.append(HookDraft("track", source, handler, given.span))


# ---- Sources ----------------------------------------------------------------------------------------------------------


def playlist(binder: Binder, given: Given) -> SourceValue:
    """`playlist(…)`."""
    order = cast(Order, string(given, "order"))
    return binder.add(
        plan.Playlist(string(given, "path"), order, origin=binder.draft.origin(given.span)), given
    )


def single(binder: Binder, given: Given) -> SourceValue:
    """`single(…)`."""
    return binder.add(plan.Single(string(given, "path"), origin=binder.draft.origin(given.span)), given)


def fallback(binder: Binder, given: Given) -> SourceValue:
    """`fallback(…)`."""
    children = cast("tuple[SourceValue, ...]", given.values["sources"])
    node = plan.Fallback((), truth(given, "wait"), origin=binder.draft.origin(given.span))
    return binder.add(node, given, children)


def switch(binder: Binder, given: Given) -> SourceValue:
    """`switch(…)`."""
    pairs = cast("tuple[PairValue, ...]", given.values["sources"])
    schedules = tuple(as_schedule(each.left) for each in pairs)
    node = plan.Switch((), schedules, truth(given, "wait"), origin=binder.draft.origin(given.span))
    return binder.add(node, given, tuple(cast(SourceValue, each.right) for each in pairs))


def turns(order: Turn) -> "Callable[[Binder, Given], SourceValue]":
    """`rotate(…)`, `random(…)` and `sequence(…)`."""

    def bound(binder: Binder, given: Given) -> SourceValue:
        children = cast("tuple[SourceValue, ...]", given.values["sources"])
        weights = cast("tuple[int, ...]", given.values.get("weights", ()))
        node = plan.Turns((), order, weights, origin=binder.draft.origin(given.span))
        return binder.add(node, given, children)

    return bound


def tone(binder: Binder, given: Given) -> SourceValue:
    """`tone(…)`."""
    frequency, level = plan.Hertz(amount(given, "frequency")), amount(given, "level")
    return binder.add(plan.Tone(frequency, level, origin=binder.draft.origin(given.span)), given)


def blank(binder: Binder, given: Given) -> SourceValue:
    """`blank(…)`."""
    duration = None if given.values["duration"] is None else plan.Seconds(amount(given, "duration"))
    return binder.add(plan.Blank(duration, origin=binder.draft.origin(given.span)), given)


def live(binder: Binder, given: Given) -> SourceValue:
    """`input.live(…)`."""
    node = plan.LiveInput(
        path=plan.MountPath(string(given, "path")),
        gate=gate(given),
        fade=plan.Seconds(amount(given, "fade")),
        grace=plan.Seconds(amount(given, "grace")),
        origin=binder.draft.origin(given.span),
    )
    return binder.add(node, given)


# ---- Secrets and references -----------------------------------------------------------------------------------------------


def secret(binder: Binder, given: Given) -> Secret:
    """`secret(…)`."""
    place = string(given, "place")
    scheme, _, name = place.partition(":")
    match scheme:
        case "env":
            text, reason = binder.secrets.environment(name), f"the environment has no `{name}`"
        case "file":
            text, reason = binder.secrets.first_line(name), f"`{name}` cannot be read"
        case _:
            text, reason = None, 'a place is "env:NAME" or "file:path"'
    if text is None or not name:
        raise EvaluationError(SecretMissing(given.places.get("place", given.span), place, reason))
    return Secret(place, text)


def ref(_binder: Binder, given: Given) -> RefValue:
    """`ref(…)`."""
    return RefValue(given.values["value"])


# ---- Time ---------------------------------------------------------------------------------------------------------------


def now(binder: Binder) -> datetime:
    """The station's date and time."""
    return binder.secrets.now(binder.draft.identity.timezone)


def time_now(binder: Binder, _given: Given) -> Clock:
    """`time.now()`, in whole seconds."""
    at = plan.wall_time(now(binder))
    return Clock(at.hour * 3600 + at.minute * 60 + at.second)


def time_format(binder: Binder, given: Given) -> str:
    """`time.format(…)`; a pattern that the machine cannot fill stays as it is."""
    pattern = string(given, "pattern")
    try:
        return now(binder).strftime(pattern)
    except ValueError:
        return pattern


def time_is_on(binder: Binder, given: Given) -> bool:
    """`time.is_on(…)`."""
    return plan.is_on(as_schedule(given.values["schedule"]), now(binder))


BINDINGS: Mapping[str, Callable[[Binder, Given], Value]] = {
    "station": station,
    "server": server,
    "mount": mount,
    "on.track": on_track,
    "playlist": playlist,
    "single": single,
    "fallback": fallback,
    "switch": switch,
    "rotate": turns("rotate"),
    "random": turns("random"),
    "sequence": turns("sequence"),
    "tone": tone,
    "blank": blank,
    "input.live": live,
    "mp3": mp3,
    "aac": aac,
    "vorbis": vorbis,
    "opus": opus,
    "flac": flac,
    "secret": secret,
    "ref": ref,
    "time.now": time_now,
    "time.today": lambda binder, _given: now(binder).date(),
    "time.format": time_format,
    "time.is_on": time_is_on,
    "file.read": lambda binder, given: binder.secrets.text(string(given, "path")),
    "environment.get": lambda binder, given: binder.secrets.environment(string(given, "name")),
    **VALUE_BINDINGS,
}
"""The name of a library function → what it does."""

VALUES: Mapping[str, Value] = {
    "always": plan.Always(),
    **{
        name: Weekday(number) for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
    },
}
"""The name of a value of the library → the value."""
