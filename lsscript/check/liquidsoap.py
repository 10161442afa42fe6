"""Liquidsoap's words that mean something else here, or are spelled otherwise."""

from collections.abc import Mapping

__all__ = ["answer_to_argument", "answer_to_name"]

NAMES: Mapping[str, str] = {
    "mksafe": "give it a last resort instead: `fallback([source, blank()])`",
    "output.icecast": 'the server is built in: `mount("/radio.mp3", source, mp3(128kbps))`',
    "output.harbor": 'the server is built in: `mount("/radio.mp3", source, mp3(128kbps))`',
    "output.shoutcast": 'the server is built in: `mount("/radio.mp3", source, mp3(128kbps))`',
    "output.dummy": "a station needs a mount; no other output is needed to keep a source playing",
    "blank.skip": "write `skip_blank(source, 10s)`",
    "blank.strip": "write `strip_blank(source, 20s)`",
    "blank.detect": "write `on.silence(source, 20s, fun (quiet) -> …)`",
    "smooth_add": "write `duck(source, voice)`",
    "mean": "write `mono(source)`",
    "cross": "write `crossfade(source, 3s)`",
    "sine": "a sine wave is `tone(440Hz)`",
    "playlist.safe": "write `fallback([playlist(path), single(file)])`",
    "playlist.once": "write `playlist(path)`",
    "on_track": "write `on.track(source, fun (track) -> …)`",
    "on_metadata": "write `on.track(source, fun (track) -> …)`",
    "source.skip": "a script cannot skip a track yet; what stands further up in a `fallback` takes over at once",
    "skip": "a script cannot skip a track yet; what stands further up in a `fallback` takes over at once",
    "predicate.activates": "a schedule is a value: `switch([06:00..10:00 => morning, always => music])`",
    "set": "settings are arguments of `station(…)` and `server(…)`",
    "settings": "settings are arguments of `station(…)` and `server(…)`",
    "getenv": 'write `environment.get("NAME")`, or `secret("env:NAME")` for a password',
    "list.iter": "write `for x in list do … end`",
    "string.concat": 'write `string.join(parts, separator)`, or `"#{a}#{b}"`',
    "string_of": 'write `"#{value}"`',
    "print": "there is no `print`: titles and handlers say what is on the air",
    "json.value": "write `json.parse(text, example)`",
    "file.contents": "write `file.read(path)`",
    "ffmpeg": "the encoders are `mp3`, `aac`, `vorbis`, `opus` and `flac`",
    "silence": "silence is `blank()`",
}
"""A name → what to write here."""

LATER = frozenset(
    {
        "hls",
        "http.get",
        "http.post",
        "input.http",
    }
    | {
        "output.file",
        "output.hls",
        "process.run",
        "record",
        "relay",
        "request.queue",
        "webhook",
    }
)
"""Words that the language has a place for, and this version does not have."""

ARGUMENTS: Mapping[str, str] = {
    "mount": "the path comes first, without a name",
    "host": "the server is built in",
    "port": "the port belongs to `server(http=8000)`",
    "mode": '`order="shuffle"`, `"sequential"` or `"random"`',
    "randomize": '`order="shuffle"`',
    "track_sensitive": "`wait=true` lets a track come to its end",
    "id": "the name that is given with `=` is the id",
    "mono": "`stereo=false`",
    "channels": "`stereo=true` or `stereo=false`",
    "reload_mode": "a folder is looked through again by itself",
}
"""The name of an argument → what to write here."""


def answer_to_name(name: str, known: frozenset[str]) -> str | None:
    """What to write for a word of Liquidsoap, unless it is a name here."""
    if name in known:
        return None
    return "this version does not have it yet" if name in LATER else NAMES.get(name)


def answer_to_argument(name: str) -> str | None:
    """What to write for an argument of Liquidsoap."""
    return ARGUMENTS.get(name)
