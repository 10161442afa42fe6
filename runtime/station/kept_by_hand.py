"""What an operator has set by hand, as it is remembered: gains, branches that were chosen, recordings that were stopped."""

from collections.abc import Mapping
from dataclasses import dataclass

from runtime.kernel.clock import Clock
from runtime.plan import NodeId
from runtime.recordings.recording import RecordingOutput
from runtime.sources.by_hand import LOUDEST, SOFTEST, Hand, Pin, Pinnable
from runtime.sources.shared import SharedSource
from runtime.sources.source import Source
from runtime.stats.census import Census

__all__ = ["KeptHand", "KeptPeaks", "KeptRecording"]


@dataclass(frozen=True, slots=True)
class KeptHand:
    """The gain and the branch of one source."""

    place: SharedSource
    source: Source
    clock: Clock

    def remembered(self) -> Mapping[str, object]:
        """Both, where they are set."""
        parts: dict[str, object] = {}
        if self.place.hand is not None and self.place.hand.gain:
            parts["gain"] = self.place.hand.gain
        pin = self.source.pin if isinstance(self.source, Pinnable) else None
        if pin is not None and not pin.is_over():
            parts["branch"] = [pin.child, pin.by, pin.until]
        return parts

    def recall(self, parts: Mapping[str, object]) -> None:
        """Set them again; a branch that there is no more is not chosen, nor one whose time is over."""
        match parts.get("gain"):
            case int() | float() as gain if SOFTEST <= gain <= LOUDEST:
                self.place.hand = self.place.hand or Hand()
                self.place.hand.gain = float(gain)
        match parts.get("branch"):
            case [str(child), str(by), (None | int() | float()) as until]:
                self._choose(NodeId(child), by, until)

    def _choose(self, child: NodeId, by: str, until: float | None) -> None:
        pin = Pin(child, by, lambda: until is not None and self.clock.wall().timestamp() >= until, until)
        if isinstance(self.source, Pinnable) and child in self.source.branches and not pin.is_over():
            self.source.pin = pin


@dataclass(frozen=True, slots=True)
class KeptRecording:
    """Whether an operator has stopped a recording."""

    recording: RecordingOutput

    def remembered(self) -> Mapping[str, object]:
        """It, where it is so."""
        return {"stopped": True} if self.recording.is_paused else {}

    def recall(self, parts: Mapping[str, object]) -> None:
        """Leave it stopped."""
        self.recording.is_paused = parts.get("stopped") is True


@dataclass(frozen=True, slots=True)
class KeptPeaks:
    """The most listeners at one time: since the station was started, not since its process had to be started again."""

    census: Census
    goes_on: bool

    def remembered(self) -> Mapping[str, object]:
        """The peaks."""
        return self.census.peaks

    def recall(self, parts: Mapping[str, object]) -> None:
        """Go on with them, in a process that was started again."""
        if self.goes_on:
            self.census.restore({path: int(str(peak)) for path, peak in parts.items()})
