"""Sockets: channels between our processes, listen sockets, and the hand-over of connections.

Everything that differs between systems about sockets is in here, behind one interface with the same behaviour
everywhere. Imports the standard library and `runtime.kernel`; psutil, where there is one, to name the holder
of a port.
"""

from .channel import Channel, Message, channel_pair
from .parent import open_parent_channel

__all__ = ["Channel", "Message", "channel_pair", "open_parent_channel"]
