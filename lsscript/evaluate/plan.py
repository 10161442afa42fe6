"""Values to `runtime.plan.Station`: every node gets its id.

Rules for ids, so that a reload finds the same node again:
1. A source that a name of the script holds is called by the name; of several names, the first.
2. Any other is called by its place: "radio.children.1", "/radio.mp3.source", "news.0".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, cast

from lsscript.check.declarations import names_of
from lsscript.check.promise import Promise
from lsscript.diagnostics import Diagnostic
from lsscript.modules import Imported
from lsscript.source import SourceFile
from lsscript.syntax import tree
from runtime import plan

from .binder import Binder, SecretReader
from .capture import Capture
from .draft import CertificatesDraft, CommandDraft, Draft, HookDraft, OutputDraft
from .environment import Environment
from .explain import explain
from .expressions import Evaluator
from .externs import ANYWHERE, BINDINGS, VALUES
from .problems import EvaluationProblem
from .promise import Places, Unused, promise_of, stands
from .value import Extern, Quantity, RefValue, SourceValue, Value

__all__ = ["Evaluated", "evaluate", "evaluate_program"]


class Evaluated(NamedTuple):
    """The station that a script describes, what it promises, and what went wrong on the way."""

    station: plan.Station
    promise: Promise
    problems: tuple[EvaluationProblem, ...]

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The problems in words."""
        return tuple(explain(each) for each in self.problems)


def evaluate(
    module: tree.Module,
    source: SourceFile,
    declarations: Mapping[str, tree.Declaration],
    folder: str,
    secrets: SecretReader,
) -> Evaluated:
    """Run a module that imports nothing and has no errors. `folder` is where relative paths begin."""
    return evaluate_program((Imported(source.name, source, module, {}),), declarations, folder, secrets)


def evaluate_program(
    modules: Sequence[Imported],
    declarations: Mapping[str, tree.Declaration],
    folder: str,
    secrets: SecretReader,
) -> Evaluated:
    """Run the modules of a program that has no errors, each behind those that it imports.

    `folder` is that of the first script, which is the last of `modules`; relative paths begin there.
    """
    draft = Draft(modules[-1].source, {each.source.name: each.source for each in modules})
    evaluator = Evaluator(Binder(draft, secrets, BINDINGS))
    library = Environment(values={name: library_value(each) for name, each in names_of(declarations).items()})
    done: dict[str, Environment] = {}
    for each in modules:
        environment = library.inner()
        for name, key in each.imports.items():
            environment.values |= given(name, done[key])
        evaluator.run(environment, each.module.statements)
        done[each.key] = environment
    return Planner(draft, environment, folder).evaluated(tuple(evaluator.problems))


def library_value(declaration: tree.Declaration) -> Value:
    """What a name of the library holds."""
    return VALUES[declaration.name.text] if declaration.is_value else Extern(declaration)


def given(name: str, environment: Environment) -> dict[str, Value]:
    """What an imported script gives, under the name of the import; not what it imports itself."""
    return {f"{name}.{each}": value for each, value in environment.values.items() if "." not in each}


@dataclass(slots=True)
class Planner:
    """Gives ids and puts the tables of the plan together."""

    draft: Draft
    environment: Environment
    folder: str
    ids: dict[SourceValue, plan.NodeId] = field(default_factory=dict)
    sources: dict[plan.NodeId, plan.Source] = field(default_factory=dict)
    places: Places = field(default_factory=dict)
    refs: dict[int, str] = field(default_factory=dict)
    problems: list[EvaluationProblem] = field(default_factory=list)

    def evaluated(self, problems: tuple[EvaluationProblem, ...]) -> Evaluated:
        """The whole plan."""
        self.give_names()
        for mount in self.draft.mounts:
            self.add(mount.source, f"{mount.node.path}.source")
        outputs = tuple(self.output(each, number) for number, each in enumerate(self.draft.outputs))
        hooks = tuple(self.hook(each, number) for number, each in enumerate(self.draft.hooks))
        commands = {each.name: self.command(each) for each in self.draft.commands}
        certificates = tuple(self.certificates(*each) for each in enumerate(self.draft.certificates))
        mounts = [replace(each.node, source=self.ids[each.source]) for each in self.draft.mounts]
        station = plan.Station(
            folder=self.folder,
            identity=self.draft.identity,
            server=self.draft.server,
            logs=self.draft.logs,
            telnet=self.draft.telnet,
            sources=self.sources,
            mounts={each.path: each for each in mounts},
            pass_through={each.node.path: each.node for each in self.draft.pass_through},
            relays={each.node.path: each.node for each in self.draft.relays},
            mirrors=tuple(each.node for each in self.draft.mirrors),
            hooks=hooks,
            commands=commands,
            admins=tuple(self.draft.admins),
            aliases={each.path: each.mount for each in self.draft.aliases},
            directories=tuple(each.node for each in self.draft.directories),
            files=tuple(each.node for each in self.draft.files),
            outputs=outputs,
            certificates=certificates,
            origin=plan.Origin(self.draft.source.name, 1),
        )
        promise = promise_of(self.draft, self.sources, self.places, mounts, outputs, tuple(self.unused()))
        return Evaluated(station, promise, (*problems, *self.problems))

    # ---- ids ----------------------------------------------------------------------------------------------------------

    def give_names(self) -> None:
        """Rule 1, for sources and refs that names hold, and for sources in lists that names hold."""
        held = list(self.environment.values.items())
        for name, value in held:
            if isinstance(value, SourceValue):
                self.ids.setdefault(value, plan.NodeId(name))
            elif isinstance(value, RefValue):
                self.refs.setdefault(id(value), name)
        for name, value in held:
            for place, each in inside(value, name):
                self.ids.setdefault(each, plan.NodeId(place))

    def add(self, value: SourceValue, place: str) -> plan.NodeId:
        """Put a source and its children into the table, once."""
        node_id = self.ids.setdefault(value, plan.NodeId(place))
        if node_id in self.sources:
            return node_id
        self.sources[node_id] = value.node
        self.places |= stands(node_id, value.span, value.places)
        children = tuple(self.add(each, f"{node_id}.children.{i}") for i, each in enumerate(value.children))
        node = plan.with_children(value.node, children) if children else value.node
        self.sources[node_id] = replace(cast(Any, node), **self.live(value, node_id))
        return node_id

    def live(self, value: SourceValue, node_id: plan.NodeId) -> dict[str, plan.Live]:
        """The parameters of a source that functions give, each with what it gave first."""
        origin = self.draft.origin(value.span)
        return {
            name: plan.Live(self.handler(function, f"{node_id}.{name}", origin), getattr(value.node, name))
            for name, function in value.live.items()
        }

    def output(self, draft: OutputDraft, number: int) -> plan.Output:
        """What stands beside the mounts, with its source and its function."""
        found: dict[str, object] = {}
        if draft.source is not None:
            found["source"] = self.add(draft.source, f"output.{number}.source")
        if draft.function is not None:
            found["name"] = self.handler(draft.function, f"output.{number}.name", draft.node.origin)
        return cast(plan.Output, replace(cast(Any, draft.node), **found))

    def hook(self, draft: HookDraft, number: int) -> plan.Hook:
        """A handler of an event."""
        place = f"on.{draft.event}.{number}.source"
        source_id = self.add(draft.source, place) if draft.source is not None else plan.NodeId("")
        same = sum(
            1
            for each in self.draft.hooks[:number]
            if each.source is draft.source and each.event == draft.event
        )
        name = f"{source_id}.on.{draft.event}".removeprefix(".") + (f".{same}" if same else "")
        origin = self.draft.origin(draft.span)
        handler = self.handler(draft.handler, name, origin)
        return plan.Hook(draft.event, source_id, handler, draft.seconds, draft.path, origin=origin)

    def command(self, draft: CommandDraft) -> plan.OwnCommand:
        """A command of the script."""
        name, origin = f"command.{draft.name}", self.draft.origin(draft.span)
        arguments = tuple(self.argument(draft.name, *each) for each in draft.arguments.items())
        handler = self.handler(draft.handler, name, origin)
        return plan.OwnCommand(draft.name, handler, arguments, draft.doc, draft.role, origin=origin)

    def certificates(self, number: int, draft: CertificatesDraft) -> plan.Certificates:
        """Where a certificate comes from, with the functions that write its entries."""
        if draft.dns is None or not isinstance(draft.node, plan.Acme):
            return draft.node
        name, origin = f"certificates.{number}.dns", draft.dns.node.origin
        dns = replace(
            draft.dns.node,
            set=self.handler(draft.dns.set, f"{name}.set", origin),
            remove=self.handler(draft.dns.remove, f"{name}.remove", origin),
        )
        return replace(draft.node, dns=dns)

    def argument(self, command: str, name: str, default: Value) -> plan.CommandArgument:
        """An argument of a command, by what it is where it is left out."""
        match default:
            case SourceValue():
                source = self.add(default, f"command.{command}.{name}")
                return plan.CommandArgument(name, "source", source)
            case bool():
                return plan.CommandArgument(name, "truth", default)
            case int():
                return plan.CommandArgument(name, "whole", default)
            case float():
                return plan.CommandArgument(name, "number", default)
            case Quantity():
                return plan.CommandArgument(name, "seconds", default.amount)
            case _:
                return plan.CommandArgument(name, "text", cast(str, default))

    def handler(self, function: Value, name: str, origin: plan.Origin) -> plan.Handler:
        """A function that the running station calls."""
        capture = Capture(
            self.draft.text,
            self.draft.origin,
            lambda value: self.add(value, f"{name}.source"),
            lambda ref: self.refs.setdefault(id(ref), f"{name}.ref.{len(self.refs)}"),
            ANYWHERE.__contains__,
        )
        found = capture.handler(function, name, origin)
        self.problems += [each for each in capture.problems if each not in self.problems]
        return found

    # ---- what the rules look at -----------------------------------------------------------------------------------------

    def unused(self) -> Iterator[Unused]:
        """Sources that nothing plays, and that no other unused one holds; what an imported script offers need not be played."""
        used = self.used()
        held = {child for value in self.draft.made if value not in used for child in value.children}
        for value in self.draft.made:
            if value not in used and value not in held and value.span.file == self.draft.source.name:
                name = self.ids.get(value, plan.NodeId(""))
                yield ("" if "." in name else name), value.span

    def used(self) -> set[SourceValue]:
        """The sources that are in the table."""
        return {value for value, node_id in self.ids.items() if node_id in self.sources}


def inside(value: Value, name: str) -> Iterator[tuple[str, SourceValue]]:
    """The sources in a list, with their places; a list that stands in several places is looked through once."""
    seen: set[int] = set()

    def look(part: Value, place: str) -> Iterator[tuple[str, SourceValue]]:
        if isinstance(part, SourceValue):
            yield place, part
        elif isinstance(part, tuple) and id(part) not in seen:
            seen.add(id(part))
            for number, each in enumerate(part):
                yield from look(each, f"{place}.{number}")

    return look(value, name)
