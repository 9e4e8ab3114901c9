"""What a comparison found of a task, from the whole down to tables, and what of it another comparison may tell."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.paginate import Listing, collect
from jobspan._planes.huawei_drs.flows import comparisons
from jobspan._planes.huawei_drs.flows.cutover_state import Case
from jobspan._planes.huawei_drs.flows.offsets import LARGEST_PAGE
from jobspan._planes.huawei_drs.models.comparison_runs import (
    ComparisonRun,
    DatabaseContents,
    DatabaseLines,
    ObjectComparisonRun,
    TableContents,
    TableLines,
)
from jobspan._planes.huawei_drs.models.comparison_words import (
    ComparisonCode,
    ComparisonStatus,
    ComparisonVerdict,
    verdict_of_run,
)
from jobspan._planes.huawei_drs.models.comparisons import ComparedObjects
from jobspan._planes.huawei_drs.models.cutover import Difference

Scope: TypeAlias = Mapping[str, frozenset[str]]
"""Tables by their database."""

_NOT_COUNTED: Final = frozenset(
    {
        ComparisonCode.SOURCE_TABLE_MISSING,
        ComparisonCode.BOTH_TABLES_MISSING,
        ComparisonCode.BOTH_DATABASES_MISSING,
        ComparisonCode.SOURCE_DATABASE_MISSING,
        ComparisonCode.TOO_MANY_ROWS,
    }
)
"""Of these tables the next comparison says no more than this one."""
_ENDED_FULL_PASS: Final = 2


@frozen(kw_only=True)
class Finding:
    """What a comparison found.

    Attributes:
        again: whether the same comparison, made again, may tell more.
        undecided: the only tables of which it told nothing; ``None``: it did not say which they are.
    """

    verdict: ComparisonVerdict
    again: bool = False
    undecided: Scope | None = None


@frozen(kw_only=True)
class DataKind:
    """How a comparison of data is read; the two kinds have the same shape under other names.

    Attributes:
        name: as in the report.
        databases, tables: its results; tables are those of one database.
        database_of: the name of the database in a row of ``databases``.
        told: what DRS says of a table.
        far: how far the comparison of a table is.
        final: whether a table of which nothing is known stays like that, however often it is compared.
    """

    name: str
    databases: Callable[[PlaneContext, str, str], Listing[Any]]
    tables: Callable[[PlaneContext, str, str, str | None], Listing[Any]]
    database_of: Callable[[Any], str | None]
    told: Callable[[Any], str | None]
    far: Callable[[Any], Any]
    final: Callable[[Any], bool]


def _line_code(table: TableLines) -> str | None:
    return None if table.status is None else table.status.name


def _cannot_be_compared(table: TableContents) -> bool:
    """The pass over the table is done and has no result: it has no primary key."""
    return table.status is not None and abs(table.status) == _ENDED_FULL_PASS


LINES: Final = DataKind(
    name="lines",
    databases=lambda ctx, job_id, id: comparisons.lines(ctx, job_id, id, page_size=LARGEST_PAGE),
    tables=lambda ctx, job_id, id, database: comparisons.line_tables(ctx, job_id, id, db_name=database),
    database_of=lambda database: database.source_db_name,
    told=_line_code,
    far=lambda table: table.status,
    final=lambda table: table.status in _NOT_COUNTED,
)
CONTENTS: Final = DataKind(
    name="contents",
    databases=lambda ctx, job_id, id: comparisons.contents(ctx, job_id, id, page_size=LARGEST_PAGE),
    tables=lambda ctx, job_id, id, database: comparisons.content_tables(ctx, job_id, id, db_name=database),
    database_of=lambda database: database.source_db,
    told=lambda table: table.message,
    far=lambda table: (table.status, table.complete_shard_count, table.progress),
    final=_cannot_be_compared,
)


def objects_found(ctx: PlaneContext, case: Case, run: ObjectComparisonRun) -> Flow[Finding]:
    """Types that are not the same, and which of their objects."""
    case.databases = next((kind.source_count for kind in run.compare_result or () if kind.type == "DB"), None)
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
    undecided = run.verdict is not ComparisonVerdict.DIFFERS and run.status != ComparisonStatus.CANCELLED
    return Finding(verdict=run.verdict, again=undecided)


def data_found(
    ctx: PlaneContext,
    case: Case,
    kind: DataKind,
    run: ComparisonRun,
    chosen: Sequence[ComparedObjects],
    scope: Scope | None,
) -> Flow[Finding]:
    """Databases that are not the same, and which of their tables.

    Args:
        chosen: what was asked for at first; nothing: everything.
        scope: the tables that this comparison was made for, when it was made again. It is the same only where each of them
            is shown to be.
    """
    databases = yield from collect(kind.databases(ctx, case.job_id, run.id))
    seen: dict[str, list[Any]] = {}
    for database in databases:
        name = kind.database_of(database)
        if database.verdict is ComparisonVerdict.SAME and (scope is None or name not in scope):
            continue
        tables = yield from collect(kind.tables(ctx, case.job_id, run.id, name))
        seen[name or ""] = tables
        if database.verdict is not ComparisonVerdict.SAME:
            case.differences += [_whole(kind, database), *_parts(kind, name, tables)]
    verdicts = [each.verdict for each in databases]
    if scope is not None:
        shown = {(name, table.source_table_name): table.verdict for name, tables in seen.items() for table in tables}
        verdicts += [
            shown.get((name, table), ComparisonVerdict.CANNOT_TELL)
            for name, tables in scope.items()
            for table in tables
        ]
    verdict = verdict_of_run(run.status, verdicts)
    if verdict in (ComparisonVerdict.SAME, ComparisonVerdict.DIFFERS) or run.status == ComparisonStatus.CANCELLED:
        return Finding(verdict=verdict)
    unknown = [table for tables in seen.values() for table in tables if table.verdict is not ComparisonVerdict.SAME]
    if any(table.verdict is ComparisonVerdict.CANNOT_TELL and kind.final(table) for table in unknown):
        return Finding(verdict=verdict)
    if scope is not None:
        return Finding(verdict=verdict, again=True, undecided=_rest(scope, seen) or None)
    if _all_listed(kind, run, databases, seen, chosen, case.databases):
        return Finding(verdict=verdict, again=True, undecided={name: _open(tables) for name, tables in seen.items()})
    return Finding(verdict=verdict, again=True)


def _whole(kind: DataKind, database: Any) -> Difference:
    counts = f"{database.data_inconsistent_num or 0} tables differ, {database.uncomparable_num or 0} cannot be compared"
    return Difference(
        comparison=kind.name, verdict=database.verdict, database=kind.database_of(database), message=counts
    )


def _parts(kind: DataKind, database: str | None, tables: Sequence[Any]) -> list[Difference]:
    return [
        Difference(
            comparison=kind.name,
            verdict=table.verdict,
            database=database,
            name=table.source_table_name or table.target_table_name,
            source_rows=table.source_row_num,
            target_rows=table.target_row_num,
            rows=table.difference_row_num,
            message=kind.told(table),
        )
        for table in tables
        if table.verdict is not ComparisonVerdict.SAME
    ]


def _open(tables: Sequence[Any]) -> frozenset[str]:
    return frozenset(
        table.source_table_name
        for table in tables
        if table.source_table_name is not None and table.verdict is not ComparisonVerdict.SAME
    )


def _rest(scope: Scope, seen: Mapping[str, Sequence[Any]]) -> Scope:
    """The tables that are still not known to be the same."""
    rest = {}
    for database, wanted in scope.items():
        same = {t.source_table_name for t in seen.get(database, ()) if t.verdict is ComparisonVerdict.SAME}
        rest[database] = wanted - same
    return {database: tables for database, tables in rest.items() if tables}


def _all_listed(
    kind: DataKind,
    run: ComparisonRun,
    databases: Sequence[DatabaseLines | DatabaseContents],
    seen: Mapping[str, Sequence[Any]],
    chosen: Sequence[ComparedObjects],
    expected: int | None,
) -> bool:
    """Whether everything is shown, so that what is not shown as open is known to be the same.

    A comparison that was interrupted may leave out what it did not come to: the databases have to be all that were asked for.
    """
    names = {kind.database_of(each) for each in databases}
    if run.status != ComparisonStatus.SUCCESSFUL:
        if run.status != ComparisonStatus.TIMEOUT_INTERRUPT:
            return False
        if chosen and not {each.db_name for each in chosen} <= names:
            return False
        if not chosen and (expected is None or len(names) < expected):
            return False
    return all(
        len(seen[name]) == each.compare_num
        and all(table.source_table_name for table in seen[name])
        and _open(seen[name])
        for each in databases
        if (name := kind.database_of(each) or "") in seen
    )
