"""What players are told about a stream that a source client sends."""

import re

from runtime.codecs.pieces import Beginning
from runtime.plan.pass_through import PassThrough
from runtime.plan.station import Identity
from runtime.protocols.source import StreamDescription

__all__ = ["passed_entry"]


def passed_entry(
    plan: PassThrough, identity: Identity, said: StreamDescription, beginning: Beginning | None
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
