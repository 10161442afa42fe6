"""What a station is, as plain data: a table of frozen nodes that name each other by id.

`lsscript` writes plans, `runtime.station` builds them. A reload matches nodes by id and then compares them by value, so
everything here is frozen and comparable, and `Origin` (where in the script a node stands) never takes part in a comparison.
Imports nothing but the standard library's data types.
"""

from .access import (
    SHORTEST_KEY,
    Access,
    ByAccounts,
    ByAddress,
    ByAgent,
    ByCountry,
    ByPassword,
    ByToken,
    ByUrl,
    OnFailure,
)
from .acme import (
    DIRECTORIES,
    LETS_ENCRYPT,
    LETS_ENCRYPT_STAGING,
    Acme,
    AcmeAuthority,
    AcmeChallenge,
    AcmeKey,
    Cloudflare,
    Dns,
    DnsCommand,
    DnsFunction,
)
from .admin import Admin, AdminRole
from .annotate import annotated
from .as_run import AsRun
from .by_hand import Added, ByHand, CannotBe, Dropped, FallsBack, amended
from .campaign import Campaign
from .certificates import CertificateFiles, Certificates
from .command import COMMAND_NAME, STATION_COMMANDS, CommandArgument, CommandRole, OwnCommand
from .control import Telnet
from .device import DeviceInput
from .directory import Directory
from .download import Download
from .encoder import Aac, Encoder, Flac, Mp3, Opus, Vorbis
from .files import Files
from .gate import Account, Gate, Secret, Takeover, one_account, same_but_gate
from .handler import Function, Handler, Hook, Live, at_first
from .hls import Hls
from .interlude import Attach, Delay, Interlude, Once, Part
from .joining import Crossfade, Fades, FadeShape
from .listening import Listening
from .logs import Addresses, Logs
from .moments import HOUR, Daily, Each, Moments, last_moment, next_moment
from .mount import Mount
from .not_yet import NOT_YET, not_yet
from .origin import Origin, origin_field
from .output import CONTAINERS, FileOutput, IcecastOutput, Output, Record, UrlOutput
from .pass_through import PassThrough
from .podcast import Podcast
from .relay import HttpInput, Mirror, Relay, Upstream
from .request import Next, Program, RequestQueue, RequestRules, WebAddress
from .schedule import Always, Both, Dates, Either, Not, Schedule, Times, Weekdays, is_on, next_change
from .separate import Separate
from .server import Compat, Server
from .sound import Amplify, Duck, Filter, Loudness, Mix, Noise, Quiet, Width
from .source import (
    Blank,
    Fallback,
    LiveInput,
    Playlist,
    Single,
    Source,
    Switch,
    Tone,
    Turns,
    children_of,
    with_children,
)
from .station import Identity, Station
from .timeshift import Timeshift
from .titles import Titles
from .units import Bitrate, Hertz, MountPath, NodeId, Seconds
from .wall_clock import wall_time
from .web_address import escaped_address, is_web_address, shown_address, shown_place, web_address_flaw

__all__ = [
    "COMMAND_NAME",
    "CONTAINERS",
    "DIRECTORIES",
    "HOUR",
    "LETS_ENCRYPT",
    "LETS_ENCRYPT_STAGING",
    "NOT_YET",
    "SHORTEST_KEY",
    "STATION_COMMANDS",
    "Aac",
    "Access",
    "Account",
    "Acme",
    "AcmeAuthority",
    "AcmeChallenge",
    "AcmeKey",
    "Added",
    "Addresses",
    "Admin",
    "AdminRole",
    "Always",
    "Amplify",
    "AsRun",
    "Attach",
    "Bitrate",
    "Blank",
    "Both",
    "ByAccounts",
    "ByAddress",
    "ByAgent",
    "ByCountry",
    "ByHand",
    "ByPassword",
    "ByToken",
    "ByUrl",
    "Campaign",
    "CannotBe",
    "CertificateFiles",
    "Certificates",
    "Cloudflare",
    "CommandArgument",
    "CommandRole",
    "Compat",
    "Crossfade",
    "Daily",
    "Dates",
    "Delay",
    "DeviceInput",
    "Directory",
    "Dns",
    "DnsCommand",
    "DnsFunction",
    "Download",
    "Dropped",
    "Duck",
    "Each",
    "Either",
    "Encoder",
    "FadeShape",
    "Fades",
    "Fallback",
    "FallsBack",
    "FileOutput",
    "Files",
    "Filter",
    "Flac",
    "Function",
    "Gate",
    "Handler",
    "Hertz",
    "Hls",
    "Hook",
    "HttpInput",
    "IcecastOutput",
    "Identity",
    "Interlude",
    "Listening",
    "Live",
    "LiveInput",
    "Logs",
    "Loudness",
    "Mirror",
    "Mix",
    "Moments",
    "Mount",
    "MountPath",
    "Mp3",
    "Next",
    "NodeId",
    "Noise",
    "Not",
    "OnFailure",
    "Once",
    "Opus",
    "Origin",
    "Output",
    "OwnCommand",
    "Part",
    "PassThrough",
    "Playlist",
    "Podcast",
    "Program",
    "Quiet",
    "Record",
    "Relay",
    "RequestQueue",
    "RequestRules",
    "Schedule",
    "Seconds",
    "Secret",
    "Separate",
    "Server",
    "Single",
    "Source",
    "Station",
    "Switch",
    "Takeover",
    "Telnet",
    "Times",
    "Timeshift",
    "Titles",
    "Tone",
    "Turns",
    "Upstream",
    "UrlOutput",
    "Vorbis",
    "WebAddress",
    "Weekdays",
    "Width",
    "amended",
    "annotated",
    "at_first",
    "children_of",
    "escaped_address",
    "is_on",
    "is_web_address",
    "last_moment",
    "next_change",
    "next_moment",
    "not_yet",
    "one_account",
    "origin_field",
    "same_but_gate",
    "shown_address",
    "shown_place",
    "wall_time",
    "web_address_flaw",
    "with_children",
]
