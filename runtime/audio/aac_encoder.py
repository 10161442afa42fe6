"""AAC-LC by FFmpeg's own encoder through PyAV, in ADTS frames.

Of its two ways to choose what may be left out, "fast" leaves 10 dB less noise at the same bitrate in half the time
(figures: docs/design/0005-sound.md). FFmpeg's own manual prefers "twoloop" at little bitrate.
"""

from runtime.audio.av_encoder import AvEncoder
from runtime.audio.pcm import PcmFormat
from runtime.codecs.aac import parse_config
from runtime.codecs.adts import adts_frame
from runtime.plan.encoder import Aac

__all__ = ["AAC_DELAY", "FRAME_SAMPLES", "aac_encoder"]

FRAME_SAMPLES = 1024
LITTLE = 32_000
"""Bits a second for a channel below which the slower way is taken."""

AAC_DELAY = 1024
"""Samples: the first frame overlaps with nothing."""


def aac_encoder(plan: Aac, pcm: PcmFormat) -> AvEncoder:
    """One run of the encoder for one plan of an encoder, whose profile is "lc"."""
    import av

    codec = av.CodecContext.create("aac", "w")
    target = PcmFormat(int(plan.sample_rate), plan.channels)
    codec.sample_rate, codec.layout, codec.format = target.rate, target.layout, "fltp"
    codec.bit_rate = plan.bitrate
    codec.options = {"aac_coder": "twoloop" if plan.bitrate < LITTLE * plan.channels else "fast"}
    codec.open()
    config = parse_config(codec.extradata or b"")
    return AvEncoder(
        codec, pcm, frame_samples=FRAME_SAMPLES, delay=AAC_DELAY,
        packet=lambda data: (adts_frame(config, data), FRAME_SAMPLES),
    )  # fmt: skip
