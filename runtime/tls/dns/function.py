"""Entries that functions of the script write: `dns.function(…)`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from runtime.errors import OperatorFault, ScriptFault
from runtime.plan import DnsFunction, Handler

__all__ = ["CallsFunctions", "FunctionDns"]

CallsFunctions = Callable[[Handler, Sequence[object], float], Awaitable[object]]
"""Calls a function of the script with plain data, and gives it up after so many seconds. Raises ScriptFault."""

LONGEST_COMPLAINT = 500
"""Characters of what a function gives as an error."""


class FunctionDns:
    """Calls one function to add an entry and the other to take it away. Fits `DnsProvider`.

    Rule: what they give is only looked at for a failure: `false`, or an object whose `ok` is false, as `http.post` and
    `process.run` have it. A body that a server answered with is never told: it may hold a secret.

    Args:
        plan: what the script says.
        call: what calls a function.
    """

    def __init__(self, plan: DnsFunction, call: CallsFunctions) -> None:
        self._plan = plan
        self._call = call

    async def present(self, name: str, value: str) -> None:
        """Have a value added."""
        await self._do("set", self._plan.set, name, value)

    async def clean_up(self, name: str, value: str) -> None:
        """Have it taken away."""
        await self._do("remove", self._plan.remove, name, value)

    async def _do(self, what: str, handler: Handler, name: str, value: str) -> None:
        said = f"`{what}` of `dns.function`, called for {name}"
        try:
            answer = await self._call(handler, (name, value), self._plan.timeout)
        except ScriptFault as fault:
            place = fault.origin or handler.origin
            raise ScriptFault(f"{said}, failed at {place}: {fault}", place) from fault
        complaint = _complaint(answer)
        if complaint:
            raise OperatorFault(f"{said}, at {handler.origin}, {complaint}")


def _complaint(answer: object) -> str:
    """What an answer says of a failure; "" where it says none."""
    match answer:
        case False:
            return "gave `false`"
        case Mapping() if answer.get("ok") is False:
            return f"gave an answer that is not `ok`: {_reason(answer)}"
        case _:
            return ""


def _reason(answer: Mapping[object, object]) -> str:
    error = " ".join(str(answer.get("error") or "").split())
    return error[:LONGEST_COMPLAINT] if error else f"the status is {answer.get('status', 'not told')}"
