"""How a flow is stopped before it changes anything, or held to what was planned."""

from collections.abc import Callable
from typing import Any, TypeVar

from jobspan._core.effects import Flow, Propose
from jobspan._core.interception import intercept
from jobspan._core.proposal import Proposal
from jobspan.errors import PlanChanged

T = TypeVar("T")


def stop_at_proposal(flow: Flow[Any]) -> Flow[Proposal | None]:
    """Run a flow up to where it would change something, and no further. ``None``: there is nothing to change."""
    found: list[Proposal] = []

    def note(proposal: Proposal) -> bool:
        found.append(proposal)
        return True

    yield from _watch_proposals(flow, note)
    return found[0] if found else None


def hold_to(expected: Proposal | None, flow: Flow[T]) -> Flow[T]:
    """Run a flow whole, but only if it is about to do exactly what was planned (``None``: nothing at all).

    Raises:
        PlanChanged: the flow proposes something else than planned.
    """
    compared = False

    def compare(proposal: Proposal) -> bool:
        nonlocal compared
        if not compared and (differences := _differences(expected, proposal)):
            raise PlanChanged(
                message=f"Not applied: since the plan for {proposal.title!r} was made, things changed.",
                hint="Make a new plan.",
                differences=differences,
            )
        compared = True
        return False

    return _watch_proposals(flow, compare)


def _differences(expected: Proposal | None, proposal: Proposal) -> tuple[str, ...]:
    if expected is None:
        return ("there was nothing to change, and now there is",)
    return expected.differences(proposal)


def _watch_proposals(flow: Flow[Any], stop_here: Callable[[Proposal], bool]) -> Flow[Any]:
    return intercept(flow, lambda effect: isinstance(effect, Propose) and stop_here(effect.proposal))
