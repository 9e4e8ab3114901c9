"""The kinds of jobs of CipherTrust, one for each family."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, pure
from jobspan._core.jobs import JobKind
from jobspan._planes.ciphertrust.families import FAMILIES, Family
from jobspan._planes.ciphertrust.flows.cancel import cancel_job
from jobspan._planes.ciphertrust.flows.reads import read_started, read_together
from jobspan._planes.ciphertrust.models.sync_jobs import SyncJob
from jobspan.jobs import JobRef, Phase, Progress


def _result(ctx: PlaneContext, ref: JobRef, view: SyncJob) -> Flow[SyncJob]:
    return pure(view)


def _state(view: SyncJob) -> str:
    return f"{view.overall_status or 'no status'}{', abort' if view.abort else ''}"


def _explain(view: SyncJob) -> str:
    if view.is_cancelled:
        return "it was cancelled"
    if not view.has_readable_units:
        return f"its units cannot be read: {view.extra['detailed_status']}"
    return "; ".join(f"{result.unit}: {result.text}" for result in view.failures)


def _progress(view: SyncJob) -> Progress:
    results = view.results
    if not results:
        return Progress()
    done = sum(result.phase is not Phase.RUNNING for result in results)
    return Progress(fraction=done / len(results), text=f"{done} of {len(results)} units")


def sync_kind(of: Family) -> JobKind[SyncJob, SyncJob]:
    """The kind of a family's jobs: one each, so that the jobs of one family are polled together."""

    def read(ctx: PlaneContext, ref: JobRef) -> Flow[SyncJob]:
        return read_started(ctx, of, ref)

    def read_many(ctx: PlaneContext, refs: Sequence[JobRef]) -> Flow[Mapping[str, SyncJob]]:
        return (yield from read_together(ctx, of, refs))

    def cancel(ctx: PlaneContext, ref: JobRef) -> Flow[None]:
        yield from cancel_job(ctx, of, ref.id)

    return JobKind(
        name=f"ciphertrust.{of.key}",
        title=f"synchronization of {of.title}",
        read=read,
        read_many=read_many,
        phase=lambda view: view.phase,
        state=_state,
        result=_result,
        explain=_explain,
        cancel=cancel,
        progress=_progress,
    )


SYNC_KINDS: Final = {of.key: sync_kind(of) for of in FAMILIES}
KINDS: Final[Mapping[str, JobKind[Any, Any]]] = {kind.name: kind for kind in SYNC_KINDS.values()}
