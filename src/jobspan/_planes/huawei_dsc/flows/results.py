"""What a scan found: rows, levels, rules that matched. The oldest servers answer in another form, also read here."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar, cast

from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.paginate import Listing, Page, Walk
from jobspan._core.validation import Validator, present, validating
from jobspan._planes.huawei_dsc.flows.calls import ask
from jobspan._planes.huawei_dsc.flows.listings import concatenated, first_published, mapped
from jobspan._planes.huawei_dsc.flows.paging import LARGEST_LIMIT, Batch, check_limit, pages
from jobspan._planes.huawei_dsc.flows.validation import check_id, moment_as_text
from jobspan._planes.huawei_dsc.models.paging import Paging
from jobspan._planes.huawei_dsc.models.results import (
    ClassificationMatch,
    ClassificationResult,
    ClassificationResults,
    Finding,
    FindingList,
    FindingMatch,
    HitRule,
    LevelShare,
    ScanJobResults,
)
from jobspan._planes.huawei_dsc.models.shared import AssetType
from jobspan._planes.huawei_dsc.operations.export_tasks import LIST_HIT_RULES, LIST_RESULT_LEVELS, LIST_RESULTS
from jobspan._planes.huawei_dsc.operations.scan_jobs import LIST_FINDINGS
from jobspan.errors import ValidationError

T = TypeVar("T")

FINDING_TYPES: Final = (AssetType.DATABASE, AssetType.OBS, AssetType.BIGDATA)
"""The kinds of assets in the oldest generation of results; each has its own list."""

RESULTS: Final = "results"


@frozen(kw_only=True)
class ResultFilter:
    """Which results: those whose object name contains ``keyword``, of a kind of asset, of one asset, of some levels."""

    keyword: str | None = None
    asset_type: str | None = None
    asset_id: str | None = None
    security_level_ids: Sequence[str] | None = None

    def query(self) -> dict[str, Any]:
        return present(
            {
                "asset_id": self.asset_id,
                "asset_type": self.asset_type,
                "keyword": self.keyword,
                "security_level_ids": list(self.security_level_ids) if self.security_level_ids else None,
            }
        )

    def check(self, problems: Validator) -> None:
        for name in ("keyword", "asset_type", "asset_id"):
            problems.optional_text(name, getattr(self, name))
        problems.filters(security_level_ids=self.security_level_ids)
        if isinstance(self.security_level_ids, str):
            problems.add("security_level_ids", "must be a list of ids, not one string")


def results(
    ctx: PlaneContext, job_id: str, filter: ResultFilter, *, limit: int | None, paging: Paging
) -> Listing[ClassificationResult]:
    """The rows of a scan, in the form that the endpoint offers."""
    _check(LIST_RESULTS.call, job_id, filter, limit)
    fetch = _fetch_results(ctx, job_id, filter)
    newer = pages(ctx, LIST_RESULTS, fetch, limit=limit, paging=paging, has_marker=True)
    older = _older_results(ctx, job_id, filter, limit, paging)
    return first_published(ctx, RESULTS, ((LIST_RESULTS, newer), (LIST_FINDINGS, older)))


def has_results(ctx: PlaneContext, job_id: str, filter: ResultFilter) -> Flow[bool]:
    """Whether there is a row. A page of one row shows it, except in the oldest form: each kind of asset has its own
    pages there, which are filtered only after they were read.

    Raises:
        ValidationError: this endpoint cannot filter by that.
    """
    first = yield from results(ctx, job_id, filter, limit=1, paging=Paging.AUTO).fetch(None)
    if first.items or first.total or first.next is None:
        return bool(first.items or first.total)
    walk = Walk(results(ctx, job_id, filter, limit=LARGEST_LIMIT, paging=Paging.AUTO))
    while not walk.done:
        if (yield from walk.step()).items:
            return True
    return False


def _fetch_results(
    ctx: PlaneContext, job_id: str, filter: ResultFilter
) -> Callable[[dict[str, Any]], Flow[Batch[ClassificationResult]]]:
    def fetch(paging: dict[str, Any]) -> Flow[Batch[ClassificationResult]]:
        query = filter.query() | paging
        page: ClassificationResults = yield from ask(ctx, LIST_RESULTS, path={"job_id": job_id}, query=query)
        return Batch(
            rows=page.classification_list, total=page.total, marker=page.marker or (), unreadable=page.unreadable
        )

    return fetch


def findings(
    ctx: PlaneContext,
    job_id: str,
    type: str | None,
    *,
    limit: int | None,
    paging: Paging,
    start_time: str | int | datetime | None = None,
    end_time: str | int | datetime | None = None,
) -> Listing[Finding]:
    """The rows of the oldest generation: of one kind of asset, or of all three in turn."""
    with validating(LIST_FINDINGS) as problems:
        check_id(problems, "job_id", job_id)
        check_limit(problems, limit)
        start = moment_as_text(problems, "start_time", start_time)
        end = moment_as_text(problems, "end_time", end_time)
    span = {"start_time": start, "end_time": end}
    kinds = FINDING_TYPES if type is None else (AssetType(type),)
    return concatenated([_findings_of(ctx, job_id, kind, span, limit, paging) for kind in kinds])


def _findings_of(
    ctx: PlaneContext, job_id: str, kind: AssetType, span: dict[str, str | None], limit: int | None, paging: Paging
) -> Listing[Finding]:
    def fetch(paging: dict[str, Any]) -> Flow[Batch[Finding]]:
        query = {"type": kind, **span, **paging}
        page = yield from ask(ctx, LIST_FINDINGS, path={"job_id": job_id}, query=query, lacks=_no_list)
        found = cast(FindingList, page.findings)
        return Batch(rows=found.db_scan_results, total=found.total, unreadable=found.unreadable)

    return pages(ctx, LIST_FINDINGS, fetch, limit=limit, paging=paging, row=Finding)


def _no_list(page: ScanJobResults) -> str | None:
    return None if page.findings else "none of its three lists is there"


def _older_results(
    ctx: PlaneContext, job_id: str, filter: ResultFilter, limit: int | None, paging: Paging
) -> Listing[ClassificationResult]:
    """The oldest form of results, read as the newer one."""
    kind = filter.asset_type if filter.asset_type in FINDING_TYPES else None
    way = Paging.AUTO if paging == Paging.MARKER else paging

    def read(rows: Iterable[Finding]) -> Iterator[ClassificationResult]:
        return _narrowed((_as_result(job_id, row) for row in rows), filter)

    def fetch(position: Any) -> Flow[Page[ClassificationResult]]:
        _check_old_filter(filter)
        return (yield from rows.fetch(position))

    rows = mapped(findings(ctx, job_id, kind, limit=limit, paging=way), read, ClassificationResult)
    return Listing(fetch=fetch, row=ClassificationResult)


def _check_old_filter(filter: ResultFilter) -> None:
    try:
        with validating(LIST_RESULTS) as problems:
            for name in ("asset_id", "security_level_ids"):
                if getattr(filter, name):
                    problems.add(name, "cannot filter here: this endpoint has only the oldest form of results")
    except ValidationError as refused:
        raise refused.with_hint("Filter the rows yourself.") from None


def _narrowed(rows: Iterator[ClassificationResult], filter: ResultFilter) -> Iterator[ClassificationResult]:
    for row in rows:
        fits_keyword = not filter.keyword or filter.keyword in (row.object_name or "")
        if fits_keyword and filter.asset_type in (None, AssetType.ALL, row.asset_type):
            yield row


def _as_result(job_id: str, finding: Finding) -> ClassificationResult:
    kind, place, name = _object_of(finding)
    return ClassificationResult(
        job_id=job_id,
        task_id=finding.task_id,
        asset_type=kind,
        asset_name=place,
        object_name=name,
        object_full_path="/".join(part for part in (place, finding.file_path or name) if part),
        match_info=None if finding.match_info is None else tuple(_as_match(each) for each in finding.match_info),
        extra={"risk_level": finding.risk_level, "sensitive_data_type": list(finding.sensitive_data_type or ())},
    )


def _object_of(finding: Finding) -> tuple[AssetType, str | None, str | None]:
    if finding.file_name is not None or finding.bucket_name is not None:
        return AssetType.OBS, finding.bucket_name, finding.file_name
    if finding.index_name is not None or finding.type_name is not None:
        return AssetType.BIGDATA, finding.index_name, finding.type_name
    return AssetType.DATABASE, finding.db_name, finding.table_name


def _as_match(match: FindingMatch) -> ClassificationMatch:
    return ClassificationMatch(
        rule_id=match.rule_id, rule_name=match.rule_name, matched_detail=match.column_name or match.field_name
    )


def level_shares(ctx: PlaneContext, job_id: str, filter: ResultFilter) -> Flow[tuple[LevelShare, ...]]:
    """How many results each security level has."""
    _check(LIST_RESULT_LEVELS.call, job_id, filter, None)
    answer = yield from ask(ctx, LIST_RESULT_LEVELS, path={"job_id": job_id}, query=filter.query())
    return answer.security_level_list


def hit_rules(
    ctx: PlaneContext, job_id: str, filter: ResultFilter, *, limit: int | None, paging: Paging
) -> Listing[HitRule]:
    """The rules that matched."""
    _check(LIST_HIT_RULES.call, job_id, filter, limit)

    def fetch(paging: dict[str, Any]) -> Flow[Batch[HitRule]]:
        page = yield from ask(ctx, LIST_HIT_RULES, path={"job_id": job_id}, query=filter.query() | paging)
        return Batch(rows=page.hit_rule_list, total=page.total, unreadable=page.unreadable)

    return pages(ctx, LIST_HIT_RULES, fetch, limit=limit, paging=paging, id_of=lambda rule: rule.rule_id)


def _check(call: str, job_id: str, filter: ResultFilter, limit: int | None) -> None:
    with validating(call) as problems:
        check_id(problems, "scan_job_id", job_id)
        filter.check(problems)
        check_limit(problems, limit)
