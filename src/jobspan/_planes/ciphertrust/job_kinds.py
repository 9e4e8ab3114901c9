"""The kinds of jobs of CipherTrust: one for each family, and runs of schedules."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, pure
from jobspan._core.error_text import words_of
from jobspan._core.jobs import JobKind
from jobspan._planes.ciphertrust.families import FAMILIES, Family
from jobspan._planes.ciphertrust.flows.cancel import cancel_job
from jobspan._planes.ciphertrust.flows.reads import read_started, read_together
from jobspan._planes.ciphertrust.models.sync_jobs import SyncJob
from jobspan._planes.ciphertrust.run_kind import RUN_KIND
from jobspan.jobs import JobRef, Phase, Progress

if TYPE_CHECKING:
    from jobspan._core.logs import LogSource

_ALL: Final = 1_000_000
"""One read of many takes two lists, whatever their number."""


def _result(ctx: PlaneContext, ref: JobRef, view: SyncJob) -> Flow[SyncJob]:
    return pure(view)


def _state(view: SyncJob) -> str:
    return f"{view.overall_status or 'no status'}{', abort' if view.abort else ''}"


def _explain(view: SyncJob) -> str:
    if view.is_cancelled:
        return "it was cancelled"
    units = [f"{result.unit}: {result.text}" for result in view.failures]
    if not view.has_readable_units:
        units.append(f"its units cannot be read: {view.extra['detailed_status']}")
    unknown = [] if view.status is None or view.status.is_known else ["its state is unknown to this version"]
    said = words_of({name: value for name, value in view.extra.items() if name != "detailed_status"})
    return "; ".join([*units, *([said] if said else []), *(unknown if view.is_over else [])])


def _advice(view: SyncJob) -> str:
    regions = sorted({result.region for result in view.failures if result.region})
    return f"error.view.failures has each unit; start again with regions={regions!r}." if regions else ""


def _awaits_units(of: Family, view: SyncJob) -> bool:
    """Whether a job that completed does not say what came of its units, although its family does: perhaps some failed."""
    return of.tells_units and view.phase is Phase.SUCCEEDED and not view.detailed_status


def _end_without_word(of: Family, view: SyncJob) -> Phase | None:
    """A job that has a time of its end and still says that it is in progress is over, or about to be; one that completed and
    never tells of its units has the plane's word alone."""
    ended = not view.is_over and view.ended_at is not None
    return view.phase_of_end if ended or _awaits_units(of, view) else None


def _progress(of: Family, view: SyncJob) -> Progress:
    if _awaits_units(of, view):
        return Progress(text=f"{_state(view)}; what came of its units is not told yet")
    results = view.results
    if not results:
        return Progress()
    done = sum(result.phase is not Phase.RUNNING for result in results)
    return Progress(fraction=done / len(results), text=f"{done} of {len(results)} units")


def _log() -> "LogSource":
    from jobspan._planes.ciphertrust.flows.logs import UnitLog

    return UnitLog()


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
        batch=_ALL,
        phase=lambda view: Phase.UNKNOWN if _awaits_units(of, view) else view.phase,
        state=_state,
        result=_result,
        explain=_explain,
        advice=_advice,
        cancel=cancel,
        progress=partial(_progress, of),
        phase_without_tail=partial(_end_without_word, of),
        log=_log,
    )


SYNC_KINDS: Final[Mapping[str, JobKind[SyncJob, SyncJob]]] = {of.key: sync_kind(of) for of in FAMILIES}
KINDS: Final[Mapping[str, JobKind[Any, Any]]] = {kind.name: kind for kind in SYNC_KINDS.values()} | {
    RUN_KIND.name: RUN_KIND
}
