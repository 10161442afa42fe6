"""Opus by libopus through PyAV: 48 kHz, 20 ms, constrained variable bitrate.

Unconstrained, libopus spends two thirds more than was asked for on tonal music, which rings and listeners'
lines are not sized for.
"""

from runtime.audio.av_encoder import AvEncoder
from runtime.audio.pcm import PcmFormat
from runtime.codecs.opus import packet_samples, parse_head
from runtime.plan.encoder import Opus

__all__ = ["OPUS_RATE", "PACKET_SAMPLES", "opus_encoder"]

OPUS_RATE = 48_000
PACKET_SAMPLES = 960
"""20 ms: the length at which Opus for music costs least."""


def opus_encoder(plan: Opus, pcm: PcmFormat) -> AvEncoder:
    """One run of libopus for one plan of an encoder."""
    import av

    codec = av.CodecContext.create("libopus", "w")
    codec.sample_rate, codec.layout, codec.format = (
        OPUS_RATE,
        PcmFormat(OPUS_RATE, plan.channels).layout,
        "flt",
    )
    codec.bit_rate = plan.bitrate
    codec.options = {"vbr": "constrained", "frame_duration": "20"}
    codec.open()
    head = codec.extradata or b""
    return AvEncoder(
        codec, pcm, frame_samples=PACKET_SAMPLES, delay=parse_head(head).pre_skip, headers=(head,),
        packet=lambda data: (data, packet_samples(data)),
    )  # fmt: skip
