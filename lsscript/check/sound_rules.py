"""The rules of sources that change how others sound: numbers within what makes sense, graphs that can be built."""

from collections.abc import Iterator, Mapping

from runtime import plan

from .promise import Promise
from .station_problems import NothingToPlay, OutOfRange, StationProblem

__all__ = ["SoundNode", "sound_problems"]

SoundNode = (
    plan.Noise | plan.Amplify | plan.Mix | plan.Duck | plan.Width | plan.Filter | plan.Loudness | plan.Quiet
)

MOST_GAIN = 60
"""dB, up or down."""

MOST_WEIGHT = 16

Limits = tuple[float, float, str]
"""The least and the most that a number can be, and its unit."""

LIMITS: Mapping[tuple[str, str], Limits] = {
    ("compress", "threshold"): (-60, 0, "dB"),
    ("compress", "ratio"): (1, 20, ""),
    ("compress", "attack"): (0.0001, 2, "s"),
    ("compress", "release"): (0.0001, 9, "s"),
    ("compress", "knee"): (0, 18, "dB"),
    ("compress", "gain"): (0, 36, "dB"),
    ("limit", "level"): (-24, 0, "dB"),
    ("limit", "attack"): (0.0001, 0.08, "s"),
    ("limit", "release"): (0.001, 8, "s"),
    ("gate", "threshold"): (-96, 0, "dB"),
    ("gate", "ratio"): (1, 9000, ""),
    ("gate", "attack"): (0.0001, 9, "s"),
    ("gate", "release"): (0.0001, 9, "s"),
    ("gate", "floor"): (-96, 0, "dB"),
    ("eq", "frequency"): (10, 22_000, "Hz"),
    ("eq", "gain"): (-30, 30, "dB"),
    ("eq", "width"): (0.05, 10, ""),
    ("stretch", "speed"): (50, 200, "%"),
    ("noise", "level"): (-120, 0, "dB"),
    ("amplify", "level"): (-MOST_GAIN, MOST_GAIN, "dB"),
    ("stereo", "width"): (0, 400, "%"),
    ("loudness", "target"): (-40, -8, "LUFS"),
    ("loudness", "peak"): (-12, 0, "dB"),
    ("loudness", "most"): (0, 30, "dB"),
    ("skip_blank", "after"): (1, 3600, "s"),
    ("skip_blank", "threshold"): (-96, 0, "dB"),
    ("skip_blank", "back"): (0, 0, "s"),
    ("strip_blank", "after"): (1, 3600, "s"),
    ("strip_blank", "threshold"): (-96, 0, "dB"),
    ("strip_blank", "back"): (0, 3600, "s"),
    ("duck", "by"): (0, MOST_GAIN, "dB"),
    ("duck", "threshold"): (-96, 0, "dB"),
    ("duck", "attack"): (0, 10, "s"),
    ("duck", "hold"): (0, 60, "s"),
    ("duck", "release"): (0, 60, "s"),
}
"""A function and one of its numbers → what it can be."""


def sound_problems(promise: Promise, node_id: plan.NodeId, node: SoundNode) -> Iterator[StationProblem]:
    """What such a source cannot be."""
    if isinstance(node, plan.Mix):
        yield from mix_problems(promise, node_id, node)
    function, numbers = said(node)
    for name, value in numbers:
        least, most, unit = LIMITS[function, name]
        if not least <= value <= most:
            span = promise.place(node_id, name)
            what = f"the {name} of this `{function}` is outside what makes sense"
            yield OutOfRange(span, what, f"it is {least:g}{unit} to {most:g}{unit}")


def said(node: SoundNode) -> tuple[str, tuple[tuple[str, float], ...]]:
    """The function of a node, and its numbers."""
    match node:
        case plan.Filter():
            return node.name, node.settings
        case plan.Noise():
            return "noise", (("level", node.level),)
        case plan.Amplify():
            return "amplify", named(node, "level")
        case plan.Width():
            return "stereo", (("width", node.width * 100),)
        case plan.Duck():
            return "duck", named(node, "by", "threshold", "attack", "hold", "release")
        case plan.Loudness():
            return "loudness", named(node, "target", "peak", "most")
        case plan.Quiet():
            return f"{node.act}_blank", named(node, "after", "threshold", "back")
        case plan.Mix():
            return "add", ()


def named(node: SoundNode, *names: str) -> tuple[tuple[str, float], ...]:
    """Fields of a node; of those that are live, what they are at first."""
    return tuple((name, plan.at_first(getattr(node, name))) for name in names)


def mix_problems(promise: Promise, node_id: plan.NodeId, node: plan.Mix) -> Iterator[StationProblem]:
    """There is something to mix, and a weight for each or none at all."""
    number, span = len(node.children), promise.place(node_id, "weights")
    if not number:
        yield NothingToPlay(promise.place(node_id, "sources"), "add")
    elif node.weights and len(node.weights) != number:
        what = f"the number of weights, {len(node.weights)}, is not that of the sources"
        yield OutOfRange(span, what, f"there are {number}")
    elif any(not 0 <= weight <= MOST_WEIGHT for weight in node.weights):
        yield OutOfRange(span, "a weight is outside what makes sense", f"a weight is 0 to {MOST_WEIGHT}")
