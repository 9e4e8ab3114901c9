"""The members of a job collection, as they are given and as they are sent."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from jobspan._core.validation import Validator
from jobspan._planes.delphix.models.job_collections import CollectionMember, ComplianceJobCollection, MembersInput

MOST_MEMBERS: Final = 100
LAST_PLACE: Final = 100


def members_to_send(problems: Validator, members: MembersInput) -> list[dict[str, Any]]:
    """Each job once, with its place. Ids without places run in the order in which they are given."""
    if isinstance(members, str) or not isinstance(members, Iterable):
        problems.add("members", f"{members!r} is not a list of compliance jobs")
        return []
    given = list(members)
    placed = [each for each in given if isinstance(each, CollectionMember)]
    if placed and len(placed) < len(given):
        problems.add("members", "give all of them with their places, or none")
        return []
    rows = [_row(each.compliance_job_id, each.sequence) for each in placed] or _in_order(given)
    check_members(problems, rows)
    return rows


def check_members(problems: Validator, rows: Sequence[Mapping[str, Any]]) -> None:
    """Whether a list can be sent: a job once, at most 100 of them, places 1..100."""
    ids = [row.get("compliance_job_id") for row in rows]
    for id in ids:
        problems.text("members.compliance_job_id", id)
    twice = sorted({str(id) for id in ids if ids.count(id) > 1})
    if twice:
        problems.add("members", f"more than once in the list: {', '.join(twice)}")
    for row in rows:
        problems.whole("members.sequence", row.get("sequence"), 1, LAST_PLACE)
    if len(rows) > MOST_MEMBERS:
        problems.add("members", f"{len(rows)} jobs", (f"0..{MOST_MEMBERS}",))


def next_place(collection: ComplianceJobCollection) -> int:
    """The place behind all others; the last one there is, when it is taken."""
    places = [each.sequence or 1 for each in collection.members]
    return min(max(places, default=0) + 1, LAST_PLACE)


def _in_order(given: Iterable[str | Sequence[str] | Any]) -> list[dict[str, Any]]:
    steps = [[each] if isinstance(each, str) or not isinstance(each, Sequence) else list(each) for each in given]
    return [_row(id, place) for place, step in enumerate(steps, start=1) for id in step]


def _row(id: Any, sequence: Any) -> dict[str, Any]:
    row = {"compliance_job_id": id}
    return row if sequence is None else row | {"sequence": sequence}
