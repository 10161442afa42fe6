"""The words for what can be wrong with a station as a whole."""

from collections.abc import Mapping
from typing import assert_never

from lsscript.diagnostics import Diagnostic, Edit, Fix, Label, Severity, nearest
from lsscript.source import Span

from .station_problems import (
    CanFallSilent,
    LatencyOutOfRange,
    MissingFile,
    NoMount,
    NoSuchFallback,
    NotABitrate,
    NotAMountPath,
    NothingToPlay,
    NotYet,
    OutOfRange,
    RunsDry,
    SaidTwice,
    SamePath,
    SamePort,
    StationProblem,
    Unused,
)

__all__ = ["explain"]

GAPS: Mapping[str, str] = {
    "folder": "ends when none of its files can be played",
    "file": "ends when the file is missing or cannot be played",
    "ends": "ends after its duration",
    "hours": "has hours in which none of its schedules is on",
    "shifted": "plays only what was recorded so long ago",
    "quiet": "plays nothing while it is silent",
    "device": "plays only while a sound card hears something",
    "asked": "plays only what somebody has chosen",
    "live": "plays only while a source client is there",
    "elsewhere": "plays only while another server sends it",
}
"""Why a source may have nothing to play."""


def explain(problem: StationProblem) -> Diagnostic:
    """A problem in words."""
    match problem:
        case CanFallSilent():
            return can_fall_silent(problem)
        case SamePath():
            title = f'there are two mounts at "{problem.path}"'
            others = (Label(problem.first, "the first"),)
            return Diagnostic("LSS402", "error", title, Label(problem.span, "the second"), others=others)
        case NotAMountPath():
            return not_a_mount_path(problem)
        case NoSuchFallback():
            return no_such_fallback(problem)
        case Unused():
            return unused(problem)
        case LatencyOutOfRange():
            title = f"a latency of {problem.seconds:g}s is outside what a mount can have"
            help_ = f"a latency is {problem.lowest:g}s to {problem.highest:g}s; 5s suits most listeners"
            return Diagnostic("LSS405", "error", title, Label(problem.span), help=help_)
        case NotABitrate():
            return not_a_bitrate(problem)
        case NoMount():
            return no_mount(problem.span)
        case MissingFile():
            return missing_file(problem)
        case RunsDry():
            return runs_dry(problem)
        case SaidTwice():
            title = f"`{problem.name}` is called twice"
            others = (Label(problem.first, "the first time"),)
            help_ = "put everything into one call"
            return Diagnostic(
                "LSS409", "error", title, Label(problem.span, "the second time"), "", help_, others
            )
        case NotYet():
            return not_yet(problem)
        case SamePort():
            return same_port(problem)
        case OutOfRange():
            return Diagnostic("LSS410", "error", problem.what, Label(problem.span), help=problem.possible)
        case NothingToPlay():
            title = f"this `{problem.function}` has nothing to choose from"
            label = Label(problem.span, "no sources")
            return Diagnostic(
                "LSS411", "error", title, label, help="give it sources, the last resort at the end"
            )
        case _:
            assert_never(problem)


def same_port(problem: SamePort) -> Diagnostic:
    """LSS414."""
    title, others = f"port {problem.port} is wanted twice", (Label(problem.first, "here already"),)
    help_ = "give each a port of its own"
    if problem.name == "shoutcast":
        help_ = "leave `shoutcast` out: the port of `http` takes source clients too"
    return Diagnostic("LSS414", "error", title, Label(problem.span), help=help_, others=others)


def not_yet(problem: NotYet) -> Diagnostic:
    """LSS425."""
    title = f"this version does not have `{problem.name}`"
    text = "It is left out; everything else in the script runs."
    return Diagnostic("LSS425", "warning", title, Label(problem.span, "left out"), text)


def can_fall_silent(problem: CanFallSilent) -> Diagnostic:
    """LSS401."""
    return Diagnostic(
        "LSS401",
        "warning",
        f'the mount "{problem.path}" can fall silent',
        Label(problem.span, "needs a source that always plays"),
        "A mount must have audio for every listener at every moment. Where the script has none, listeners hear the\n"
        "station's built-in floor.",
        "give it a last resort",
        tuple(Label(gap.span, GAPS[gap.why]) for gap in problem.gaps if gap.span != problem.span),
        Fix(with_last_resort(problem)),
    )


def with_last_resort(problem: CanFallSilent) -> tuple[Edit, ...]:
    """The edits that put `blank()` at the end of the mount's source."""
    span = problem.span
    if problem.text.startswith("fallback([") and problem.text.endswith("])"):
        return (Edit(Span(span.file, span.end - 2, span.end - 2), ", blank()"),)
    return (Edit(Span(span.file, span.start, span.start), "fallback(["), Edit(span.after(), ", blank()])"))


def not_a_mount_path(problem: NotAMountPath) -> Diagnostic:
    """LSS403."""
    label, help_, fix = "", "", None
    match problem.why:
        case "no slash":
            title = f'the path "{problem.path}" of this mount does not begin with a slash'
            help_ = f'write `"/{problem.path}"`'
            fix = Fix((Edit(problem.span, f'"/{problem.path}"'),))
        case "character":
            title = f'the path "{problem.path}" of this mount has a character that no address can have'
            help_ = "use letters, digits and `- . _ / ~`"
        case "taken":
            title = f'the path "{problem.path}" belongs to the station itself'
            help_ = "choose another one"
        case "empty":
            title, label = "this mount has no path", "empty"
            help_ = 'write a path like `"/radio.mp3"`'
        case _:
            assert_never(problem.why)
    return Diagnostic("LSS403", "error", title, Label(problem.span, label), help=help_, fix=fix)


def no_such_fallback(problem: NoSuchFallback) -> Diagnostic:
    """LSS412."""
    title = f'there is no mount "{problem.path}" with an encoder to fall back to'
    text = "While its own stream is away, listeners hear the programme of a mount that always has one."
    found = nearest(problem.path, problem.possible)
    help_ = f'did you mean "{found}"?' if found else "name a mount that has a source and an encoder"
    return Diagnostic("LSS412", "error", title, Label(problem.span), text, help_)


def unused(problem: Unused) -> Diagnostic:
    """LSS404."""
    title = (
        f"the source `{problem.name}` is nowhere played" if problem.name else "this source is nowhere played"
    )
    help_ = "mount it, or use it in a source that is mounted"
    return Diagnostic("LSS404", "warning", title, Label(problem.span, "made here"), help=help_)


def not_a_bitrate(problem: NotABitrate) -> Diagnostic:
    """LSS406."""
    title = f"{problem.format} has no {problem.what} of {problem.given}"
    text = f"{problem.format} has {problem.possible}."
    return Diagnostic(
        "LSS406", "error", title, Label(problem.span), text, f"the nearest is `{problem.nearest}`"
    )


def no_mount(span: Span) -> Diagnostic:
    """LSS407."""
    title = "nobody can hear this station: it has no mount"
    help_ = 'send a source to a path: `mount("/radio.mp3", radio, mp3(128kbps))`'
    return Diagnostic("LSS407", "error", title, Label(span), help=help_)


def runs_dry(problem: RunsDry) -> Diagnostic:
    """LSS416."""
    title = f'players of "{problem.path}" may run dry'
    label = Label(problem.span, f"{problem.seconds:g}s for Vorbis")
    text = "The encoder of Vorbis lets go of its packets by handfuls, every 0.3 to 0.8 s."
    help_ = f"give it a latency of {problem.lowest:g}s or more, or take Opus, whose packets come every 20 ms"
    return Diagnostic("LSS416", "warning", title, label, text, help_)


def missing_file(problem: MissingFile) -> Diagnostic:
    """LSS408."""
    severity: Severity = "warning"
    title = f'there is no {problem.what} "{problem.path}"'
    label = Label(problem.span, "not there now")
    text = "The station starts all the same, without it."
    help_ = "relative paths begin in the folder of the script"
    return Diagnostic("LSS408", severity, title, label, text, help_)
