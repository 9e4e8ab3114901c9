"""After a lost reply: what the states say of whether a request was acted on."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from jobspan._core.call import Confirmed, Settle, Settled
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._planes.huawei_drs.flows.judge import Entry
from jobspan._planes.huawei_drs.flows.outcomes import UNDECIDED
from jobspan._planes.huawei_drs.flows.reads import states_of
from jobspan._planes.huawei_drs.models.replies import Outcome, Results
from jobspan._planes.huawei_drs.states import JobStatus

_MOVING: Final = frozenset(
    {
        JobStatus.STARTJOBING,
        JobStatus.FULL_TRANSFER_STARTED,
        JobStatus.FULL_TRANSFER_COMPLETE,
        JobStatus.INCRE_TRANSFER_STARTED,
    }
)
STARTED: Final = _MOVING | {JobStatus.WAITING_FOR_START, JobStatus.START_JOB_FAILED}
RESUMED: Final = _MOVING
PAUSED: Final = frozenset({JobStatus.PAUSING})
ENDING: Final = frozenset({JobStatus.RELEASE_RESOURCE_STARTED, JobStatus.RELEASE_RESOURCE_COMPLETE, JobStatus.DELETED})
GONE: Final = frozenset({JobStatus.DELETED})


def by_states(
    ctx: PlaneContext, done: frozenset[JobStatus]
) -> Callable[[Sequence[Entry[Any]]], Settle[Results[Outcome]]]:
    """Entries whose task is in one of these states were acted on; of the others nobody can tell, so they are not sent again."""

    def settle_for(entries: Sequence[Entry[Any]]) -> Settle[Results[Outcome]]:
        def settle() -> Flow[Settled[Results[Outcome]]]:
            known = yield from states_of(ctx, [entry.job_id for entry in entries])
            return Confirmed(
                Results[Outcome](
                    results=tuple(
                        _outcome(entry, known[entry.job_id].status if entry.job_id in known else None, done)
                        for entry in entries
                    )
                )
            )

        return settle

    return settle_for


def _outcome(entry: Entry[Any], status: JobStatus | None, done: frozenset[JobStatus]) -> Outcome:
    status = status or JobStatus.DELETED
    acted = status in done
    return Outcome(
        id=entry.job_id,
        end_point_type=entry.end_point,
        status="success" if acted else UNDECIDED,
        error_msg=f"The reply was lost; the state is {status}"
        + ("." if acted else ", which does not tell whether the request was acted on."),
    )
