"""After a lost reply: conclude from the states of the tasks whether the request was acted on."""

from collections.abc import Sequence
from typing import Any, Final

from jobspan._core.call import Confirmed, Settle, Settled
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._planes.huawei_drs.flows.entries import Entry, Reconciler
from jobspan._planes.huawei_drs.flows.item_results import UNDECIDED
from jobspan._planes.huawei_drs.flows.reads import states_of, status_in
from jobspan._planes.huawei_drs.models.replies import Outcome, Results
from jobspan._planes.huawei_drs.models.status import TRANSFERRING, JobStatus

_MOVING: Final = TRANSFERRING | {JobStatus.STARTJOBING}
STARTED: Final = _MOVING | {JobStatus.WAITING_FOR_START, JobStatus.START_JOB_FAILED}
RESUMED: Final = _MOVING
PAUSED: Final = frozenset({JobStatus.PAUSING})
ENDING: Final = frozenset({JobStatus.RELEASE_RESOURCE_STARTED, JobStatus.RELEASE_RESOURCE_COMPLETE, JobStatus.DELETED})
GONE: Final = frozenset({JobStatus.DELETED})


def reconcile_by_state(done: frozenset[JobStatus]) -> Reconciler:
    """Entries whose task is in one of these states were acted on. The others are unknown, and so not sent again."""

    def reconciler(ctx: PlaneContext, entries: Sequence[Entry[Any]]) -> Settle[Results[Outcome]]:
        def reconcile() -> Flow[Settled[Results[Outcome]]]:
            states = yield from states_of(ctx, [entry.job_id for entry in entries])
            outcomes = (_outcome(entry, status_in(states.get(entry.job_id)), done) for entry in entries)
            return Confirmed(Results[Outcome](results=tuple(outcomes)))

        return reconcile

    return reconciler


def _outcome(entry: Entry[Any], status: JobStatus, done: frozenset[JobStatus]) -> Outcome:
    acted = status in done
    return Outcome(
        id=entry.job_id,
        end_point_type=entry.end_point,
        status="success" if acted else UNDECIDED,
        error_msg=f"The reply was lost; the state is {status}"
        + ("." if acted else ", which does not show whether the request was acted on."),
    )
