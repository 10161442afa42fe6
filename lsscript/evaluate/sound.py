"""Functions of the library that change how a source sounds, or mix several."""

from collections.abc import Mapping
from typing import Literal, cast

from runtime import plan

from .arguments import amount, string
from .binder import Binder, Bound
from .expressions import Given
from .value import SourceValue

__all__ = ["SOUND_BINDINGS"]


def source(given: Given, name: str = "source") -> SourceValue:
    """An argument that is a source."""
    return cast(SourceValue, given.values[name])


def number(given: Given, name: str) -> float:
    """An argument that is a number without a unit."""
    return float(cast(float, given.values[name]))


def noise(binder: Binder, given: Given) -> SourceValue:
    """`noise(…)`."""
    return binder.add(plan.Noise(amount(given, "level"), origin=binder.draft.origin(given.span)), given)


def amplify(binder: Binder, given: Given) -> SourceValue:
    """`amplify(…)`."""
    node = plan.Amplify((), amount(given, "level"), origin=binder.draft.origin(given.span))
    return binder.add(node, given, (source(given),))


def add(binder: Binder, given: Given) -> SourceValue:
    """`add([…])`."""
    children = cast("tuple[SourceValue, ...]", given.values["sources"])
    weights = tuple(float(each) for each in cast("tuple[float, ...]", given.values["weights"]))
    return binder.add(plan.Mix((), weights, origin=binder.draft.origin(given.span)), given, children)


def duck(binder: Binder, given: Given) -> SourceValue:
    """`duck(…)`."""
    node = plan.Duck(
        (),
        amount(given, "by"),
        amount(given, "threshold"),
        plan.Seconds(amount(given, "attack")),
        plan.Seconds(amount(given, "hold")),
        plan.Seconds(amount(given, "release")),
        origin=binder.draft.origin(given.span),
    )
    return binder.add(node, given, (source(given), source(given, "voice")))


def mono(binder: Binder, given: Given) -> SourceValue:
    """`mono(…)`."""
    return binder.add(plan.Width((), 0.0, origin=binder.draft.origin(given.span)), given, (source(given),))


def stereo(binder: Binder, given: Given) -> SourceValue:
    """`stereo(…)`."""
    width = amount(given, "width") / 100
    return binder.add(plan.Width((), width, origin=binder.draft.origin(given.span)), given, (source(given),))


def loudness(by: Literal["track", "sound"]) -> Bound:
    """`loudness(…)` and `normalize(…)`."""

    def bound(binder: Binder, given: Given) -> SourceValue:
        node = plan.Loudness(
            (),
            amount(given, "target"),
            amount(given, "peak"),
            by,
            amount(given, "most"),
            origin=binder.draft.origin(given.span),
        )
        return binder.add(node, given, (source(given),))

    return bound


def quiet(act: Literal["skip", "strip"]) -> Bound:
    """`skip_blank(…)` and `strip_blank(…)`."""

    def bound(binder: Binder, given: Given) -> SourceValue:
        node = plan.Quiet(
            (),
            act,
            plan.Seconds(amount(given, "after")),
            amount(given, "threshold"),
            plan.Seconds(amount(given, "back") if act == "strip" else 0.0),
            origin=binder.draft.origin(given.span),
        )
        return binder.add(node, given, (source(given),))

    return bound


# ---- Filters of FFmpeg ------------------------------------------------------------------------------------------------


def filtered(
    binder: Binder, given: Given, name: str, graph: str, settings: Mapping[str, float], speed: float = 1.0
) -> SourceValue:
    """A source through a graph."""
    origin = binder.draft.origin(given.span)
    node = plan.Filter((), name, graph, speed, tuple(settings.items()), origin=origin)
    return binder.add(node, given, (source(given),))


def filter_(binder: Binder, given: Given) -> SourceValue:
    """`filter(…)`."""
    return filtered(binder, given, "filter", string(given, "graph"), {})


def compress(binder: Binder, given: Given) -> SourceValue:
    """`compress(…)`."""
    settings = {name: amount(given, name) for name in ("threshold", "attack", "release", "knee", "gain")}
    settings["ratio"] = number(given, "ratio")
    graph = (
        f"acompressor=threshold={factor(settings['threshold'])}:ratio={settings['ratio']:g}"
        f":attack={settings['attack'] * 1000:g}:release={settings['release'] * 1000:g}"
        f":makeup={factor(settings['gain'])}:knee={factor(settings['knee'])}"
    )
    return filtered(binder, given, "compress", graph, settings)


def limit(binder: Binder, given: Given) -> SourceValue:
    """`limit(…)`."""
    settings = {name: amount(given, name) for name in ("level", "attack", "release")}
    graph = (
        f"alimiter=limit={factor(settings['level'])}:attack={settings['attack'] * 1000:g}"
        f":release={settings['release'] * 1000:g}:level=disabled:latency=1"
    )
    return filtered(binder, given, "limit", graph, settings)


def gate(binder: Binder, given: Given) -> SourceValue:
    """`gate(…)`."""
    settings = {name: amount(given, name) for name in ("threshold", "attack", "release", "floor")}
    settings["ratio"] = number(given, "ratio")
    graph = (
        f"agate=threshold={factor(settings['threshold'])}:ratio={settings['ratio']:g}"
        f":attack={settings['attack'] * 1000:g}:release={settings['release'] * 1000:g}"
        f":range={factor(settings['floor'])}"
    )
    return filtered(binder, given, "gate", graph, settings)


KINDS = {"peak": "equalizer", "low": "bass", "high": "treble"}
"""A kind of band → the filter."""


def eq(binder: Binder, given: Given) -> SourceValue:
    """`eq(…)`."""
    settings = {name: amount(given, name) for name in ("frequency", "gain")}
    settings["width"] = number(given, "width")
    graph = (
        f"{KINDS[string(given, 'kind')]}=f={settings['frequency']:g}:t=o:w={settings['width']:g}"
        f":g={settings['gain']:g}"
    )
    return filtered(binder, given, "eq", graph, settings)


def stretch(binder: Binder, given: Given) -> SourceValue:
    """`stretch(…)`."""
    speed = amount(given, "speed") / 100
    within = min(max(speed, 0.5), 100.0)  # what else was written is told by the check
    return filtered(binder, given, "stretch", f"atempo={within:g}", {"speed": speed * 100}, within)


def factor(level: float) -> str:
    """A level in dB as FFmpeg's filters want it."""
    return f"{10 ** (level / 20):.6g}"


SOUND_BINDINGS: Mapping[str, Bound] = {
    "noise": noise,
    "amplify": amplify,
    "add": add,
    "duck": duck,
    "mono": mono,
    "stereo": stereo,
    "loudness": loudness("track"),
    "normalize": loudness("sound"),
    "skip_blank": quiet("skip"),
    "strip_blank": quiet("strip"),
    "filter": filter_,
    "compress": compress,
    "limit": limit,
    "gate": gate,
    "eq": eq,
    "stretch": stretch,
}
"""The name of a library function → what it does."""
