"""The status of a mount for source clients: the client's, else its fallback's, else none."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from runtime.mounts.pass_through import PassThroughMount
from runtime.plan import Identity
from runtime.stats.census import Census
from runtime.stats.status import MountStatus

__all__ = ["passed_status"]


def passed_status(
    mount: PassThroughMount,
    identity: Identity,
    encoded: Mapping[str, MountStatus],
    census: Census,
    started: datetime,
) -> MountStatus | None:
    """How a pass-through mount is at this moment; None while there is nothing to hear.

    Args:
        mount: the mount.
        identity: the station's, for what nobody else says.
        encoded: the mounts with encoders, by path.
        census: who listens.
        started: when the station did.
    """
    plan, said, beginning = mount.plan, mount.description, mount.beginning
    counts = census.mount(plan.path)
    if beginning is None:
        fallback = encoded.get(plan.fallback or "")
        return replace(fallback, path=plan.path, counts=counts) if fallback is not None else None
    bitrate = beginning.bitrate or said.bitrate * 1000
    return MountStatus(
        path=plan.path,
        content_type=beginning.content_type,
        format_name=f"{beginning.format_name} {bitrate // 1000} kbit/s" if bitrate else beginning.format_name,
        bitrate=bitrate,
        sample_rate=beginning.sample_rate,
        channels=beginning.channels,
        name=plan.name or said.name or identity.name,
        description=plan.description or said.description or identity.description,
        genre=plan.genre or said.genre or identity.genre,
        url=plan.url or said.url or identity.url,
        title=mount.title,
        on_floor=False,
        started=started,
        counts=counts,
    )
