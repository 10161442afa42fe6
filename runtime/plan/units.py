"""The quantities of a plan, each with its one unit."""

from typing import NewType

__all__ = ["Bitrate", "Hertz", "MountPath", "NodeId", "Seconds"]

NodeId = NewType("NodeId", str)
"""Names a node of the plan: the script's name for it, or its place in the structure ("radio", "radio.children.1")."""

MountPath = NewType("MountPath", str)
"""The path listeners ask for; begins with a slash."""

Seconds = NewType("Seconds", float)

Bitrate = NewType("Bitrate", int)
"""Bits a second; 128 kbit/s is 128000."""

Hertz = NewType("Hertz", float)
