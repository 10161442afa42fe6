"""MPEG transport streams with one programme of sound, and titles beside it as ID3: packets, tables, PES, and both ways.

ISO/IEC 13818-1; "Timed Metadata for HTTP Live Streaming" for ID3. Pure, like all of `codecs`.
"""

from .demuxer import TsDemuxer, Unit
from .muxer import TsMuxer
from .packets import PACKET_BYTES, PacketSplitter, TsPacket, parse_packet
from .pes import Pes, parse_pes, pes_bytes
from .tables import (
    AAC_ADTS,
    MP3_AUDIO,
    TIMED_ID3,
    Programme,
    Stream,
    parse_pat,
    parse_pmt,
    pat_bytes,
    pmt_bytes,
)

__all__ = [
    "AAC_ADTS",
    "MP3_AUDIO",
    "PACKET_BYTES",
    "TIMED_ID3",
    "PacketSplitter",
    "Pes",
    "Programme",
    "Stream",
    "TsDemuxer",
    "TsMuxer",
    "TsPacket",
    "Unit",
    "parse_packet",
    "parse_pat",
    "parse_pes",
    "parse_pmt",
    "pat_bytes",
    "pes_bytes",
    "pmt_bytes",
]
