"""All families of commands."""

from runtime.control import Registry
from runtime.control.help import catalogue_command, help_command

from .about import about_commands
from .by_hand import hand_commands
from .clients import client_commands
from .desk import Desk
from .levels import level_commands
from .past import past_commands
from .playlists import playlist_commands
from .programme import programme_commands
from .reasons import reason_commands
from .recordings import recording_commands
from .refusals import refusal_commands
from .requests import request_commands

__all__ = ["station_commands"]


def station_commands(desk: Desk) -> Registry:
    """Everything that may be asked of a running station."""
    registry = Registry(
        [
            *about_commands(desk),
            *programme_commands(desk),
            *hand_commands(desk),
            *level_commands(desk),
            *playlist_commands(desk),
            *client_commands(desk),
            *reason_commands(desk),
            *refusal_commands(desk),
            *recording_commands(desk),
            *past_commands(desk),
            *request_commands(desk),
        ]
    )
    registry.add(help_command(registry))
    registry.add(catalogue_command(registry))
    return registry
