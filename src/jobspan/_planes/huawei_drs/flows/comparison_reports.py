"""Report files of comparisons: made on request, kept for a while, downloaded as a workbook.

Sources: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0258.html and drs_03_0262.html
"""

from collections.abc import Callable
from typing import Any, Final

from jobspan._core.attempts import attempts
from jobspan._core.call import prepare
from jobspan._core.context import PlaneContext
from jobspan._core.download import FileTarget
from jobspan._core.effects import Flow, blocking, pure
from jobspan._core.exchange import Exchange, unreadable
from jobspan._core.http import Response
from jobspan._core.validation import present, validating
from jobspan._planes.huawei.regions import is_region, region_in
from jobspan._planes.huawei.settings import HuaweiSettings
from jobspan._planes.huawei_drs.errors import GONE
from jobspan._planes.huawei_drs.flows.comparisons import check_place
from jobspan._planes.huawei_drs.flows.reads import project
from jobspan._planes.huawei_drs.flows.single import change_one
from jobspan._planes.huawei_drs.operations import comparisons as op
from jobspan._planes.huawei_drs.rules.actions import SET_UP
from jobspan.errors import ApiError

OBJECTS: Final = "objects_comparison"
_NEED_AN_ID: Final = ("contents", "lines", "random")
_WORKBOOK: Final = b"PK"
"""How a workbook begins: it is an archive."""


def _check(call: Any, job_id: str, type: str, comparison_id: str | None) -> None:
    with validating(call) as problems:
        check_place(problems, job_id, comparison_id)
        if type in _NEED_AN_ID and comparison_id is None:
            problems.add("comparison_id", f"is needed for {type}")


def region_header(ctx: PlaneContext, call: Any, region: str | None) -> dict[str, str]:
    """The region by name, which DRS wants to be told again.

    Raises:
        ValidationError: it is not known, or not written like one; the settings may have addresses only.
    """
    settings = ctx.settings_as(HuaweiSettings)
    named = region or settings.region or region_in(ctx.base_url)
    with validating(call) as problems:
        if not named:
            problems.add("region", "is needed: the settings name none")
        elif not is_region(named):
            problems.add("region", f"{named!r} is not a region; one is written like eu-west-101")
    return {"Region": named or ""}


def export_report(
    ctx: PlaneContext, job_id: str, type: str, comparison_id: str | None, time_zone: str | None, region: str | None
) -> Flow[None]:
    _check(op.EXPORT, job_id, type, comparison_id)
    return change_one(
        ctx,
        op.EXPORT,
        job_id,
        title=f"make the {type} report of {job_id}",
        rules=SET_UP,
        body=present({"compare_type": type, "compare_job_id": comparison_id, "time_zone": time_zone}),
        headers=region_header(ctx, op.EXPORT, region),
    )


def download_report(
    ctx: PlaneContext,
    job_id: str,
    type: str,
    comparison_id: str | None,
    open: Callable[[str], FileTarget],
    region: str | None = None,
) -> Flow[FileTarget]:
    """Fetch the workbook. Services that want the question in the body refuse the one in the address.

    Raises:
        NotFound: there is no report, or it is not kept any more.
        DecodeError: what came is not a workbook.
    """
    content = yield from workbook(ctx, job_id, type, comparison_id, region)
    return (yield from stored(open(f"{job_id}-{type}.xlsx"), content))


def workbook(
    ctx: PlaneContext, job_id: str, type: str, comparison_id: str | None, region: str | None = None
) -> Flow[bytes]:
    """What the report file holds; raises as :func:`download_report` does."""
    _check(op.DOWNLOAD, job_id, type, comparison_id)
    headers = region_header(ctx, op.DOWNLOAD, region)
    question = present({"compare_type": type, "compare_job_id": comparison_id})
    try:
        return (yield from _fetched(ctx, job_id, headers, query=question))
    except ApiError as refused:
        if refused.status != 400 or refused.code in GONE:
            raise
        return (yield from _fetched(ctx, job_id, headers, body=question))


def _fetched(
    ctx: PlaneContext,
    job_id: str,
    headers: dict[str, str],
    *,
    query: dict[str, Any] | None = None,
    body: dict[str, Any] | None = None,
) -> Flow[bytes]:
    path = project(ctx, job_id=job_id)
    request = prepare(ctx, op.DOWNLOAD, path=path, query=query, body=body, headers=headers)

    def read(done: Exchange) -> Flow[bytes]:
        if not done.response.body.startswith(_WORKBOOK):
            raise unreadable(ctx, op.DOWNLOAD, done.response.status, "what came is not a workbook", 1, asked=done.asked)
        return pure(done.response.body)

    return attempts(ctx, op.DOWNLOAD, request, read)


def stored(target: FileTarget, content: bytes) -> Flow[FileTarget]:
    """Put a whole file where it belongs."""

    def write() -> None:
        try:
            target.begin(Response(status=200, headers={"content-length": str(len(content))}))
            target.write(content)
            target.finish()
        finally:
            target.discard()

    yield from blocking(write)
    return target
