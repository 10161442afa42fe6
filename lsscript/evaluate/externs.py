"""What the library's functions do, by name: `stdlib/*.lss` declares them, and a test keeps the two in step.

Each family of functions has its table in a file of its own; here they are joined. What a value means is decided there; whether
it is sensible for a station is decided by `check.station_rules`.
"""

from collections.abc import Mapping

from runtime import plan

from .acme import ACME_BINDINGS
from .administration import ADMINISTRATION_BINDINGS
from .binder import Bound
from .certificates import CERTIFICATE_BINDINGS
from .choosing import CHOOSING_BINDINGS
from .control import CONTROL_BINDINGS
from .devices import DEVICE_BINDINGS
from .downloads import DOWNLOAD_BINDINGS
from .encoders import ENCODER_BINDINGS
from .events import EVENT_BINDINGS, VALUE_HOLDERS
from .gates import GATE_BINDINGS
from .interludes import INTERLUDE_BINDINGS
from .joining import JOINING_BINDINGS
from .listening import LISTENING_BINDINGS
from .mounts import MOUNT_BINDINGS
from .on_air import ON_AIR_BINDINGS
from .origins import ORIGIN_BINDINGS
from .outputs import OUTPUT_BINDINGS
from .relays import RELAY_BINDINGS
from .requests import REQUEST_BINDINGS
from .settings import SETTING_BINDINGS
from .shifts import SHIFT_BINDINGS
from .sound import SOUND_BINDINGS
from .time import TIME_BINDINGS
from .value import Value, Weekday
from .values import VALUE_BINDINGS

__all__ = ["ANYWHERE", "BINDINGS", "VALUES"]

ANYWHERE: Mapping[str, Bound] = {
    **GATE_BINDINGS,
    **RELAY_BINDINGS,
    **VALUE_HOLDERS,
    **ON_AIR_BINDINGS,
    **TIME_BINDINGS,
    **VALUE_BINDINGS,
}
"""Those that a function may call while the station plays: they change nothing of what the script describes."""

BINDINGS: Mapping[str, Bound] = {
    **SETTING_BINDINGS,
    **MOUNT_BINDINGS,
    **OUTPUT_BINDINGS,
    **CERTIFICATE_BINDINGS,
    **ACME_BINDINGS,
    **DEVICE_BINDINGS,
    **ENCODER_BINDINGS,
    **ORIGIN_BINDINGS,
    **DOWNLOAD_BINDINGS,
    **CHOOSING_BINDINGS,
    **INTERLUDE_BINDINGS,
    **REQUEST_BINDINGS,
    **JOINING_BINDINGS,
    **GATE_BINDINGS,
    **RELAY_BINDINGS,
    **TIME_BINDINGS,
    **SHIFT_BINDINGS,
    **SOUND_BINDINGS,
    **LISTENING_BINDINGS,
    **ADMINISTRATION_BINDINGS,
    **CONTROL_BINDINGS,
    **EVENT_BINDINGS,
    **ANYWHERE,
}
"""The name of a library function → what it does."""

VALUES: Mapping[str, Value] = {
    "always": plan.Always(),
    **{
        name: Weekday(number) for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
    },
}
"""The name of a value of the library → the value."""
