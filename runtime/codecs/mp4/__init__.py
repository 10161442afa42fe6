"""Fragmented MP4 with one track of sound, as CMAF and HLS have it: boxes, the init segment, fragments.

ISO/IEC 14496-12 (boxes), 14496-14 (AAC), ISO/IEC 23000-19 (CMAF); Opus in ISOBMFF and FLAC in ISOBMFF by their own
specifications. Pure, like all of `codecs`.
"""

from .boxes import Box, BoxSplitter, box_bytes, boxes, find, full_box_bytes
from .fragment import Fragment, Sample, event_message, fragment_bytes, parse_fragment, segment_type
from .init import AudioTrack, init_segment, parse_init

__all__ = [
    "AudioTrack",
    "Box",
    "BoxSplitter",
    "Fragment",
    "Sample",
    "box_bytes",
    "boxes",
    "event_message",
    "find",
    "fragment_bytes",
    "full_box_bytes",
    "init_segment",
    "parse_fragment",
    "parse_init",
    "segment_type",
]
