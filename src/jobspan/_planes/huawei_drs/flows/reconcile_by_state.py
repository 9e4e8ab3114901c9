"""After a lost reply: conclude from the states of the tasks whether the request was acted on."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.reconcile import Confirmed, Finding, Reconcile, Unknown, looking
from jobspan._planes.huawei_drs.flows.entries import Entry, Reconciler
from jobspan._planes.huawei_drs.flows.item_results import UNDECIDED
from jobspan._planes.huawei_drs.flows.reads import states_of
from jobspan._planes.huawei_drs.models.replies import Outcome, Results
from jobspan._planes.huawei_drs.models.status import FAILED, TRANSFERRING, JobStatus

_MOVING: Final = TRANSFERRING | {JobStatus.STARTJOBING}
STARTED: Final = _MOVING | {JobStatus.WAITING_FOR_START, JobStatus.START_JOB_FAILED}
RESUMED: Final = _MOVING
PAUSED: Final = frozenset({JobStatus.PAUSING})
ENDING: Final = frozenset({JobStatus.RELEASE_RESOURCE_STARTED, JobStatus.RELEASE_RESOURCE_COMPLETE, JobStatus.DELETED})
GONE: Final = frozenset({JobStatus.DELETED})

BEFORE_START: Final = frozenset({JobStatus.CONFIGURATION, JobStatus.WAITING_FOR_START, JobStatus.START_JOB_FAILED})
BEFORE_PAUSE: Final = TRANSFERRING | {JobStatus.FULL_TRANSFER_FAILED, JobStatus.INCRE_TRANSFER_FAILED}
BEFORE_RESUME: Final = FAILED | {JobStatus.PAUSING}
BEFORE_END: Final = frozenset(JobStatus) - ENDING
"""The states that an accepted action is to leave; until they change they say nothing of what comes of it."""


def reconcile_by_state(done: frozenset[JobStatus]) -> Reconciler:
    """Entries whose task is in one of these states were acted on. The others are unknown, and so not sent again.

    A task that DRS does not mention is unknown as well: silence is not the end of a task.
    """

    def reconciler(ctx: PlaneContext, entries: Sequence[Entry[Any]]) -> Reconcile[Results[Outcome]]:
        seen: dict[str, JobStatus | None] = {}

        def look() -> Flow[Finding[Results[Outcome]]]:
            states = yield from states_of(ctx, [entry.job_id for entry in entries])
            seen.update({id: state.status for id, state in states.items()})
            if any(seen.get(entry.job_id) not in done for entry in entries):
                return Unknown()
            return Confirmed(_outcomes(entries, seen, done))

        def reconcile() -> Flow[Finding[Results[Outcome]]]:
            found = yield from looking(look)()
            return Confirmed(_outcomes(entries, seen, done)) if seen and isinstance(found, Unknown) else found

        return reconcile

    return reconciler


def _outcomes(
    entries: Sequence[Entry[Any]], seen: Mapping[str, JobStatus | None], done: frozenset[JobStatus]
) -> Results[Outcome]:
    return Results[Outcome](results=tuple(_outcome(entry, seen.get(entry.job_id), done) for entry in entries))


def _outcome(entry: Entry[Any], status: JobStatus | None, done: frozenset[JobStatus]) -> Outcome:
    acted = status in done
    state = f"the state is {status}" if status else "no state could be read"
    return Outcome(
        id=entry.job_id,
        end_point_type=entry.end_point,
        status="success" if acted else UNDECIDED,
        error_msg=f"The reply was lost; {state}"
        + ("." if acted else ", which does not show whether the request was acted on."),
    )
