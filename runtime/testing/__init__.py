"""Fakes for tests, public because whoever extends the station tests with them too: a clock moved by hand,
cores that talk to cores, dialogues written down, a transport in memory, and valid frames of each codec.

May import anything below `station`; nothing outside tests and benchmarks imports it.
"""

from .clock import ManualClock
from .core_pair import Core, CorePair
from .dialogue import Dialogue, Turn
from .frames import mp3_frame, mp3_frames, opus_packet, opus_packets
from .transport import MemorySocket, memory_socket_pair

__all__ = [
    "Core",
    "CorePair",
    "Dialogue",
    "ManualClock",
    "MemorySocket",
    "Turn",
    "memory_socket_pair",
    "mp3_frame",
    "mp3_frames",
    "opus_packet",
    "opus_packets",
]
