"""SHOUTcast's source clients: the text dialect of version 1, and Ultravox 2.1.

Neither is HTTP: one begins with a password, the other with the byte 5A; `source.opening_dialect` tells them apart.
Written from the vendor's documentation and from what clients send.
"""

from .frames import LONGEST_PAYLOAD, FrameReader, UltravoxFrame
from .passwords import password_readings
from .ultravox import UltravoxClient
from .v1 import ShoutcastClient
from .xtea import xtea_decrypt, xtea_encrypt

__all__ = [
    "LONGEST_PAYLOAD",
    "FrameReader",
    "ShoutcastClient",
    "UltravoxClient",
    "UltravoxFrame",
    "password_readings",
    "xtea_decrypt",
    "xtea_encrypt",
]
