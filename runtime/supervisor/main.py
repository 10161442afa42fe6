"""The supervisor as a program's main job."""

from runtime.kernel.lifeline import hold_on
from runtime.net import raise_open_files

from .options import Options
from .signals import stop_signals
from .supervisor import Supervisor

__all__ = ["run"]


def run(options: Options) -> int:
    """Run a station and its edges until Ctrl-C or a polite `kill`, and give the program's exit code.

    Call it from the main thread, after `runtime.kernel.log.set_up`.
    """
    raise_open_files()
    supervisor = Supervisor(options)
    if options.lifeline is not None:
        hold_on(options.lifeline, supervisor.stop)
    with stop_signals(supervisor.stop, supervisor.reload):
        return supervisor.run()
