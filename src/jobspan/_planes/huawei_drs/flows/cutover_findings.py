"""What a comparison found of a task, from the whole down to tables."""

from collections.abc import Iterable
from typing import TypeVar

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.paginate import collect
from jobspan._planes.huawei_drs.flows import comparisons
from jobspan._planes.huawei_drs.flows.cutover_state import Case
from jobspan._planes.huawei_drs.flows.offsets import LARGEST_PAGE
from jobspan._planes.huawei_drs.models.comparison_runs import (
    ComparisonRun,
    DatabaseContents,
    DatabaseLines,
    ObjectComparisonRun,
)
from jobspan._planes.huawei_drs.models.comparison_words import ComparisonVerdict, verdict_of_run
from jobspan._planes.huawei_drs.models.cutover import Difference

D = TypeVar("D", DatabaseLines, DatabaseContents)


def objects_found(ctx: PlaneContext, case: Case, run: ObjectComparisonRun) -> Flow[ComparisonVerdict]:
    """Types that are not the same, and which of their objects."""
    if run.compare_job_id is not None:
        case.comparisons["objects"] = run.compare_job_id
    for kind in run.compare_result or ():
        if kind.verdict is ComparisonVerdict.SAME:
            continue
        case.differences.append(
            Difference(
                comparison="objects",
                verdict=kind.verdict,
                database=kind.type,
                source_rows=kind.source_count,
                target_rows=kind.target_count,
            )
        )
        listing = comparisons.object_details(ctx, case.job_id, kind.type or "TABLE", run.compare_job_id, LARGEST_PAGE)
        for each in (yield from collect(listing)):
            if each.verdict is not ComparisonVerdict.SAME:
                case.differences.append(
                    Difference(
                        comparison="objects",
                        verdict=each.verdict,
                        database=each.source_db_name,
                        name=each.source_db_value or each.target_db_value,
                        message=each.error_message,
                    )
                )
    return run.verdict


def lines_found(ctx: PlaneContext, case: Case, run: ComparisonRun) -> Flow[ComparisonVerdict]:
    """Databases whose numbers of rows are not the same, and which of their tables."""
    databases = yield from collect(comparisons.lines(ctx, case.job_id, run.id, per_page=LARGEST_PAGE))
    for database in _not_the_same(databases):
        case.differences.append(
            Difference(
                comparison="lines",
                verdict=database.verdict,
                database=database.source_db_name,
                message=_counts(database),
            )
        )
        tables = comparisons.line_tables(ctx, case.job_id, run.id, db_name=database.source_db_name)
        case.differences += [
            Difference(
                comparison="lines",
                verdict=table.verdict,
                database=database.source_db_name,
                name=table.source_table_name or table.target_table_name,
                source_rows=table.source_row_num,
                target_rows=table.target_row_num,
                rows=table.difference_row_num,
                message=None if table.status is None else table.status.name,
            )
            for table in (yield from collect(tables))
            if table.verdict is not ComparisonVerdict.SAME
        ]
    return verdict_of_run(run.status, (each.verdict for each in databases))


def contents_found(ctx: PlaneContext, case: Case, run: ComparisonRun) -> Flow[ComparisonVerdict]:
    """Databases whose contents are not the same, and which of their tables."""
    databases = yield from collect(comparisons.contents(ctx, case.job_id, run.id, per_page=LARGEST_PAGE))
    for database in _not_the_same(databases):
        case.differences.append(
            Difference(
                comparison="contents",
                verdict=database.verdict,
                database=database.source_db,
                message=_counts(database),
            )
        )
        tables = comparisons.content_tables(ctx, case.job_id, run.id, db_name=database.source_db)
        case.differences += [
            Difference(
                comparison="contents",
                verdict=table.verdict,
                database=table.source_db or database.source_db,
                name=table.source_table_name or table.target_table_name,
                source_rows=table.source_row_num,
                target_rows=table.target_row_num,
                rows=table.difference_row_num,
                message=table.message,
            )
            for table in (yield from collect(tables))
            if table.verdict is not ComparisonVerdict.SAME
        ]
    return verdict_of_run(run.status, (each.verdict for each in databases))


def _not_the_same(databases: Iterable[D]) -> list[D]:
    return [each for each in databases if each.verdict is not ComparisonVerdict.SAME]


def _counts(database: DatabaseLines | DatabaseContents) -> str:
    return f"{database.data_inconsistent_num or 0} tables differ, {database.uncomparable_num or 0} cannot be compared"
