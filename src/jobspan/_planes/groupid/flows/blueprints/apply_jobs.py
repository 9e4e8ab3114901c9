"""Brings jobs to a server. One that changed is made anew, checked, and only then takes the place of the old one."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from jobspan._core.call import perform, prepare
from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.http import Request
from jobspan._core.interruption import noting
from jobspan._core.proposal import Step
from jobspan._planes.groupid.errors import GroupIDError
from jobspan._planes.groupid.flows import jobs
from jobspan._planes.groupid.flows.blueprints.judging import Judge
from jobspan._planes.groupid.flows.blueprints.work import Work, knowing, outcome
from jobspan._planes.groupid.flows.details import content, made
from jobspan._planes.groupid.flows.reconcile import says_too_little
from jobspan._planes.groupid.flows.replace import once_it_shows
from jobspan._planes.groupid.models.blueprints.assessment import AssessedJob
from jobspan._planes.groupid.models.blueprints.results import AppliedItem, DiffItem, Outcome
from jobspan._planes.groupid.models.blueprints.writing import Writer, rebuilt_nodes
from jobspan._planes.groupid.models.copies import as_new
from jobspan._planes.groupid.models.diff import differences_from_sent
from jobspan._planes.groupid.models.documents import CODEC
from jobspan._planes.groupid.models.jobs import Job, JobInfo
from jobspan._planes.groupid.models.outcomes import in_utc
from jobspan._planes.groupid.operations.jobs import CREATE_JOB, DELETE_JOBS
from jobspan.errors import OperationError

_SOON: Final = timedelta(minutes=15)
_AGAIN: Final = "put it into its schedule again (Synchronize > All Jobs > Schedule)"
_ONCE_SCHEDULED: Final = "it had a schedule where it came from: give it one"


def job_work(
    ctx: PlaneContext, assessed: AssessedJob, writer: Writer, judge: Judge, now: float, *, allow_gap: bool
) -> Flow[Work]:
    """Create a job, or put a new one in the place of one."""
    job = writer.job(assessed)
    jobs.check_document("groupid.apply", job)
    journey = _Journey(ctx=ctx, assessed=assessed, writer=writer, allow_gap=allow_gap)
    waits = writer.waits_for(assessed)
    creation = Step(operation=CREATE_JOB.id, request=prepare(ctx, CREATE_JOB, body=CODEC.write(job)))
    steps = [] if waits else [creation]
    if assessed.stored is not None:
        steps.append(Step(operation=DELETE_JOBS.id, request=_deletion(ctx, assessed.stored.id)))
    then = f"create {assessed.item.title}, once the data source {', '.join(map(repr, waits))} exists"
    return Work(
        item=assessed.item,
        title=f"{'create' if assessed.stored is None else 'replace'} {assessed.item.title}",
        run=journey.create if assessed.stored is None else journey.replace,
        steps=tuple(steps),
        then=(then,) if waits else (),
        verdicts=(yield from judge.job(assessed, job)),
        notes=tuple(_notes(assessed, writer, now)),
    )


def job_deletion(ctx: PlaneContext, item: DiffItem) -> Work:
    """Delete a job that the files do not have."""
    (id,) = item.ids

    def run() -> Flow[AppliedItem]:
        yield from _delete(ctx, id)
        return outcome(item, Outcome.DELETED, id=None, previous_id=id)

    return Work(
        item=item,
        title=f"delete {item.title}",
        run=run,
        steps=(Step(operation=DELETE_JOBS.id, request=_deletion(ctx, id)),),
        notes=(f"{item.title} is not in the files: it is deleted with the history of its runs",),
    )


@frozen(kw_only=True)
class _Journey:
    ctx: PlaneContext
    assessed: AssessedJob
    writer: Writer
    allow_gap: bool

    def create(self) -> Flow[AppliedItem]:
        """Make a job that the server does not have."""
        item = self.assessed.item
        if waits := self.writer.waits_for(self.assessed):
            return outcome(item, Outcome.LEFT, message=f"the data source {', '.join(map(repr, waits))} is not there")
        job = self.writer.job(self.assessed)
        created = yield from self._created(job)
        with knowing(f"Job {created} was created, and could not be read back.", id=created):
            unlike = yield from self._unlike(job, created)
        to_do = (_ONCE_SCHEDULED,) if self.assessed.tree.get("hadSchedule") else ()
        said = f"it reads back differently: {'; '.join(unlike)}" if unlike else None
        return outcome(item, Outcome.CREATED, id=created, message=said, to_do=to_do)

    def replace(self) -> Flow[AppliedItem]:
        """Make the new job under its name, check it, delete the old one."""
        if waits := self.writer.waits_for(self.assessed):
            return outcome(
                self.assessed.item, Outcome.LEFT, message=f"the data source {', '.join(map(repr, waits))} is not there"
            )
        old = self._old
        job = self.writer.job(self.assessed)
        try:
            created = yield from self._created(job)
        except GroupIDError as refused:
            if self.allow_gap and says_that_the_name_is_taken(refused):
                return (yield from self._over_a_gap(job))
            hint = " allow_gap=True deletes the old job first." if says_that_the_name_is_taken(refused) else ""
            return self._failed(f"{refused.message} Job {old.id} is untouched.{hint}")
        with knowing(f"Job {created} was created, and could not be read back; job {old.id} is untouched.", id=created):
            unlike = yield from self._unlike(job, created)
        if unlike:
            with knowing(
                f"Job {created} was created, and reads back differently; job {old.id} is untouched.", id=created
            ):
                yield from _delete(self.ctx, created)
            return self._failed(
                f"the new job read back differently and was deleted; job {old.id} is untouched: {'; '.join(unlike)}"
            )
        with knowing(
            f"Job {created} was created in the place of job {old.id}, and reads back as it was sent. "
            f"What remains is to delete job {old.id}, if it still exists.",
            id=created,
        ):
            yield from _delete(self.ctx, old.id)
        return (yield from self._replaced(created))

    def _over_a_gap(self, job: Job) -> Flow[AppliedItem]:
        """Delete first, where the server keeps names unique; if the new job is refused, the old one is made again."""
        old = self._old
        yield from _delete(self.ctx, old.id)
        deleted = f"Job {old.id} was deleted to make room for the new one."
        try:
            with noting(lambda: deleted):
                created = yield from self._created(job)
        except GroupIDError as refused:
            lost = f"{deleted} That was refused: {refused.message} The old one could not be made again."
            with knowing(lost, id=None, previous_id=old.id):
                again = yield from self._created(as_new(old, name=old.name))
            return outcome(
                self.assessed.item,
                Outcome.FAILED,
                id=again,
                previous_id=old.id,
                message=f"{refused.message} The job was made again as it was before, as job {again}.",
                to_do=self._to_do(),
            )
        except OperationError as failed:
            raise failed.with_hint(deleted) from failed.__cause__
        return (yield from self._replaced(created))

    def _replaced(self, created: int) -> Flow[AppliedItem]:
        namesakes = yield from jobs.namesakes_of(self.ctx, self.assessed.item.name)
        others = [info.job_id for info in namesakes or () if info.job_id != created]
        said = f"the server also shows job {', '.join(map(str, others))} of this name" if others else None
        return outcome(
            self.assessed.item,
            Outcome.REPLACED,
            id=created,
            previous_id=self._old.id,
            message=said,
            to_do=self._to_do(),
        )

    def _created(self, job: Job) -> Flow[int]:
        find_it = yield from jobs.look_before_creation(self.ctx, job)
        request = prepare(self.ctx, CREATE_JOB, body=CODEC.write(job))
        reply = yield from perform(self.ctx, CREATE_JOB, request, reconcile=find_it, lacks=made)
        return content(self.ctx, CREATE_JOB, reply)

    def _unlike(self, job: Job, created: int) -> Flow[tuple[str, ...]]:
        return differences_from_sent(job, (yield from once_it_shows(self.ctx, created)))

    def _failed(self, message: str) -> AppliedItem:
        return outcome(self.assessed.item, Outcome.FAILED, message=message)

    def _to_do(self) -> tuple[str, ...]:
        return (_AGAIN,) if is_scheduled(self._old.job_info) else ()

    @property
    def _old(self) -> Job:
        return self.assessed.stored or Job()


def says_that_the_name_is_taken(refused: GroupIDError) -> bool:
    """Whether a refusal is about the name. How a server words that is not documented."""
    words = f"{refused.code or ''} {refused.text or ''}".casefold()
    return "name" in words and ("exist" in words or "already" in words or "taken" in words or "unique" in words)


def is_scheduled(info: JobInfo) -> bool:
    """Whether a schedule refers to it."""
    return bool(info.schedule or info.smartgroup_schedule or info.scheduled_task)


def _deletion(ctx: PlaneContext, id: int) -> Request:
    return prepare(ctx, DELETE_JOBS, query={"jobids": [id]})


def _delete(ctx: PlaneContext, id: int) -> Flow[None]:
    request = _deletion(ctx, id)
    yield from perform(ctx, DELETE_JOBS, request, reconcile=jobs.of_deletion(ctx, [id]), lacks=says_too_little)


def _notes(assessed: AssessedJob, writer: Writer, now: float) -> Iterator[str]:
    title = assessed.item.title
    for change in assessed.item.changes:
        yield f"{title}: {change}"
    for dn in rebuilt_nodes(assessed.tree, writer.target):
        yield f"{title}: no job of this server uses {dn}: its node in the portal's tree is rebuilt, without ids"
    if assessed.stored is not None:
        info = assessed.stored.job_info
        last = f", last {info.last_run:%Y-%m-%d %H:%M}" if info.last_run else ""
        yield f"{title} gets a new id, and loses its history ({info.times_run} runs{last}) and its place in schedules"
        yield from _about_runs(title, info, datetime.fromtimestamp(now, UTC))


def _about_runs(title: str, info: JobInfo, now: datetime) -> Iterator[str]:
    last, coming = in_utc(info.last_run), in_utc(info.next_run)
    if last is not None and now - last < _SOON:
        yield f"{title} ran at {last:%H:%M} UTC; whether it is running does not show"
    if coming is not None and abs(coming - now) < _SOON:
        yield f"{title} is due at {coming:%H:%M} UTC"
