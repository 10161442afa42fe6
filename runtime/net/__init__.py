"""Sockets: channels between our processes, listen sockets, and the hand-over of connections.

Everything that differs between systems about sockets is in here, behind one interface with the same behaviour
everywhere. Imports the standard library and `runtime.kernel`; psutil, where there is one, to name the holder
of a port. What runs on an event loop stands in `runtime.net.handover`, which this page leaves out, so that
the supervisor never wakes asyncio.
"""

from .acceptor import Acceptor
from .channel import Channel, Message, channel_pair
from .limits import raise_open_files
from .listening import DoorMode, address_words, door_mode, listen, plain_ip
from .parent import open_parent_channel

__all__ = [
    "Acceptor",
    "Channel",
    "DoorMode",
    "Message",
    "address_words",
    "channel_pair",
    "door_mode",
    "listen",
    "open_parent_channel",
    "plain_ip",
    "raise_open_files",
]
