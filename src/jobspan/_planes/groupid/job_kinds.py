"""The one kind of job that handles wait for: the next run of a Synchronize job.

Runs are started by the server's scheduler or in the portal. The API does not show a run in progress; that one
ended shows in the job's counter and time. Only the word for *never ran* is documented, so outcomes are recognized by their
stems; an unknown word means ended, but not successful.
Source: https://docs.netwrix.com/docs/directorymanager/11_0/user-guide/synchronization/sync-jobs (Dashboard)
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final, Self

from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit, gather, pure
from jobspan._core.jobs import JobKind
from jobspan._core.paginate import collect
from jobspan._core.plain import Plain
from jobspan._planes.groupid.flows import reads
from jobspan._planes.groupid.models.enums import NEVER_RAN
from jobspan._planes.groupid.models.jobs import JobInfo
from jobspan._planes.groupid.models.outcomes import in_utc, is_known
from jobspan._planes.groupid.operations.jobs import LIST_JOBS
from jobspan._public import public
from jobspan.errors import DecodeError, NotFound, OperationError, PermissionDenied
from jobspan.hooks import LookFailed
from jobspan.jobs import JobFacts, JobRef, Phase, Progress

_PAGE: Final = 1000


@public
@frozen(kw_only=True)
class RunBaseline(Plain):
    """What was known of a job's runs when waiting for the next one began.

    Attributes:
        times_run: how often the job had run.
        last_run: when it had last run, as text; empty when never.
    """

    times_run: int
    last_run: str = ""

    @classmethod
    def of(cls, info: JobInfo) -> Self:
        """What the head of a job says of its runs.

        Args:
            info: the head.
        """
        return cls(times_run=info.times_run, last_run=_text(info.last_run))

    @classmethod
    def from_about(cls, about: Mapping[str, str]) -> Self:
        """What a job reference carries.

        Args:
            about: ``about`` of the reference.
        """
        return cls(times_run=int(about.get("times_run", "0")), last_run=about.get("last_run", ""))

    def to_about(self) -> dict[str, str]:
        """As a job reference carries it."""
        return {"times_run": str(self.times_run), "last_run": self.last_run}


@public
@frozen(kw_only=True)
class RunView(Plain, JobFacts):
    """The head of a job now, and what was known before.

    Attributes:
        info: the head of the job now.
        before: what was known of its runs when the wait began.
    """

    info: JobInfo
    before: RunBaseline

    @property
    def ended(self) -> bool:
        """Whether a run shows since waiting began: it was counted, or has a later time."""
        return self._counted or self._later

    @property
    def settled(self) -> bool:
        """Whether all that the server tells of a run is that of the new one: the counter, the time, and a word for the outcome.

        They may show one after the other; the word is that of an earlier run until then.
        """
        return self._counted and self._later and self.info.last_out_come.casefold() not in ("", NEVER_RAN.casefold())

    @property
    def phase(self) -> Phase:
        """Queued until a run shows, running until all of it does; then what its outcome means. When more than one ended, that of
        the one that was waited for is not known, and it counts as partial."""
        if not self.ended:
            return Phase.QUEUED
        return self._outcome if self.settled else Phase.RUNNING

    @property
    def others(self) -> int:
        """How many runs ended besides the one that was waited for. The outcome that shows is that of the last of them."""
        return max(0, self.info.times_run - self.before.times_run - 1)

    @property
    def created_at(self) -> datetime | None:
        """When the job was made."""
        return self.info.created_at

    @property
    def ended_at(self) -> datetime | None:
        """When the run was over; the server tells one time a run."""
        return self.info.ended_at if self.phase.is_terminal else None

    @property
    def phase_as_it_is(self) -> Phase | None:
        """What a run means of which not everything shows, if the rest never comes."""
        if not self.ended or self.phase.is_terminal:
            return None
        known = self._outcome
        return known if known.is_terminal else Phase.PARTIAL

    @property
    def _outcome(self) -> Phase:
        return Phase.PARTIAL if self.others else self.info.phase

    @property
    def _counted(self) -> bool:
        return self.info.times_run > self.before.times_run

    @property
    def _later(self) -> bool:
        before, now = _moment_of(self.before.last_run), in_utc(self.info.last_run)
        return now is not None and (before is None or (now - before).total_seconds() >= 1.0)


def _text(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat()


def _moment_of(text: str) -> datetime | None:
    """The time in a reference; ``None`` when there is none."""
    return in_utc(datetime.fromisoformat(text)) if text else None


def _read(ctx: PlaneContext, ref: JobRef) -> Flow[RunView]:
    return _view((yield from reads.job(ctx, int(ref.id))).job_info, ref)


def _read_many(ctx: PlaneContext, refs: Sequence[JobRef]) -> Flow[Mapping[str, RunView]]:
    """One walk over the list for all of them; copies in collections are not in it and are read one by one.

    One that is gone or cannot be read is left out: it does not end the wait for the others.
    """
    heads = {str(info.job_id): info for info in (yield from _listed(ctx))}
    views = {ref.id: _view(heads[ref.id], ref) for ref in refs if ref.id in heads}
    others = [ref for ref in refs if ref.id not in heads]
    answers = yield from gather([partial(_read, ctx, ref) for ref in others], ctx.policy.concurrency)
    for ref, answer in zip(others, answers, strict=True):
        if isinstance(answer, RunView):
            views[ref.id] = answer
    for error in answers:
        if isinstance(error, Exception) and not (views and isinstance(error, OperationError)):
            raise error
    return views


def _listed(ctx: PlaneContext) -> Flow[Sequence[JobInfo]]:
    """The heads of the jobs; none when the account may not list them, or the list cannot be read: they are read singly then."""
    try:
        return (yield from collect(reads.jobs(ctx, page_size=_PAGE), partly=True))
    except (PermissionDenied, NotFound, DecodeError) as failed:
        yield from emit(LookFailed(plane=ctx.plane, operation=LIST_JOBS.id, error=str(failed)))
        return ()


def _view(info: JobInfo, ref: JobRef) -> RunView:
    return RunView(info=info, before=RunBaseline.from_about(ref.about))


def _state(view: RunView) -> str:
    return view.info.last_out_come if view.ended else "waiting for the next run"


def _explain(view: RunView) -> str:
    shown = view.info.last_out_come_display_text or ""
    if view.others:
        return f"{view.others + 1} runs ended since, and the outcome that shows is that of the last. {shown}".strip()
    if view.phase is Phase.PARTIAL and not is_known(view.info.last_out_come):
        more = "" if shown == view.info.last_out_come else f" {shown}"
        return f"the outcome {view.info.last_out_come!r} is not known to mean success.{more}".strip()
    return shown


def _advice(view: RunView) -> str:
    return "The portal has the statistics of the run (Review Job Run)."


def _progress(view: RunView) -> Progress:
    due = f", next at {view.info.next_run.isoformat()}" if view.info.next_run and not view.ended else ""
    return Progress(text=f"{view.info.times_run} runs{due}")


def _result(ctx: PlaneContext, ref: JobRef, view: RunView) -> Flow[JobInfo]:
    return pure(view.info)


RUN: Final[JobKind[RunView, JobInfo]] = JobKind(
    name="groupid.run",
    title="run of job",
    read=_read,
    phase=lambda view: view.phase,
    state=_state,
    result=_result,
    explain=_explain,
    advice=_advice,
    read_many=_read_many,
    batch=1_000_000,
    phase_without_tail=lambda view: view.phase_as_it_is,
    progress=_progress,
    instead_of_log="its REST API has no logs or statistics of runs; the portal has them (Review Job Run). "
    "handle.view.info is the head of the job, with the outcome of its last run.",
)

KINDS: Final = {RUN.name: RUN}
