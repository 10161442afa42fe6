"""Memory for what stands in rings: mounts of a start and mounts of a reload take it alike."""

from runtime.kernel.clock import Clock
from runtime.mounts.output import MountOutput
from runtime.mounts.pass_through import PassThroughMount
from runtime.supervisor.host import Host

__all__ = ["Rings", "open_rings"]

Rings = MountOutput | PassThroughMount


async def open_rings(mount: Rings, host: Host, clock: Clock) -> None:
    """Map the rings of a mount.

    Raises:
        OperatorFault: there is no memory.
    """
    memories = {name: (await host.memory(name, shape.total_bytes)).buf for name, shape in mount.rings.items()}
    mount.open(memories, epoch=host.generation, now_ns=clock.now_ns())
