"""Proving the names of an order (RFC 8555 §7.5)."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from acme import messages
from acme.challenges import KeyAuthorizationChallenge

from runtime.errors import Fault

from .authority import AcmeFault, ChallengeKind, Solvers
from .choice import choose
from .faults import fault_of_names
from .names import Identifier
from .polling import polled
from .showing import Showing, showing
from .talk import Talk

__all__ = ["prove"]

T = TypeVar("T")

logger = logging.getLogger(__name__)

WAITING = frozenset({messages.STATUS_PENDING, messages.STATUS_PROCESSING})
"""An authorization about which nothing is decided yet."""


@dataclass(frozen=True, slots=True)
class _Task:
    """One name that has to be proven, and how."""

    url: str
    wanted: Identifier
    kind: ChallengeKind
    challenge: messages.ChallengeBody


async def prove(talk: Talk, urls: Sequence[str], solvers: Solvers) -> None:
    """Prove all names of an order: show the proofs, wait until all can see them, answer, wait for the verdicts.

    Raises:
        AcmeFault: a name could not be proven. Whatever was shown is taken back in any case.
    """
    tasks = [task for url in urls if (task := await _task(talk, url, solvers)) is not None]
    async with _shown(talk, tasks, solvers):
        for task in tasks:
            await _answered(talk, task)
        await _verdicts(talk, tasks)


async def _task(talk: Talk, url: str, solvers: Solvers) -> _Task | None:
    """What is to be done for one authorization; None where the authority remembers an earlier proof."""
    body, _ = await talk.read_as(messages.Authorization, url)
    if body.status == messages.STATUS_VALID:
        return None
    by_address = body.identifier.typ == messages.IDENTIFIER_IP
    wanted = Identifier("ip" if by_address else "dns", str(body.identifier.value), bool(body.wildcard))
    offered = {
        each.chall.typ: each for each in body.challenges if isinstance(each.chall, KeyAuthorizationChallenge)
    }
    kind = choose(wanted, offered, solvers, talk.url)
    return _Task(url, wanted, kind, offered[kind])


@contextlib.asynccontextmanager
async def _shown(talk: Talk, tasks: Sequence[_Task], solvers: Solvers) -> AsyncIterator[None]:
    """Show all proofs while the block lasts. Each is taken back, also one whose showing failed half-way."""
    async with contextlib.AsyncExitStack() as back:
        proofs = []
        for task in tasks:
            proof = await _ours(task, _proof(talk, task, solvers))
            back.push_async_callback(_taken_back, talk, task, proof)
            await _ours(task, proof.show())
            proofs.append(proof)
        for task, proof in zip(tasks, proofs, strict=True):
            await _ours(task, proof.seen())
        yield


async def _proof(talk: Talk, task: _Task, solvers: Solvers) -> Showing:
    return await showing(
        task.kind,
        task.wanted,
        task.challenge.chall,
        key=talk.key,
        solvers=solvers,
        clock=talk.clock,
        within=talk.patience.shown,
    )


async def _ours(task: _Task, work: Awaitable[T]) -> T:
    """Do our side of a proof. A fault in it costs no attempt: the authority was not asked to look yet."""
    try:
        return await work
    except AcmeFault:
        raise
    except Fault as fault:
        words = f"the proof for {task.wanted} by {task.kind} could not be shown: {fault}"
        raise AcmeFault("proof", words, names=(str(task.wanted),)) from fault


async def _taken_back(talk: Talk, task: _Task, proof: Showing) -> None:
    try:
        async with asyncio.timeout(talk.patience.clean_up):
            await proof.hide()
    except (Fault, TimeoutError) as wrong:
        why = str(wrong) or "no answer"
        logger.warning(
            "the proof for %s by %s stays, for it could not be taken back: %s",
            task.wanted,
            task.kind,
            why,
        )


async def _answered(talk: Talk, task: _Task) -> None:
    """Tell the authority to look. A second answer, after a first that was cut off, may be refused: the verdict tells."""
    try:
        await talk.post(task.challenge.uri, task.challenge.chall.response(talk.key))
    except AcmeFault:
        body, _ = await talk.read_as(messages.Authorization, task.url)
        if all(each.status == messages.STATUS_PENDING for each in body.challenges):
            raise


async def _verdicts(talk: Talk, tasks: Sequence[_Task]) -> None:
    give_up = talk.clock.now() + talk.patience.proof
    failed = {}
    for task in tasks:
        body = await polled(
            talk, messages.Authorization, task.url, _is_decided, give_up, f"a verdict on {task.wanted}"
        )
        if body.status != messages.STATUS_VALID:
            failed[str(task.wanted)] = (_objection(body), task.kind)
    if failed:
        raise fault_of_names(failed, talk.url)


def _is_decided(body: messages.Authorization) -> bool:
    return body.status not in WAITING


def _objection(body: messages.Authorization) -> messages.Error:
    errors = [each.error for each in body.challenges if each.error is not None]
    return errors[0] if errors else messages.Error.from_json({"detail": f"the proof is {body.status.name}"})
