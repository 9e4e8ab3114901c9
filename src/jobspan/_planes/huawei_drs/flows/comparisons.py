"""Comparisons of both ends by the newer calls: start, follow, cancel, and read what was found.

Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0243.html and the pages around it
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from jobspan._core.call import call
from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.jobs import Started, started
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing, Page, collect
from jobspan._core.reconcile import Confirmed, Finding, Unknown, looking
from jobspan._core.validation import Validator, present, validating
from jobspan._planes.huawei.milliseconds import milliseconds_of
from jobspan._planes.huawei_drs.comparison_kinds import COMPARISON, OBJECT_COMPARISON, mark_of
from jobspan._planes.huawei_drs.flows.comparison_reads import cancelled, comparison, object_comparison, runs_of
from jobspan._planes.huawei_drs.flows.features import offered
from jobspan._planes.huawei_drs.flows.job_ids import check_id
from jobspan._planes.huawei_drs.flows.offsets import LARGEST_PAGE, offset_listing
from jobspan._planes.huawei_drs.flows.reads import all_of, listing, project
from jobspan._planes.huawei_drs.flows.single import change_one
from jobspan._planes.huawei_drs.models.comparison_runs import (
    ComparedTokens,
    ComparisonRun,
    DatabaseContents,
    DatabaseLines,
    DifferenceCounts,
    ObjectComparisonRun,
    ObjectResult,
    RowDifference,
    RowFilter,
    TableContents,
    TableLines,
)
from jobspan._planes.huawei_drs.models.comparison_words import ComparisonCode, ComparisonStatus
from jobspan._planes.huawei_drs.models.comparisons import ComparedObjects
from jobspan._planes.huawei_drs.models.jobs import JobSummary, UseType
from jobspan._planes.huawei_drs.models.status import ENDED, JobStatus
from jobspan._planes.huawei_drs.operations import comparisons as op
from jobspan._planes.huawei_drs.rules.actions import COMPARE_DATA, SET_UP
from jobspan.errors import NotFound

ALL_TABLES: Final = "quick_comparison"
_CONDITION: Final = "contentConditionalFilter"
_LONGEST_CONDITION: Final = 256
_MOST_THREADS: Final = 1000
_TASKS_AT_ONCE: Final = 10
_NEVER_COMPARED: Final = ENDED | {JobStatus.CREATING, JobStatus.CREATE_FAILED, JobStatus.CONFIGURATION}
_OPTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "contentCompareType": ("dynamic", "static"),
    "lobCompare": ("ignore", "length"),
    "comparePolicy": ("normal", "manyToOne"),
}


@frozen(kw_only=True)
class ComparisonRequest:
    """What a comparison of data is asked to do; the arguments of ``drs.comparisons.start``."""

    type: str = "lines"
    objects: Sequence[ComparedObjects] = ()
    tokens: Sequence[ComparedTokens] = ()
    at: datetime | None = None
    options: Mapping[str, str] | None = None
    filters: Sequence[RowFilter] = ()
    threads: int | None = None
    share: float | None = None

    def check(self, problems: Validator) -> None:
        if self.at is not None and self.at.tzinfo is None:
            problems.add("at", "must have a time zone")
        for name, value in (self.options or {}).items():
            problems.one_of(f"options[{name!r}]", value, _OPTIONS.get(name, (value,)))
        problems.whole("threads", self.threads, 1, _MOST_THREADS)
        if self.type == "random" and self.share is None:
            problems.add("share", "is needed for type random")
        for index, each in enumerate(self.filters):
            problems.text(f"filters[{index}].condition", each.condition, longest=_LONGEST_CONDITION)
            if not each.tables:
                problems.add(f"filters[{index}].tables", "must not be empty")

    def body(self, ctx: PlaneContext) -> dict[str, Any]:
        """Tables that are named are compared, otherwise all of them, which has to be said."""
        write = ctx.dialect.codec.write
        chosen = self.objects or self.tokens
        return present(
            {
                "type": self.type,
                "start_time": None if self.at is None else str(milliseconds_of(self.at)),
                "compare_mode": None if chosen else ALL_TABLES,
                "compare_object": [write(each) for each in self.objects] or None,
                "compare_object_with_token": [write(each) for each in self.tokens] or None,
                "options": dict(self.options) if self.options else None,
                "compare_task_num": self.threads,
                "compare_transformation_infos": [_filter(each) for each in self.filters] or None,
                "proportion_value": self.share,
            }
        )


def _filter(each: RowFilter) -> dict[str, Any]:
    return {
        "object_info": [{"id": table} for table in each.tables],
        "transformation_info": {"transformation_type": _CONDITION, "value": each.condition},
    }


def check_place(problems: Validator, job_id: str, comparison_id: str | None = None) -> None:
    check_id(problems, "job_id", job_id)
    if comparison_id is not None:
        problems.text("comparison_id", comparison_id)


def start(ctx: PlaneContext, job_id: str, asked: ComparisonRequest) -> Flow[Started[ComparisonRun, ComparisonRun]]:
    with validating(op.START) as problems:
        check_place(problems, job_id)
        asked.check(problems)
    what = "chosen tables" if asked.objects or asked.tokens else "all tables"
    begun = yield from change_one(
        ctx,
        op.START,
        job_id,
        title=f"compare the {asked.type} of {what} of {job_id}",
        rules=COMPARE_DATA,
        body=asked.body(ctx),
        notes=("a task compares data once at a time, and both databases carry the load",),
        lacks=lambda reply: None if reply.id else "the reply does not name the comparison",
    )
    return (yield from started(ctx, COMPARISON, begun.id or "", None, job_id=job_id))


def start_objects(
    ctx: PlaneContext, job_id: str, threads: int | None
) -> Flow[Started[ObjectComparisonRun, ObjectComparisonRun]]:
    """The comparison of objects has no id until it is read: the mark of the one before tells them apart."""
    with validating(op.START_OBJECTS) as problems:
        check_place(problems, job_id)
        problems.whole("threads", threads, 1, _MOST_THREADS)
    before = yield from object_comparison(ctx, job_id)
    yield from change_one(
        ctx,
        op.START_OBJECTS,
        job_id,
        title=f"compare the objects of {job_id}",
        rules=COMPARE_DATA,
        body=present({"compare_task_num": threads}),
    )
    return (yield from started(ctx, OBJECT_COMPARISON, job_id, None, after=mark_of(before)))


def start_now(ctx: PlaneContext, job_id: str, comparison_id: str) -> Flow[None]:
    """Start a comparison that waits for its time."""
    with validating(op.START_NOW) as problems:
        check_place(problems, job_id, comparison_id)

    def look() -> Flow[Finding[None]]:
        found = yield from comparison(ctx, job_id, comparison_id)
        if found.status is None:
            return Unknown("The list does not say how it goes.")
        if found.status == ComparisonStatus.WAITING_FOR_RUNNING:
            return Unknown("It still waits, and a start may show later.")
        return Confirmed(None)

    return change_one(
        ctx,
        op.START_NOW,
        job_id,
        title=f"start the comparison {comparison_id} of {job_id} now",
        rules=SET_UP,
        body=None,
        also={"compare_job_id": comparison_id},
        reconcile=looking(look),
    )


def cancel(ctx: PlaneContext, job_id: str, comparison_id: str) -> Flow[None]:
    with validating(op.CANCEL) as problems:
        check_place(problems, job_id, comparison_id)
    return change_one(
        ctx,
        op.CANCEL,
        job_id,
        title=f"cancel the comparison {comparison_id} of {job_id}",
        rules=SET_UP,
        body=None,
        also={"compare_job_id": comparison_id},
        reconcile=looking(lambda: cancelled(ctx, job_id, comparison_id)),
    )


def runs(ctx: PlaneContext, job_id: str | None, page_size: int) -> Listing[ComparisonRun]:
    """The comparisons of a task, or of all tasks."""
    if job_id is not None:
        with validating(op.LIST) as problems:
            check_place(problems, job_id)
        return runs_of(ctx, job_id, page_size)
    return Listing(
        fetch=lambda position: _page_of_all(ctx, position, page_size),
        key=lambda run: (run.job_id, run.id),
        plane=ctx.plane,
        operation=op.LIST.id,
    )


def _page_of_all(ctx: PlaneContext, position: Any, page_size: int) -> Flow[Page[ComparisonRun]]:
    """The comparisons of the next tasks; ``position`` holds the ids of those that are left."""
    ids: tuple[str, ...] = position if position is not None else (yield from _compared_tasks(ctx))
    now, later = ids[:_TASKS_AT_ONCE], ids[_TASKS_AT_ONCE:]
    found = yield from all_of(ctx, [_runs_if_there(ctx, id, page_size) for id in now])
    return Page(items=tuple(run for runs in found for run in runs), next=later or None)


def _runs_if_there(ctx: PlaneContext, job_id: str, page_size: int) -> Callable[[], Flow[list[ComparisonRun]]]:
    """A task may end, and its comparisons with it, while the others are read."""

    def read() -> Flow[list[ComparisonRun]]:
        try:
            return (yield from collect(runs_of(ctx, job_id, page_size), partly=True))
        except NotFound:
            return []

    return read


def _compared_tasks(ctx: PlaneContext) -> Flow[tuple[str, ...]]:
    def of(use: UseType) -> Callable[[], Flow[list[JobSummary]]]:
        return lambda: collect(listing(ctx, use.value))

    jobs: list[JobSummary] = []
    for use in UseType:
        jobs += (yield from of(use)() if use is UseType.MIGRATION else offered(of(use))) or []
    families = [each for job in jobs for each in (job.children or (job,))]
    return tuple(each.id for each in families if each.id and each.status not in _NEVER_COMPARED)


def object_details(
    ctx: PlaneContext, job_id: str, type: str, comparison_id: str | None, page_size: int
) -> Listing[ObjectResult]:
    with validating(op.OBJECT_DETAILS) as problems:
        check_place(problems, job_id, comparison_id)
        problems.text("type", type)
    return offset_listing(
        ctx,
        op.OBJECT_DETAILS,
        project(ctx, job_id=job_id, compare_type=type.upper()),
        lambda reply: reply.compare_detail,
        total_of=lambda reply: reply.count,
        query={"compare_job_id": comparison_id},
        page_size=page_size,
    )


def path_of(
    ctx: PlaneContext, call: Operation[Any] | str, job_id: str, comparison_id: str, **needed: str
) -> dict[str, str]:
    """The path to a comparison; texts that the call needs besides are checked with it."""
    with validating(call) as problems:
        check_place(problems, job_id, comparison_id)
        for name, value in needed.items():
            problems.text(name, value)
    return project(ctx, job_id=job_id, compare_job_id=comparison_id)


def lines(
    ctx: PlaneContext, job_id: str, comparison_id: str, *, status: ComparisonCode | None = None, page_size: int
) -> Listing[DatabaseLines]:
    return offset_listing(
        ctx,
        op.LINES,
        path_of(ctx, op.LINES, job_id, comparison_id),
        lambda reply: reply.data_compare_overview_infos,
        total_of=lambda reply: reply.total_count,
        query={"status": None if status is None else int(status)},
        page_size=page_size,
    )


def line_tables(
    ctx: PlaneContext,
    job_id: str,
    comparison_id: str,
    *,
    status: ComparisonCode | None = None,
    comparable: bool | None = None,
    db_name: str | None = None,
    target_db_name: str | None = None,
    table_name: str | None = None,
    page_size: int = LARGEST_PAGE,
) -> Listing[TableLines]:
    return offset_listing(
        ctx,
        op.LINE_TABLES,
        path_of(ctx, op.LINE_TABLES, job_id, comparison_id),
        lambda reply: reply.table_line_compare_result_infos,
        total_of=lambda reply: reply.total_count,
        query={
            "status": None if status is None else int(status),
            "type": _kind(comparable),
            "db_name": db_name,
            "target_db_name": target_db_name,
            "query_tb_name": table_name,
        },
        page_size=page_size,
    )


def _kind(comparable: bool | None) -> str | None:
    return None if comparable is None else "compare" if comparable else "unCompare"


def contents(ctx: PlaneContext, job_id: str, comparison_id: str, *, page_size: int) -> Listing[DatabaseContents]:
    return offset_listing(
        ctx,
        op.CONTENTS,
        path_of(ctx, op.CONTENTS, job_id, comparison_id),
        lambda reply: reply.content_compare_result_infos,
        total_of=lambda reply: reply.total_count,
        page_size=page_size,
    )


def content_tables(
    ctx: PlaneContext,
    job_id: str,
    comparison_id: str,
    *,
    comparable: bool | None = None,
    db_name: str | None = None,
    target_db_name: str | None = None,
    page_size: int = LARGEST_PAGE,
) -> Listing[TableContents]:
    return offset_listing(
        ctx,
        op.CONTENT_TABLES,
        path_of(ctx, op.CONTENT_TABLES, job_id, comparison_id),
        lambda reply: reply.content_compare_result_infos,
        total_of=lambda reply: reply.total_count,
        query={"target_db_name": target_db_name, "db_name": db_name, "type": _kind(comparable)},
        page_size=page_size,
    )


def differences(
    ctx: PlaneContext, job_id: str, comparison_id: str, *, db_name: str, table_name: str, page_size: int
) -> Listing[RowDifference]:
    return offset_listing(
        ctx,
        op.DIFFERENCES,
        path_of(ctx, op.DIFFERENCES, job_id, comparison_id, db_name=db_name, table_name=table_name),
        lambda reply: reply.contents_infos,
        total_of=lambda reply: reply.count,
        query={"table_name": table_name, "db_name": db_name},
        page_size=page_size,
    )


def difference_counts(
    ctx: PlaneContext, job_id: str, comparison_id: str, *, db_name: str, table_name: str
) -> Flow[DifferenceCounts]:
    name = "drs.comparisons.difference_counts"
    path = path_of(ctx, name, job_id, comparison_id, db_name=db_name, table_name=table_name)
    query = {"table_name": table_name, "db_name": db_name, "limit": 1, "offset": 0}
    reply = yield from call(ctx, op.DIFFERENCES, path=path, query=query)
    return DifferenceCounts(
        total=reply.count,
        only_in_source=reply.target_meta_is_null,
        only_in_target=reply.source_meta_is_null,
        in_both=reply.source_target_meta_not_null,
    )
