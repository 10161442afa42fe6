"""What the watch over stalls looks at in a station: its mounts with their encoders, and its recordings."""

from collections.abc import Iterator

from runtime.mounts.encoder_node import EncoderNode
from runtime.mounts.output import MountOutput
from runtime.recordings.recording import RecordingOutput

from .built import Built
from .stall_watch import Flow

__all__ = ["flows_of"]


def flows_of(built: Built) -> Iterator[Flow]:
    """Every output, and how far it has come."""
    for encoder in built.encoders:
        for output in encoder.outputs:
            if isinstance(output, MountOutput):
                yield _mount(output, encoder)
    for recording in built.recordings.values():
        yield _recording(recording)


def _mount(output: MountOutput, encoder: EncoderNode) -> Flow:
    path = output.mount.path
    why = "listeners have been sent nothing new"
    hangs = encoder if encoder.hangs else None
    return Flow(f'mount "{path}"', path, output.seconds(), why, hangs, output.mount.origin)


def _recording(recording: RecordingOutput) -> Flow:
    """A recording need not go on while it has nothing to write."""
    files = recording.files
    reached = float(recording.written) if recording.waiting else None
    why = "the disk has taken nothing"
    return Flow(f'recording "{files.id}"', files.id, reached, why, None, files.origin)
