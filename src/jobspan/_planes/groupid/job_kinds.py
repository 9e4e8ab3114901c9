"""The one kind of job that handles wait for: the next run of a Synchronize job.

Runs are started by the server's scheduler or in the portal. The API does not show a run in progress; that one
ended shows in the job's counter and time. Only the word for *never ran* is documented, so outcomes are recognized by their
stems; an unknown word means ended, but not successful.
Source: https://docs.netwrix.com/docs/directorymanager/11_0/user-guide/synchronization/sync-jobs (Dashboard)
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Self

import attrs

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, pure
from jobspan._core.jobs import JobKind
from jobspan._core.paginate import collect
from jobspan._planes.groupid.flows import reads
from jobspan._planes.groupid.models.jobs import JobInfo
from jobspan.errors import NotFound
from jobspan.models import JobRef, Phase, Progress

_STEMS: Final = (
    ("fail", Phase.FAILED),
    ("unsucce", Phase.FAILED),
    ("not succe", Phase.FAILED),
    ("abort", Phase.FAILED),
    ("cancel", Phase.CANCELLED),
    ("stop", Phase.CANCELLED),
    ("error", Phase.PARTIAL),
    ("warning", Phase.PARTIAL),
    ("partial", Phase.PARTIAL),
    ("incomplete", Phase.PARTIAL),
    ("not complete", Phase.PARTIAL),
    ("succe", Phase.SUCCEEDED),
    ("complete", Phase.SUCCEEDED),
)
"""The first stem found decides: *completed with errors* is partial."""


@attrs.frozen(kw_only=True)
class RunBaseline:
    """What was known of a job's runs when waiting for the next one began."""

    times_run: int
    last_run: str = ""

    @classmethod
    def of(cls, info: JobInfo) -> Self:
        return cls(times_run=info.times_run, last_run=_text(info.last_run))

    @classmethod
    def from_about(cls, about: Mapping[str, str]) -> Self:
        return cls(times_run=int(about.get("times_run", "0")), last_run=about.get("last_run", ""))

    def to_about(self) -> dict[str, str]:
        """As a job reference carries it."""
        return {"times_run": str(self.times_run), "last_run": self.last_run}


@attrs.frozen(kw_only=True)
class RunView:
    """The head of a job now, and what was known before."""

    info: JobInfo
    before: RunBaseline

    @property
    def ended(self) -> bool:
        """Whether a run was counted since waiting began."""
        return self.info.times_run > self.before.times_run or _text(self.info.last_run) != self.before.last_run

    @property
    def phase(self) -> Phase:
        """Queued until a run is counted; then what its outcome means."""
        if not self.ended:
            return Phase.QUEUED
        return outcome_phase(self.info)


def outcome_phase(info: JobInfo) -> Phase:
    """What the outcome of a job's last run means; queued for one that never ran."""
    if not info.times_run and info.last_run is None:
        return Phase.QUEUED
    word = info.last_out_come.casefold()
    return next((phase for stem, phase in _STEMS if stem in word), Phase.PARTIAL)


def _text(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat()


def _read(ctx: PlaneContext, ref: JobRef) -> Flow[RunView]:
    return _view((yield from reads.job(ctx, int(ref.id))).job_info, ref)


def _read_many(ctx: PlaneContext, refs: Sequence[JobRef]) -> Flow[Mapping[str, RunView]]:
    """One walk over the list for all of them; copies in collections are not in it and are read one by one.

    A job that is gone does not end the wait for the others; its absence is raised once no other is left.
    """
    heads = {str(info.job_id): info for info in (yield from collect(reads.jobs(ctx), partly=True))}
    views: dict[str, RunView] = {}
    gone: NotFound | None = None
    for ref in refs:
        head = heads.get(ref.id)
        try:
            views[ref.id] = (yield from _read(ctx, ref)) if head is None else _view(head, ref)
        except NotFound as absent:
            gone = absent
    if gone is not None and not views:
        raise gone
    return views


def _view(info: JobInfo, ref: JobRef) -> RunView:
    return RunView(info=info, before=RunBaseline.from_about(ref.about))


def _state(view: RunView) -> str:
    return view.info.last_out_come if view.ended else "waiting for the next run"


def _explain(view: RunView) -> str:
    shown = view.info.last_out_come_display_text or ""
    if view.phase is Phase.PARTIAL and not any(stem in view.info.last_out_come.casefold() for stem, _ in _STEMS):
        return f"the outcome {view.info.last_out_come!r} is not known to mean success. {shown}".strip()
    return shown


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
    read_many=_read_many,
    batch=10_000,
    progress=_progress,
)

KINDS: Final = {RUN.name: RUN}
