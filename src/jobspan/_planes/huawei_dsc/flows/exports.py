"""Exports: a scan job has one, which is distinguished from the previous one by what the endpoint shows of it.

Source: https://support.huaweicloud.com/intl/en-us/api-dsc/ExportClassificationResults.html
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import attrs

from jobspan._core.call import Confirmed, Settled, Unknown
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, sleep
from jobspan._core.jobs import Started, started
from jobspan._core.proposal import Proposal
from jobspan._core.rules import propose, rules_apply
from jobspan._core.validation import Validator, present, validating
from jobspan._planes.huawei_dsc.errors import RouteNotPublished
from jobspan._planes.huawei_dsc.flows.calls import ask, step
from jobspan._planes.huawei_dsc.flows.reads import BEFORE, CREATED, STATUS, is_address, is_another, mark_of, show_export
from jobspan._planes.huawei_dsc.flows.results import ResultFilter, has_results
from jobspan._planes.huawei_dsc.flows.routes import Route, by_published, chosen_route, preferred
from jobspan._planes.huawei_dsc.flows.scan_job_lists import jobs_by_id
from jobspan._planes.huawei_dsc.flows.validation import check_bucket, check_flag, check_id, milliseconds
from jobspan._planes.huawei_dsc.job_kinds import EXPORT
from jobspan._planes.huawei_dsc.models.exports import ExportBucket, ExportTask
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
from jobspan.errors import DecodeError, NotFound, ValidationError
from jobspan.models import Verdict

CREATE: Final = "create export"
LINK: Final = "download link"
BUCKETS: Final = "export buckets"
CREATE_ROUTES: Final = (CREATE_EXPORT, CREATE_EXPORT_SHORT)

_LOOKS: Final = 3


@attrs.frozen(kw_only=True)
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
            verdicts=(yield from _verdicts(ctx, job_id, request)) if rules_apply(ctx) else (),
            notes=notes(request),
        ),
    )
    return (yield from send_export(ctx, job_id, body))


def checked_body(call: str, job_id: str, request: ExportRequest) -> dict[str, Any]:
    """The body of an export, checked.

    Raises:
        ValidationError: an argument is invalid.
    """
    with validating(call) as problems:
        check_id(problems, "job_id", job_id)
        return request.body(problems)


def notes(request: ExportRequest) -> tuple[str, ...]:
    """What the caller should know before an export."""
    if request.mask:
        return ()
    masking = "is not masked" if request.mask is False else "may not be masked (mask is not given)"
    return (f"The file {masking}: it will hold live sensitive data.",)


def _verdicts(ctx: PlaneContext, job_id: str, request: ExportRequest) -> Flow[tuple[Verdict, ...]]:
    job = (yield from jobs_by_id(ctx, {job_id})).get(job_id)
    subject = f"scan job {job_id}"
    return (
        EXPORT_HAS_RESULTS.judge(subject, (yield from results_known(ctx, job_id, request))),
        EXPORT_SCAN_FINISHED.judge(subject, None if job is None else job.status),
        *type_verdicts(request),
    )


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


def send_export(ctx: PlaneContext, job_id: str, body: dict[str, Any]) -> Flow[Started[ExportTask, ExportTask]]:
    """Start an export by a published route; after a lost reply, look for a new export."""
    before = yield from _mark_now(ctx, job_id)

    def reconcile() -> Flow[Settled[ExportTask]]:
        for look in range(_LOOKS):
            try:
                task, mark = yield from _shown(ctx, job_id)
            except RouteNotPublished:
                return Unknown("The endpoint shows no status of exports.")
            if is_another(before, mark):
                return Confirmed(task)
            if look + 1 < _LOOKS:
                yield from sleep(ctx.policy.poll_first)
        if (yield from chosen_route(ctx, STATUS)) == SHOW_LINK.id:
            return Unknown("The endpoint shows an export only once it is finished.")
        return Unknown("No new export is to be seen so far.")

    def by(operation: Any) -> Route:
        return Route(
            operation=operation,
            run=lambda: ask(ctx, operation, path={"job_id": job_id}, body=body, reconcile=reconcile),
        )

    task: ExportTask = yield from by_published(ctx, CREATE, [by(operation) for operation in CREATE_ROUTES])
    empty = task == ExportTask(extra=task.extra)
    return started(
        ctx,
        EXPORT,
        job_id,
        None if empty else task,
        **{BEFORE: before, CREATED: mark_of(task)},
    )


def _mark_now(ctx: PlaneContext, job_id: str) -> Flow[str | None]:
    try:
        return (yield from _shown(ctx, job_id))[1]
    except RouteNotPublished:
        return None


def _shown(ctx: PlaneContext, job_id: str) -> Flow[tuple[ExportTask, str | None]]:
    """The export that the endpoint shows now, and its mark; both are empty while there is no export."""
    try:
        task = yield from show_export(ctx, job_id)
    except NotFound:
        return ExportTask(), None
    return task, mark_of(task)


def current_export(ctx: PlaneContext, job_id: str) -> Started[ExportTask, ExportTask]:
    """The current export of a scan, for callers who did not start it."""
    with validating("export_tasks.wait") as problems:
        check_id(problems, "job_id", job_id)
    return started(ctx, EXPORT, job_id)


def download_link(ctx: PlaneContext, job_id: str) -> Flow[Secret]:
    """A fresh link to the file of the current export.

    Raises:
        NotFound: the file does not exist (yet).
    """
    with validating(SHOW_LINK) as problems:
        check_id(problems, "job_id", job_id)
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
    return tuple(attrs.evolve(each, region=each.region or each.bucket_location) for each in found.buckets)
