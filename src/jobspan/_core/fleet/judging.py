"""The plan of a fleet: every item up to where it would change something, and no further."""

from collections.abc import Callable, Sequence

from jobspan._core.effects import Flow, gather
from jobspan._core.fleet.schedule import Entry
from jobspan._core.fleet.verdicts import judge
from jobspan._core.planning import stop_at_proposal
from jobspan.errors import JobspanError
from jobspan.fleet import FleetPlan, ItemEnd, PlannedItem
from jobspan.policy import Policy


def plan_fleet(name: str, entries: Sequence[Entry], policy: Policy) -> Flow[FleetPlan]:
    """Judge every item. Only reads."""
    answers = yield from gather([_judging(entry) for entry in entries], policy.concurrency)
    items: list[PlannedItem] = []
    for answer in answers:
        if isinstance(answer, Exception):
            raise answer
        items.append(answer)
    return FleetPlan(name=name, items=tuple(items))


def _judging(entry: Entry) -> Callable[[], Flow[PlannedItem]]:
    def look() -> Flow[PlannedItem]:
        item, reason, requests = entry.item, "", 1
        try:
            entry.place = yield from entry.facts.place(entry.ctx, item.method, entry.arguments)
            if entry.propose is not None:
                with entry.announced(".plan"):
                    proposal = yield from stop_at_proposal(entry.propose())
                requests = len(proposal.steps) if proposal else 0
                if proposal and proposal.refused:
                    reason = "; ".join(map(str, proposal.refused))
        except JobspanError as error:
            reason = judge(error, entry.facts.is_busy, entry.facts.is_lock_risk).reason
        if item.end not in (ItemEnd.WAITING, ItemEnd.HELD):
            reason, requests = "", 0
        if entry.differs:
            reason = f"It is done, and was called otherwise: {'; '.join(entry.differs)}"
        return PlannedItem(
            name=item.name, method=item.method, lane=entry.place.lane, ok=not reason, requests=requests, reason=reason
        )

    return look
