"""What edges and players are told about a stream that a source client sends."""

import re
from collections.abc import Mapping

from runtime.codecs.pieces import Beginning
from runtime.media.pacing import Pacing
from runtime.plan.pass_through import PassThrough
from runtime.plan.relay import Relay
from runtime.plan.station import Identity
from runtime.protocols.source import StreamDescription

__all__ = ["passed_headers", "passed_rings"]


def passed_rings(names: Mapping[str, str], pacing: Pacing) -> dict[str, object]:
    """Where an edge finds the stream, and how it sends it; `names` are the rings' by framing."""
    return {
        "ring": names["plain"],
        "icy_ring": names.get("icy"),
        "burst": pacing.burst,
        "tick": pacing.tick,
        "on_arrival": pacing.on_arrival,
        "when_behind": "drop",
        "hidden": False,
    }


def passed_headers(
    plan: PassThrough | Relay, identity: Identity, said: StreamDescription, beginning: Beginning | None
) -> list[list[str]]:
    """The header fields of a mount: what the script says, else the client, else the station."""
    fields = {
        "icy-name": plan.name or said.name or identity.name,
        "icy-description": plan.description or said.description or identity.description,
        "icy-genre": plan.genre or said.genre or identity.genre,
        "icy-url": plan.url or said.url or identity.url,
        "icy-pub": "0",
    }
    if beginning is not None:
        bitrate = beginning.bitrate // 1000 or said.bitrate
        fields["icy-br"] = str(bitrate) if bitrate else ""
        fields["ice-audio-info"] = _audio_info(beginning, bitrate)
    return [[name, re.sub(r"[\x00-\x1f\x7f]+", " ", text).strip()] for name, text in fields.items() if text]


def _audio_info(beginning: Beginning, bitrate: int) -> str:
    info = {"channels": beginning.channels, "samplerate": beginning.sample_rate, "bitrate": bitrate}
    return ";".join(f"{name}={value}" for name, value in info.items() if value)
