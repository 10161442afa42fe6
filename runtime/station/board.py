"""The one place where the station's state is gathered for those who look at it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from runtime.audio.pcm import Segment
from runtime.kernel.clock import Clock
from runtime.media.title import Title
from runtime.mounts.output import MountOutput, content_type
from runtime.mounts.pass_through import PassThroughMount
from runtime.plan import LiveInput, MountPath, NodeId, Relay, Station
from runtime.stats.census import Census
from runtime.stats.history import History
from runtime.stats.status import CertificateState, MountStatus, StationStatus
from runtime.version import program_version

from .announce import format_name, public_address
from .built import Built, Programme
from .doors import Ports
from .passed_status import passed_status

__all__ = ["StatusBoard"]


class StatusBoard:
    """Knows what plays and who listens. `read` may be called from any thread.

    Attributes:
        ports: where the station really listens; the script may have asked for any port.
        history: what plays and has played.
        certificate: tells how the certificates stand.
    """

    def __init__(
        self,
        station: Station,
        built: Built,
        census: Census,
        clock: Clock,
        grown: Callable[[], Sequence[PassThroughMount]] = tuple,
    ) -> None:
        """Make it; `grown` gives the mounts that came after the script was read."""
        self.ports = Ports(station.server.http)
        self.certificate: Callable[[], CertificateState] = _no_certificate
        self._station = station
        self._built = built
        self._census = census
        self._started = clock.wall()
        self._version = program_version()
        self._grown = grown
        self.history = History(built.events.wall)
        self._follow(built)

    def show(self, station: Station, built: Built) -> None:
        """Tell of this station from now on, after a reload."""
        self._station, self._built = station, built
        self._follow(built)

    def _follow(self, built: Built) -> None:
        """Know where source clients publish, and be told what they play."""
        self._clients = _clients(built)
        for mount in built.pass_through:
            self.watch(mount)

    def watch(self, mount: PassThroughMount) -> None:
        """Tell of the titles of a mount without an encoder."""
        client = "" if isinstance(mount.plan, Relay) else mount.plan.path
        mount.titled = partial(self._passes, mount.plan.path, client)

    def now_plays(self, source: NodeId, segment: Segment) -> None:
        """A source that is heard begins a segment."""
        client = next((path for node, path in self._clients if segment.id.startswith(f"{node}/")), "")
        self.history.begins(
            source, segment.title, kind=segment.kind, path=segment.path, segment=segment.id, client=client
        )

    def _passes(self, path: MountPath, client: str, title: Title | None) -> None:
        """A pass-through mount begins a title of its source client, or of another server; None when that has gone."""
        if title is None:
            self.history.ends(path)
        else:
            self.history.begins(path, title, client=client)

    def read(self) -> StationStatus:
        """Tell how the station is at this moment; mounts in the script's order."""
        found: dict[str, MountStatus] = {
            mount.mount.path: self._mount(programme, mount)
            for programme in self._built.programmes
            for mount in programme.mounts
        }
        return StationStatus(
            identity=self._station.identity,
            version=self._version,
            address=public_address(self._station.server, self.ports.http),
            secure_address=self._secure_address(),
            certificate=self.certificate(),
            started=self._started,
            mounts=(*(found[path] for path in self._station.mounts), *self._passed(found)),
        )

    def _secure_address(self) -> str:
        """Where HTTPS is spoken; "" for nowhere."""
        return public_address(self._station.server, self.ports.https) if self.ports.https else ""

    def _passed(self, encoded: Mapping[str, MountStatus]) -> Iterator[MountStatus]:
        """The mounts for source clients that can be heard."""
        for mount in (*self._built.pass_through, *self._grown()):
            status = passed_status(mount, self._station.identity, encoded, self._census, self._started)
            if status is None:
                continue
            path = mount.plan.path
            heard = self._heard(path) if mount.beginning is not None else {"programme": path}
            hidden = mount.plan.listening.hidden
            yield replace(status, latency=mount.pacing.burst, hidden=hidden, **heard)

    def _heard(self, programme: str) -> dict[str, Any]:
        """What is the same for all mounts of a programme."""
        return {
            "programme": programme,
            "playing": self.history.playing(programme),
            "history": self.history.titles(programme),
        }

    def _mount(self, programme: Programme, output: MountOutput) -> MountStatus:
        mount, identity = output.mount, self._station.identity
        playing = self.history.playing(programme.source.id)
        return MountStatus(
            path=mount.path,
            content_type=content_type(mount.encoder),
            format_name=format_name(mount.encoder),
            bitrate=mount.encoder.bitrate,
            sample_rate=int(mount.encoder.sample_rate),
            channels=mount.encoder.channels,
            name=mount.name or identity.name,
            description=mount.description or identity.description,
            genre=mount.genre or identity.genre,
            url=mount.url or identity.url,
            title=playing.title if playing is not None else None,
            on_floor=programme.source.on_floor,
            started=self._started,
            counts=self._census.mount(mount.path),
            latency=output.pacing.burst,
            hidden=mount.listening.hidden,
            **self._heard(programme.source.id),
        )


def _no_certificate() -> CertificateState:
    return ""


def _clients(built: Built) -> list[tuple[NodeId, MountPath]]:
    """The live inputs, and where their source clients publish."""
    return [(live.id, live.plan.path) for live in built.lives if isinstance(live.plan, LiveInput)]
