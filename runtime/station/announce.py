"""What `lsrun` says when the station is on the air: the mounts, the page, what listens where."""

from runtime.plan import (
    Aac,
    Encoder,
    Flac,
    Gate,
    LiveInput,
    Mount,
    Mp3,
    Opus,
    PassThrough,
    Relay,
    Server,
    Station,
    Vorbis,
)

from .doors import Ports

__all__ = ["announcement", "format_name", "public_address"]

MOST_USERS = 5
"""Names of users in one line."""

_PROFILES = {"lc": "AAC", "he": "HE-AAC", "he2": "HE-AAC v2"}


def announcement(station: Station, ports: Ports) -> str:
    """Write the lines that are printed once, at the first start."""
    address = public_address(station.server, ports.http)
    rows = [(f"http://{address}{mount.path}", _about(mount)) for mount in station.mounts.values()]
    rows += [(f"http://{address}{mount.path}", _passed(mount)) for mount in station.pass_through.values()]
    rows += [(f"http://{address}{relay.path}", _relayed(relay)) for relay in station.relays.values()]
    rows.append((f"http://{address}/", "the station's page"))
    rows += [
        (f"http://{address}{source.path}", f"for source clients, {_users(source.gate)}")
        for source in station.sources.values()
        if isinstance(source, LiveInput)
    ]
    width = max(len(url) for url, _ in rows)
    where = f"port {ports.http} of {station.server.bind or 'every address'}{_secure(ports)}"
    lines = [
        f"{station.identity.name} is on the air.",
        *(f"  {url:<{width}}   {about}" for url, about in rows),
    ]
    return "\n".join([*lines, f"Listening on {where}. Ctrl-C stops the station."])


def _secure(ports: Ports) -> str:
    """Where HTTPS is spoken."""
    if not ports.https:
        return ""
    return ", HTTPS on the same" if ports.https == ports.http else f", HTTPS on port {ports.https}"


def format_name(encoder: Encoder) -> str:
    """Name a format for people."""
    match encoder:
        case Mp3() | Vorbis() if encoder.quality is not None:
            return f"{type(encoder).__name__.replace('Mp3', 'MP3')} quality {encoder.quality:g}"
        case Mp3():
            return f"MP3 {_kbits(encoder)}"
        case Aac():
            return f"{_PROFILES[encoder.profile]} {_kbits(encoder)}"
        case Vorbis():
            return f"Vorbis {_kbits(encoder)}"
        case Opus():
            return f"Opus {_kbits(encoder)}"
        case Flac():
            return f"FLAC {encoder.bits} bit" + (" in Ogg" if encoder.container == "ogg" else "")


def _kbits(encoder: Encoder) -> str:
    return f"{encoder.bitrate // 1000} kbit/s"


def public_address(server: Server, port: int) -> str:
    """Say "host:port" as it stands in a URL."""
    host = "localhost" if server.bind in ("", "0.0.0.0", "::") else server.bind
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _users(gate: Gate) -> str:
    """Who may publish, by name."""
    names = list(dict.fromkeys(account.user for account in gate.accounts))
    shown = ", ".join(f'"{name}"' for name in names[:MOST_USERS]) + (", …" if len(names) > MOST_USERS else "")
    return f"user {shown}" if len(names) == 1 else f"users {shown}"


def _passed(mount: PassThrough) -> str:
    """What a mount for source clients sends, and who may publish there."""
    otherwise = f"; else {mount.fallback}" if mount.fallback is not None else ""
    return f"what a source client sends, {_users(mount.gate)}{otherwise}"


def _relayed(relay: Relay) -> str:
    """Where a relay has its stream from."""
    when = ", when somebody listens" if relay.on_demand else ""
    otherwise = f"; else {relay.fallback}" if relay.fallback is not None else ""
    return f"what {relay.upstream.urls[0]} sends{when}{otherwise}"


def _about(mount: Mount) -> str:
    return f"{format_name(mount.encoder)}, {mount.latency:g} s behind"
