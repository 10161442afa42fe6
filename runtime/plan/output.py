"""Where a programme goes besides mounts."""

from collections.abc import Mapping
from dataclasses import dataclass

from .as_run import AsRun
from .encoder import Encoder
from .gate import Secret
from .handler import Handler
from .hls import Hls
from .origin import Origin, origin_field
from .units import NodeId, Seconds

__all__ = ["CONTAINERS", "FileOutput", "IcecastOutput", "Output", "Record", "UrlOutput"]


CONTAINERS: Mapping[str, str] = {
    "rtmp": "flv", "rtmps": "flv", "srt": "mpegts", "rist": "mpegts", "udp": "mpegts", "tcp": "mpegts",
    "rtp": "rtp_mpegts", "rtsp": "rtsp", "http": "mpegts", "https": "mpegts",
}  # fmt: skip
"""The beginning of an address that can be sent to → the container that is wanted there."""


@dataclass(frozen=True, slots=True)
class Record:
    """A source in files, one for each show, or for each `every` seconds.

    `name` has strftime's %Y and so on, or is a function of the script that is given the show and gives such a name. Files are
    kept for `keep` seconds, None for ever; recording stops while less than `spare` (hundredths) of the disk is free.
    """

    name: str | Handler
    source: NodeId
    encoder: Encoder
    every: Seconds | None = None
    keep: Seconds | None = None
    spare: float = 10.0
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class IcecastOutput:
    """A source sent to a mount of another Icecast server. Empty texts mean the station's own."""

    url: str
    source: NodeId
    encoder: Encoder
    password: Secret
    user: str = "source"
    name: str = ""
    description: str = ""
    genre: str = ""
    public: bool = False
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class FileOutput:
    """A source in one file; with `append`, behind what it has already."""

    path: str
    source: NodeId
    encoder: Encoder
    append: bool = False
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class UrlOutput:
    """A source sent wherever FFmpeg can; `format` is the container there, "" what goes with the address."""

    url: Secret
    source: NodeId
    encoder: Encoder
    format: str = ""
    origin: Origin = origin_field()


Output = AsRun | Hls | Record | IcecastOutput | FileOutput | UrlOutput
