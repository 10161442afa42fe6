"""Sound through a graph of libavfilter.

Strategy: samples go in, and whatever comes out is taken at once. A filter may keep some for a while (a limiter looks a few
milliseconds ahead); `flush` gives the rest, after which a graph is used up. libavfilter lets go of the interpreter's lock
while it works.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from runtime.audio.filter_text import Part, read_graph
from runtime.audio.pcm import PcmFormat
from runtime.audio.resampler import frame_of, sound_of
from runtime.errors import FilterWrong

if TYPE_CHECKING:
    from runtime.audio.pcm import Samples

__all__ = ["FilterGraph", "why_not"]

Pad = tuple[Any, int]
"""A filter of libavfilter, and the number of one of its inputs or outputs."""


def why_not(text: str, pcm: PcmFormat) -> str:
    """What is wrong with a graph, in words; "" when it can be used."""
    try:
        FilterGraph(text, pcm)
    except FilterWrong as fault:
        return str(fault)
    return ""


class FilterGraph:
    """A graph that was built and can be used once.

    Attributes:
        readings: what its filters said of the last samples that came out: `ebur128` the loudness, for example.
    """

    def __init__(self, text: str, pcm: PcmFormat) -> None:
        """Build it.

        Raises:
            FilterWrong: it cannot be read or built.
        """
        import av

        self.readings: Mapping[str, str] = {}
        self._pcm = pcm
        self._position = 0
        chains = read_graph(text)
        try:
            self._graph, self._source, self._sink = _Builder(pcm).build(chains)
        except (av.FFmpegError, ValueError) as error:
            raise FilterWrong("its filters cannot be joined; are they all filters of sound?") from error

    def push(self, samples: "Samples") -> "list[Samples]":
        """Give it samples; gives what comes out."""
        frame = frame_of(samples, self._pcm)
        frame.pts, frame.time_base = self._position, Fraction(1, self._pcm.rate)
        self._position += len(samples)
        self._source.push(frame)
        return self._pull()

    def flush(self) -> "list[Samples]":
        """Gives what is still in it."""
        self._source.push(None)
        return self._pull()

    def _pull(self) -> "list[Samples]":
        import av

        found: list[Samples] = []
        while True:
            try:
                frame = self._sink.pull()
            except (av.BlockingIOError, av.EOFError):
                return found
            self.readings = frame.metadata or self.readings
            found.append(sound_of(frame, self._pcm.channels))


@dataclass(slots=True)
class _Builder:
    """Puts filters together."""

    pcm: PcmFormat
    outputs: dict[str, Pad] = field(default_factory=dict)
    inputs: dict[str, Pad] = field(default_factory=dict)
    loose_inputs: list[Pad] = field(default_factory=list)
    loose_outputs: list[Pad] = field(default_factory=list)

    def build(self, chains: tuple[tuple[Part, ...], ...]) -> tuple[Any, Any, Any]:
        """The graph, where samples go in, and where they come out."""
        import av

        graph = av.filter.Graph()
        graph.threads = 1  # waking others for 40 ms of sound costs more than it saves
        rate, layout = self.pcm.rate, self.pcm.layout
        source = graph.add_abuffer(format="flt", sample_rate=rate, layout=layout, time_base=Fraction(1, rate))
        for chain in chains:
            self._chain(graph, chain)
        form = graph.add("aformat", f"sample_fmts=flt:sample_rates={rate}:channel_layouts={layout}")
        sink = graph.add("abuffersink")
        self._join(source, form)
        form.link_to(sink)
        graph.configure()
        return graph, source, sink

    def _chain(self, graph: Any, chain: tuple[Part, ...]) -> None:  # noqa: ANN401
        """Add filters that follow each other."""
        before: list[Pad] = []
        for part in chain:
            node = _add(graph, part)
            wanted = [(node, number) for number in range(len(node.inputs))]
            for label, pad in zip(part.inputs, wanted, strict=False):
                self.inputs[label] = pad
            free = wanted[len(part.inputs) :]
            for out, into in zip(before, free, strict=False):
                out[0].link_to(into[0], out[1], into[1])
            self.loose_inputs += free[len(before) :]
            self.loose_outputs += before[len(free) :]
            given = [(node, number) for number in range(len(node.outputs))]
            for label, pad in zip(part.outputs, given, strict=False):
                self.outputs[label] = pad
            before = given[len(part.outputs) :]
        self.loose_outputs += before

    def _join(self, source: Any, form: Any) -> None:  # noqa: ANN401
        """Link what has labels, and what is left to the outside."""
        self.outputs.setdefault("in", (source, 0))
        self.inputs.setdefault("out", (form, 0))
        if "in" not in self.inputs and self.loose_inputs:
            self.inputs["in"] = self.loose_inputs.pop(0)
        if "out" not in self.outputs and self.loose_outputs:
            self.outputs["out"] = self.loose_outputs.pop()
        for label in sorted(
            self.inputs.keys() ^ self.outputs.keys(), key=lambda each: (each in ("in", "out"), each)
        ):
            what = "goes nowhere" if label in self.outputs else "comes from nowhere"
            raise FilterWrong(f"[{label}] {what}" if label not in ("in", "out") else _open_end(label))
        if self.loose_inputs or self.loose_outputs:
            node = (self.loose_inputs or self.loose_outputs)[0][0]
            raise FilterWrong(f"a side of the filter `{node.filter.name}` leads nowhere")
        for label, out in self.outputs.items():
            into = self.inputs[label]
            out[0].link_to(into[0], out[1], into[1])


def _open_end(label: str) -> str:
    return "nothing goes into it" if label == "in" else "nothing comes out of it"


def _add(graph: Any, part: Part) -> Any:  # noqa: ANN401
    """Add one filter.

    Raises:
        FilterWrong: there is none of this name, or it cannot have these arguments.
    """
    import av

    if part.name not in av.filter.filters_available:
        raise FilterWrong(f"there is no filter `{part.name}`")
    try:
        return graph.add(part.name, part.arguments or None)
    except (av.FFmpegError, ValueError) as error:
        shown = f"{part.name}={part.arguments}" if part.arguments else part.name
        raise FilterWrong(f"`{shown}` cannot be: {_words(error)}") from error


def _words(error: Exception) -> str:
    import av

    match error:
        case av.OptionNotFoundError():
            return "it has no such option"
        case av.OverflowError():
            return "a number is outside what it takes"
        case _:
            return "its options are not understood"
