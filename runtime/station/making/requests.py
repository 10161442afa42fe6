"""Makers of the sources whose tracks others choose."""

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import Future

from runtime.errors import ScriptFault
from runtime.plan import Live, Next, NodeId, Program, RequestQueue, WebAddress
from runtime.sources.next_track import Chooser, NextSource
from runtime.sources.request_queue import RequestQueueSource
from runtime.sources.source import Source

from .ground import Ground, Maker

__all__ = ["REQUESTS"]


def queue(plan: RequestQueue, node: NodeId, _children: Sequence[Source], ground: Ground) -> Source:
    """`request.queue(…)`."""
    return RequestQueueSource(
        plan,
        node=node,
        base=ground.base,
        media=ground.media,
        clock=ground.clock.now,
        wall=ground.wall,
        web=ground.web,
    )


def next_track(plan: Next, node: NodeId, _children: Sequence[Source], ground: Ground) -> Source:
    """`next(…)`, `next.command(…)` and `next.http(…)`."""
    return NextSource(
        plan,
        node=node,
        base=ground.base,
        media=ground.media,
        clock=ground.clock.now,
        choose=chooser(plan, ground),
        web=ground.web,
    )


def chooser(plan: Next, ground: Ground) -> Chooser:
    """Who is asked, and how he is told what plays."""
    match plan.chooser:
        case Live(function=handler):
            called = ground.function(handler)
            return lambda playing: called([playing])
        case Program(arguments=arguments):
            return lambda playing: ground.script.program(arguments, json.dumps(playing), plan.timeout)
        case WebAddress(url=url):
            return lambda playing: ground.script.asked(url.text, json.dumps(playing), plan.timeout)
        case None:
            return lambda _playing: nobody()


def nobody() -> "Future[object]":
    """The answer where nobody can be asked."""
    refused: Future[object] = Future()
    refused.set_exception(ScriptFault("there is nobody to ask"))
    return refused


REQUESTS: Mapping[type, Maker] = {RequestQueue: queue, Next: next_track}
