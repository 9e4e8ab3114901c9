"""Exports: a scan job has one, which is distinguished from the previous one by what the endpoint shows of it.

Source: https://support.huaweicloud.com/intl/en-us/api-dsc/ExportClassificationResults.html
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import attrs

from jobspan._core.attempts import attempts
from jobspan._core.call import prepare, read_reply
from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit, wall_clock
from jobspan._core.exchange import Exchange, unreadable
from jobspan._core.jobs import Started, referenced, started
from jobspan._core.operation import Operation
from jobspan._core.proposal import Proposal
from jobspan._core.reconcile import Confirmed, Finding, Reconcile, Unknown, looking
from jobspan._core.rules import evaluate, propose, rules_apply
from jobspan._core.validation import Validator, present, validating
from jobspan._planes.huawei_dsc.errors import RouteNotPublished
from jobspan._planes.huawei_dsc.flows.calls import ask, cannot_tell, in_project, step
from jobspan._planes.huawei_dsc.flows.freshness import (
    BUCKET,
    CREATED,
    Age,
    about_before,
    age_of,
    is_export,
    is_under_way,
    marks_of,
)
from jobspan._planes.huawei_dsc.flows.reads import AT, STATUS, is_address, show_export
from jobspan._planes.huawei_dsc.flows.results import ResultFilter, has_results
from jobspan._planes.huawei_dsc.flows.routes import Route, by_published, chosen_route, preferred
from jobspan._planes.huawei_dsc.flows.scan_job_lists import jobs_by_id
from jobspan._planes.huawei_dsc.flows.validation import check_bucket, check_flag, check_id, milliseconds
from jobspan._planes.huawei_dsc.job_kinds import EXPORT
from jobspan._planes.huawei_dsc.models.exports import ExportBucket, ExportTask
from jobspan._planes.huawei_dsc.models.phases import word
from jobspan._planes.huawei_dsc.operations.export_tasks import (
    CREATE_EXPORT,
    CREATE_EXPORT_SHORT,
    CREATE_LINK,
    LIST_EXPORT_BUCKETS,
    LIST_EXPORT_BUCKETS_NEW,
    SHOW_LINK,
)
from jobspan._planes.huawei_dsc.rules import ASSET_TYPE_KNOWN, EXPORT_HAS_RESULTS, EXPORT_SCAN_FINISHED
from jobspan.credentials import Secret
from jobspan.errors import AmbiguousOutcomeError, DecodeError, NotFound, OperationError, ValidationError
from jobspan.hooks import LookFailed, UnexpectedData
from jobspan.models import Verdict

CREATE: Final = "create export"
LINK: Final = "download link"
BUCKETS: Final = "export buckets"
CREATE_ROUTES: Final = (CREATE_EXPORT, CREATE_EXPORT_SHORT)


@frozen(kw_only=True)
class ExportRequest:
    """What to export, and where to. Absent fields are left out; null is never sent."""

    asset_id: str | None = None
    asset_type: str | None = None
    bucket_name: str | None = None
    database_name: str | None = None
    filter_bucket_name: str | None = None
    keyword: str | None = None
    mask: bool | None = None
    security_level_ids: Sequence[str] | None = None
    sort: str | None = None
    start_time: int | datetime | None = None
    table_name: str | None = None

    @property
    def filter(self) -> ResultFilter:
        """The filters that exports share with lists of results."""
        return ResultFilter(
            keyword=self.keyword,
            asset_type=self.asset_type,
            asset_id=self.asset_id,
            security_level_ids=self.security_level_ids,
        )

    def body(self, problems: Validator) -> dict[str, Any]:
        """The body of the request; problems with it are added to ``problems``."""
        for name in ("database_name", "table_name", "sort"):
            problems.optional_text(name, getattr(self, name))
        check_flag(problems, "mask", self.mask)
        self.filter.check(problems)
        check_bucket(problems, "bucket_name", self.bucket_name)
        check_bucket(problems, "filter_bucket_name", self.filter_bucket_name)
        start = milliseconds(problems, "start_time", self.start_time)
        fields = attrs.asdict(self, recurse=False) | {"start_time": start}
        if self.asset_type is not None:
            fields["asset_type"] = str(self.asset_type)
        if self.security_level_ids is not None:
            fields["security_level_ids"] = list(self.security_level_ids)
        return present(fields)


def create_export(ctx: PlaneContext, job_id: str, request: ExportRequest) -> Flow[Started[ExportTask, ExportTask]]:
    """Start an export. Rules look at the scan first: an export without results is useless."""
    body = checked_body(CREATE_EXPORT.call, job_id, request)
    operation = (yield from preferred(ctx, CREATE, CREATE_ROUTES))[0]
    yield from propose(
        ctx,
        Proposal(
            title=f"export the results of scan job {job_id}",
            plane=ctx.plane,
            operation=operation.id,
            steps=(step(ctx, operation, path={"job_id": job_id}, body=body),),
            verdicts=(yield from _verdicts(ctx, job_id, request)),
            notes=notes(request),
        ),
    )
    return (yield from send_export(ctx, job_id, body)).started


def checked_body(call: str, job_id: str, request: ExportRequest) -> dict[str, Any]:
    """The body of an export, checked.

    Raises:
        ValidationError: an argument is invalid.
    """
    with validating(call) as problems:
        check_id(problems, "scan_job_id", job_id)
        return request.body(problems)


def notes(request: ExportRequest) -> tuple[str, ...]:
    """What the caller should know before an export."""
    if request.mask:
        return ()
    masking = "is not masked" if request.mask is False else "may not be masked (mask is not given)"
    return (f"The file {masking}: it will hold live sensitive data.",)


def _verdicts(ctx: PlaneContext, job_id: str, request: ExportRequest) -> Flow[tuple[Verdict, ...]]:
    def state() -> Flow[str | None]:
        job = (yield from jobs_by_id(ctx, {job_id})).get(job_id)
        return None if job is None else word(job.status)

    return (
        *(yield from results_verdict(ctx, job_id, request)),
        *(yield from evaluate(ctx, EXPORT_SCAN_FINISHED, f"scan job {job_id}", state)),
        *(type_verdicts(request) if rules_apply(ctx) else ()),
    )


def results_verdict(ctx: PlaneContext, job_id: str, request: ExportRequest) -> Flow[tuple[Verdict, ...]]:
    """A warning about an export without results; no warning if they cannot be read."""
    return evaluate(ctx, EXPORT_HAS_RESULTS, f"scan job {job_id}", lambda: results_known(ctx, job_id, request))


def type_verdicts(request: ExportRequest) -> tuple[Verdict, ...]:
    """A warning about a kind of asset that is unknown to this version."""
    if request.asset_type is None:
        return ()
    return (ASSET_TYPE_KNOWN.judge("asset_type", str(request.asset_type)),)


def results_known(ctx: PlaneContext, job_id: str, request: ExportRequest) -> Flow[bool | None]:
    """Whether there are results to export; ``None`` if the endpoint cannot show it."""
    try:
        return (yield from has_results(ctx, job_id, request.filter))
    except (RouteNotPublished, ValidationError):
        return None


@frozen(kw_only=True)
class Sent:
    """An export that was accepted, and the one before it: ``None`` if that could not be read."""

    started: Started[ExportTask, ExportTask]
    before: ExportTask | None


def send_export(ctx: PlaneContext, job_id: str, body: dict[str, Any]) -> Flow[Sent]:
    """Start an export by a published route; after a lost reply, look for a new export."""
    before = yield from _shown_before(ctx, job_id)
    about = about_before(before) | ({BUCKET: body["bucket_name"]} if "bucket_name" in body else {})

    def look() -> Flow[Finding[ExportTask]]:
        if before is None:
            return cannot_tell("What export there was before could not be read.")
        try:
            task = yield from _shown(ctx, job_id)
        except RouteNotPublished:
            return cannot_tell("The endpoint shows no status of exports.")
        if age_of(task, about) is Age.NEW and is_export(task):
            return Confirmed(task)
        if (yield from chosen_route(ctx, STATUS)) == SHOW_LINK.id:
            return Unknown("The endpoint shows an export only once it is finished.")
        return Unknown("No new export is to be seen so far.")

    def by(operation: Operation[ExportTask]) -> Route:
        return Route(operation=operation, run=lambda: _create(ctx, operation, job_id, body, looking(look)))

    task: ExportTask = yield from by_published(ctx, CREATE, [by(operation) for operation in CREATE_ROUTES])
    age = age_of(task, about)
    ours = age is Age.NEW or (age is Age.OPEN and is_under_way(task))
    marks = marks_of(task)
    if ours and marks:
        about |= {CREATED: str(marks)}
    about |= {AT: f"{(yield from wall_clock()):.0f}"}
    shown = ours and task.status is not None and (bool(marks) or is_under_way(task))
    return Sent(started=(yield from started(ctx, EXPORT, job_id, task if shown else None, **about)), before=before)


def _create(
    ctx: PlaneContext,
    operation: Operation[ExportTask],
    job_id: str,
    body: dict[str, Any],
    reconcile: Reconcile[ExportTask],
) -> Flow[ExportTask]:
    """Ask for an export. 201 says that it was created, whatever else the reply holds, for no page gives it a body."""

    def read(exchange: Exchange) -> Flow[ExportTask]:
        status = exchange.response.status
        if status != _CREATED and not exchange.document:
            raise unreadable(ctx, operation, status, "the reply is empty", 1, asked=exchange.asked)
        return (yield from read_reply(ctx, operation, exchange))

    request = prepare(ctx, operation, path=in_project(ctx, {"job_id": job_id}), body=body)
    try:
        return (yield from attempts(ctx, operation, request, read, reconcile))
    except AmbiguousOutcomeError as unread:
        if unread.status != _CREATED:
            raise
        return ExportTask()


_CREATED: Final = 201


def _shown_before(ctx: PlaneContext, job_id: str) -> Flow[ExportTask | None]:
    """The export that is there before another is asked for. An account that may not read it can still export.

    Where no route shows exports, none was seen, and the reply to the create is all there will ever be.
    """
    try:
        return (yield from _shown(ctx, job_id))
    except RouteNotPublished:
        return ExportTask()
    except OperationError as unread:
        yield from emit(LookFailed(plane=ctx.plane, operation=unread.operation, error=str(unread)))
        return None


def _shown(ctx: PlaneContext, job_id: str) -> Flow[ExportTask]:
    """The export that the endpoint shows now; an empty one while there is none."""
    try:
        return (yield from show_export(ctx, job_id))
    except NotFound:
        return ExportTask()


def current_export(ctx: PlaneContext, job_id: str) -> Started[ExportTask, ExportTask]:
    """The current export of a scan, for callers who did not start it."""
    with validating("export_tasks.wait") as problems:
        check_id(problems, "scan_job_id", job_id)
    return referenced(ctx, EXPORT, job_id)


def download_link(ctx: PlaneContext, job_id: str) -> Flow[Secret]:
    """A fresh link to the file of the current export.

    Raises:
        NotFound: the file does not exist (yet).
    """
    with validating(SHOW_LINK) as problems:
        check_id(problems, "scan_job_id", job_id)
    link = yield from by_published(
        ctx,
        LINK,
        [
            Route(operation=SHOW_LINK, run=lambda: ask(ctx, SHOW_LINK, path={"job_id": job_id})),
            Route(operation=CREATE_LINK, run=lambda: ask(ctx, CREATE_LINK, path={"job_id": job_id}, body={})),
        ],
    )
    if not link.url:
        raise NotFound(
            message=f"{ctx.plane} {SHOW_LINK.id}: scan job {job_id} has no exported file yet.",
            hint="Wait for the export first.",
            plane=ctx.plane,
            operation=SHOW_LINK.id,
            status=200,
        )
    url: Secret = link.url
    if not is_address(url):
        raise DecodeError(
            message=f"{ctx.plane} {SHOW_LINK.id}: the link to the file is not a valid URL (omitted: it may be a secret).",
            plane=ctx.plane,
            operation=SHOW_LINK.id,
        )
    return url


def export_buckets(ctx: PlaneContext) -> Flow[tuple[ExportBucket, ...]]:
    """The buckets that may receive exports, in one form for all generations of the API."""
    found = yield from by_published(
        ctx,
        BUCKETS,
        [
            Route(operation=LIST_EXPORT_BUCKETS, run=lambda: ask(ctx, LIST_EXPORT_BUCKETS)),
            Route(operation=LIST_EXPORT_BUCKETS_NEW, run=lambda: ask(ctx, LIST_EXPORT_BUCKETS_NEW)),
        ],
    )
    if found.total is not None and found.total > len(found.buckets):
        what = f"{len(found.buckets)} rows came, {found.total} exist"
        yield from emit(UnexpectedData(plane=ctx.plane, operation=LIST_EXPORT_BUCKETS.id, path="$.total", what=what))
    return tuple(attrs.evolve(each, region=each.region or each.bucket_location) for each in found.buckets)
