"""The long-running things of CipherTrust, as handles see them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, pure
from jobspan._core.jobs import JobKind
from jobspan.models import JobRef, Phase, Progress
from jobspan.planes.ciphertrust.flows.cancelling import cancel_ref
from jobspan.planes.ciphertrust.flows.reading import read_job, read_jobs
from jobspan.planes.ciphertrust.models.sync_jobs import SyncJob


def from_epoch(seconds: float) -> datetime:
    """A wall clock's reading as a time."""
    return datetime.fromtimestamp(seconds, UTC)


def _result(ctx: PlaneContext, ref: JobRef, view: SyncJob) -> Flow[SyncJob]:
    return pure(view)


def _state(view: SyncJob) -> str:
    return f"{view.overall_status or 'no status'}{', abort' if view.abort else ''}"


def _explain(view: SyncJob) -> str:
    if view.is_cancelled:
        return "it was cancelled"
    return "; ".join(f"{result.unit}: {result.text}" for result in view.failures)


def _progress(view: SyncJob) -> Progress:
    results = view.results
    if not results:
        return Progress()
    done = sum(result.phase is not Phase.RUNNING for result in results)
    return Progress(fraction=done / len(results), text=f"{done} of {len(results)} units")


SYNC_JOB: Final[JobKind[SyncJob, SyncJob]] = JobKind(
    name="ciphertrust.sync",
    title="synchronization",
    read=read_job,
    phase=lambda view: view.phase,
    state=_state,
    result=_result,
    explain=_explain,
    cancel=cancel_ref,
    read_many=read_jobs,
    progress=_progress,
)

KINDS: Final[Mapping[str, JobKind[Any, Any]]] = {kind.name: kind for kind in (SYNC_JOB,)}
