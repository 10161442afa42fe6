"""The library's encoders: `mp3(…)`, `aac(…)`, `vorbis(…)`, `opus(…)`, `flac(…)`."""

from collections.abc import Mapping
from typing import Literal, TypeVar, cast

from runtime import plan

from .arguments import amount, channels, number, string, whole
from .binder import Binder, Bound
from .draft import Written
from .expressions import Given

__all__ = ["ENCODER_BINDINGS"]

Profile = Literal["lc", "he", "he2"]
Container = Literal["ogg", "native"]
Node = TypeVar("Node", plan.Mp3, plan.Aac, plan.Vorbis, plan.Opus, plan.Flac)


def mp3(binder: Binder, given: Given) -> plan.Mp3:
    """`mp3(…)`."""
    place, quality = binder.draft.origin(given.span), whole(given, "quality")
    return keep(
        binder, given, plan.Mp3(bitrate(given), sample_rate(given), channels(given), quality, origin=place)
    )


def aac(binder: Binder, given: Given) -> plan.Aac:
    """`aac(…)`."""
    place, profile = binder.draft.origin(given.span), cast(Profile, string(given, "profile"))
    return keep(
        binder, given, plan.Aac(bitrate(given), profile, sample_rate(given), channels(given), origin=place)
    )


def vorbis(binder: Binder, given: Given) -> plan.Vorbis:
    """`vorbis(…)`."""
    place, quality = binder.draft.origin(given.span), number(given, "quality")
    return keep(
        binder, given, plan.Vorbis(bitrate(given), quality, sample_rate(given), channels(given), origin=place)
    )


def opus(binder: Binder, given: Given) -> plan.Opus:
    """`opus(…)`."""
    return keep(
        binder, given, plan.Opus(bitrate(given), channels(given), origin=binder.draft.origin(given.span))
    )


def flac(binder: Binder, given: Given) -> plan.Flac:
    """`flac(…)`."""
    place, container = binder.draft.origin(given.span), cast(Container, string(given, "container"))
    bits = cast(int, given.values["bits"])
    return keep(binder, given, plan.Flac(container, sample_rate(given), channels(given), bits, origin=place))


def keep(binder: Binder, given: Given, node: Node) -> Node:
    """Note where the arguments of an encoder stand."""
    binder.draft.encoders.append(Written(node, given.span, given.places))
    return node


def bitrate(given: Given) -> plan.Bitrate:
    """In bits a second."""
    return plan.Bitrate(round(amount(given, "bitrate")))


def sample_rate(given: Given) -> plan.Hertz:
    """In Hz."""
    return plan.Hertz(round(amount(given, "samplerate")))


ENCODER_BINDINGS: Mapping[str, Bound] = {"mp3": mp3, "aac": aac, "vorbis": vorbis, "opus": opus, "flac": flac}
"""The name of a library function → what it does."""
