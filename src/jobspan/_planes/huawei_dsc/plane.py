"""Huawei Cloud DSC, in one value."""

from datetime import UTC, datetime
from typing import Final

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.plane import ClientAttribute, Connection, Plane
from jobspan._planes.huawei.auth import REFUSALS, SHOWN_HEADERS, auth_of
from jobspan._planes.huawei.refusals import in_turn
from jobspan._planes.huawei.settings import HuaweiSettings
from jobspan._planes.huawei_dsc.dialect import DscDialect
from jobspan._planes.huawei_dsc.errors import is_about_token
from jobspan._planes.huawei_dsc.flows.paging import LARGEST_LIMIT
from jobspan._planes.huawei_dsc.flows.scan_job_lists import scan_jobs
from jobspan._planes.huawei_dsc.job_kinds import KINDS
from jobspan._planes.huawei_dsc.models.phases import scan_phase
from jobspan._planes.huawei_dsc.models.scan_jobs import ScanRun
from jobspan._planes.huawei_dsc.operations import OPERATIONS
from jobspan._planes.huawei_dsc.rules import RULES
from jobspan.jobs import JobLine


def recent(ctx: PlaneContext, limit: int) -> Flow[list[JobLine]]:
    """The scan jobs that ran last, from the first page of the list."""
    page = yield from scan_jobs(ctx, limit=LARGEST_LIMIT).fetch(None)
    newest = sorted(page.items, key=lambda job: job.last_run_time or job.create_time or 0, reverse=True)
    return [
        JobLine(
            id=job.id,
            name=job.name or "",
            state="" if job.status is None else job.status.value,
            phase=scan_phase(ScanRun(job=job)),
            since=None if job.last_run_time is None else datetime.fromtimestamp(job.last_run_time / 1000, UTC),
        )
        for job in newest[:limit]
    ]


def connect(settings: HuaweiSettings) -> Connection:
    return Connection(
        base_url=settings.endpoint("dsc"),
        auth=auth_of(settings, is_about_token),
        dialect=DscDialect(settings.language),
        refusals=REFUSALS,
        turn=in_turn,
    )


PLANE: Final = Plane(
    name="huawei_dsc",
    title="Huawei Cloud DSC",
    settings=HuaweiSettings,
    connect=connect,
    operations=OPERATIONS,
    rules=RULES,
    kinds=KINDS,
    recent=recent,
    namespace=ClientAttribute(
        "dsc",
        "resources.dsc_async:AsyncDsc",
        "All of Huawei Cloud DSC: scan jobs, exports of their results, assets, rules.",
    ),
    shortcuts=(
        ClientAttribute(
            "export_tasks",
            "resources.export_tasks_async:AsyncExportTasks",
            "Huawei Cloud DSC exports: from a scan to its findings in a file.",
        ),
    ),
    shown_headers=SHOWN_HEADERS,
    sandbox="HuaweiDsc",
    page="huawei-dsc",
)
