"""What to write for a word of Liquidsoap."""

from collections.abc import Mapping

from .liquidsoap_names import NAMES

__all__ = ["answer_to_argument", "answer_to_field", "answer_to_name"]

ARGUMENTS: Mapping[str, str] = {
    "mount": "the path comes first, without a name",
    "host": "the server is built in",
    "port": "the port belongs to `server(http=8000)`",
    "mode": '`order="shuffle"`, `"sequential"` or `"random"`',
    "randomize": '`order="shuffle"`',
    "track_sensitive": "`wait=true` lets a track come to its end",
    "transitions": "`fade=2s`, or `crossfade` around the whole",
    "transition_length": "`fade=2s`, or `crossfade` around the whole",
    "replay_metadata": "titles follow what plays by themselves: leave it out",
    "id": "the name that is given with `=` is the id",
    "mono": "`stereo=false`",
    "channels": "`stereo=true` or `stereo=false`",
    "reload_mode": "what changes is found by itself",
    "reload": "what changes is found by itself",
    "fallible": "what can fall silent is found out by the check: leave it out",
    "restart": "what is lost is tried again by itself: leave it out",
    "restart_on_error": "what is lost is tried again by itself: leave it out",
    "restart_delay": "what is lost is tried again by itself: leave it out",
    "encoding": "titles are UTF-8: leave it out",
    "icy_metadata": "titles are sent to those who ask for them: leave it out",
    "buffer": "`latency=5s` of a mount is what players hold; a live line holds what it needs",
    "max": "a live line holds what it needs: leave it out",
    "poll_delay": "what is lost is tried again by itself: leave it out",
    "max_buffer": "a stream holds what it needs: leave it out",
    "user_agent": "leave it out",
    "on_connect": "`on.connect(fun (client) -> …)`",
    "on_disconnect": "`on.disconnect(fun (client) -> …)`",
    "auth": "`user=` and `password=`, or an `account(…)`",
    "override": "tags of a file are kept: leave it out",
}
"""The name of an argument → what to write here."""

WHOLE_ADDRESS = (
    'write the whole address: `output.icecast("http://host:8000/radio.mp3", source, mp3(128kbps), password=…)`; '
    "listeners of your own need only `mount(…)`"
)

OF_FUNCTIONS: Mapping[tuple[str, str], str] = {
    ("output.icecast", "mount"): WHOLE_ADDRESS,
    ("output.icecast", "host"): WHOLE_ADDRESS,
    ("output.icecast", "port"): WHOLE_ADDRESS,
    (
        "input.live",
        "port",
    ): "source clients come to the port of `server(http=8000)`, and to the one after it for SHOUTcast",
    ("crossfade", "fade_out"): "one duration says how long both are heard: `crossfade(source, 3s)`",
    ("crossfade", "fade_in"): "one duration says how long both are heard: `crossfade(source, 3s)`",
}
"""(function, argument) → what to write there."""


def answer_to_name(name: str, known: frozenset[str]) -> str | None:
    """What to write for a word of Liquidsoap, unless it is a name here."""
    return None if name in known else looked_up(name)


def answer_to_field(name: str) -> str | None:
    """What to write for a name with dots whose first part is a name here: `server.telnet`."""
    return looked_up(name)


def answer_to_argument(name: str, function: str) -> str | None:
    """What to write for an argument of Liquidsoap."""
    return OF_FUNCTIONS.get((function, name)) or ARGUMENTS.get(name)


def looked_up(name: str) -> str | None:
    """The answer to a name, else to what it begins with."""
    parts = name.split(".")
    beginnings = [".".join(parts[:number]) + "." for number in range(len(parts) - 1, 0, -1)]
    return next((NAMES[each] for each in (name, *beginnings) if each in NAMES), None)
