"""What people and programs may ask of a running station: the commands of `runtime.control`, one family a file."""

from .audience import audience_commands
from .certificates import certificate_commands
from .changing import changing_commands
from .desk import Desk
from .families import station_commands
from .own import own_commands
from .script import script_commands

__all__ = [
    "Desk",
    "audience_commands",
    "certificate_commands",
    "changing_commands",
    "own_commands",
    "script_commands",
    "station_commands",
]
