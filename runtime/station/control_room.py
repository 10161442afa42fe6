"""Where a running station is controlled from: its commands, the doors to them, and the reading of its script."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence

from runtime.control import Command
from runtime.control.api import Api
from runtime.control.local_door import LocalDoor
from runtime.control.news import News
from runtime.control.telnet import TelnetServer
from runtime.errors import OperatorFault
from runtime.kernel.events import EventBus
from runtime.plan import Handler, Station, Telnet
from runtime.servers.admin.rights import Rights
from runtime.supervisor.host import Host
from runtime.version import program_version

from .commands import Desk, changing_commands, own_commands, station_commands
from .equipment import Equipment
from .functions.script import Called
from .renewal import Compiled, Renewer
from .script_watch import ScriptWatch

__all__ = ["ControlRoom"]

logger = logging.getLogger("legacystream.control")

Change = Callable[[Station], Awaitable[None]]


class ControlRoom:
    """Opens when the station is on the air: `open`, then `close`.

    Attributes:
        api: the door for programs, whose routes the web server takes.
        revision: how often the plan has changed.
    """

    def __init__(
        self,
        station: Station,
        desk: Desk,
        change: Change,
        host: Host,
        equipment: Equipment,
        rights: Rights,
        events: EventBus,
        function: Callable[[Handler], Called],
    ) -> None:
        """Make the commands.

        `change` plays another plan, `rights` tell who may come in over HTTP, `function` makes what calls a function of the
        script.
        """
        self.revision = 0
        self._function = function
        self._station = station
        self._host = host
        self._equipment = equipment
        self._change = change
        self._renewer = Renewer(station, equipment.compiler or no_script, self._changed, equipment.by_hand)
        self._commands = station_commands(desk)
        for command in changing_commands(self._renewer):
            self._commands.add(command)
        self.api = Api(self._commands, rights, News(events), station.identity.name, program_version())
        self._door = LocalDoor(self._commands, equipment.state) if equipment.state is not None else None
        self._telnet: TelnetServer | None = None
        self._telnet_plan: Telnet | None = None
        self._tasks: set[asyncio.Task[object]] = set()

    def by_hand(self) -> list[str]:
        """What plays and is not in the script's file, in words."""
        return [str(each) for each in self._renewer.by_hand]

    def offer(self, commands: Iterable[Command]) -> None:
        """Add commands to those that can be given."""
        for command in commands:
            self._commands.add(command)

    async def open(self) -> None:
        """Open the doors. One that cannot be opened is told, and costs only itself."""
        self._host.set_reload_handler(self._reload)
        if self._equipment.watch:
            self._keep(self._watch())
        await self.show(self._station)
        if self._door is None:
            return
        try:
            await self._door.open()
        except OperatorFault as fault:
            logger.warning("%s", fault)
            self._door = None

    async def show(self, station: Station) -> None:
        """Have telnet and the script's own commands as this plan says.

        A telnet that cannot be had is told, and the station goes on.
        """
        self._commands.show_own(own_commands(station.commands.values(), self._function))
        if station.telnet == self._telnet_plan:
            return
        await self._close_telnet()
        if (wanted := station.telnet) is not None:
            password = wanted.password.text if wanted.password is not None else ""
            server = TelnetServer(self._commands, password=password)
            try:
                await server.start(wanted.bind, wanted.port)
            except OperatorFault as fault:
                logger.warning("%s; nobody can come in there", fault, extra={"origin": wanted.origin})
                return
            self._telnet, self._telnet_plan = server, wanted

    async def _close_telnet(self) -> None:
        server, self._telnet, self._telnet_plan = self._telnet, None, None
        if server is not None:
            await server.stop()

    async def close(self) -> None:
        """Close the doors."""
        for task in self._tasks:
            task.cancel()
        await self._close_telnet()
        if self._door is not None:
            await self._door.close()

    def _reload(self) -> None:
        """The operator's signal: nobody waits for the answer, so the log has it."""
        self._keep(self._reload_and_log())

    def _keep(self, work: Coroutine[object, object, object]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _watch(self) -> None:
        """Read the script anew whenever it is saved; which files belong to it, a first reading tells."""
        watch = ScriptWatch(lambda: self._renewer.files, self._reload_and_log)
        await self._renewer.renew(dry_run=True)
        watch.begin()
        await watch.run()

    async def _reload_and_log(self) -> None:
        renewal = await self._renewer.renew()
        for line in renewal.problems.split("\n"):
            if line.strip():
                logger.warning("%s", line.rstrip())
        if renewal.problems:
            return
        if not renewal.changes:
            logger.info("the script was read anew: nothing changes")

    async def _changed(self, station: Station) -> None:
        await self._change(station)
        await self.show(station)
        self.revision += 1
        self._host.keep(self._equipment.order(station, self._renewer.by_hand))


def no_script(added: Sequence[str] = ()) -> Compiled:  # noqa: ARG001 - as a compiler is called
    """What a station without a script can read again."""
    return Compiled(None, "this station was started without a script that could be read again\n")
