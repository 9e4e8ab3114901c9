"""The sub-tasks of scan jobs, and the scopes of their assets."""

from typing import Any

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.paginate import Listing
from jobspan._core.reconcile import Confirmed
from jobspan._core.validation import validating
from jobspan._planes.huawei_dsc.flows.calls import ask, change
from jobspan._planes.huawei_dsc.flows.paging import Batch, check_limit, pages
from jobspan._planes.huawei_dsc.flows.validation import check_id
from jobspan._planes.huawei_dsc.models.paging import Paging
from jobspan._planes.huawei_dsc.models.scan_jobs import AssetScope, ScanTask
from jobspan._planes.huawei_dsc.models.shared import WriteResult
from jobspan._planes.huawei_dsc.operations.scan_jobs import (
    DELETE_SCAN_TASK,
    LIST_SCAN_SCOPES,
    LIST_SCAN_TASKS,
    START_SCAN_TASK,
    STOP_SCAN_TASK,
)


def scan_tasks(
    ctx: PlaneContext, job_id: str, *, workspace_id: str | None, limit: int | None, paging: Paging
) -> Listing[ScanTask]:
    """The sub-tasks of a job."""
    _check_listing(LIST_SCAN_TASKS.call, job_id, limit)

    def fetch(paging: dict[str, Any]) -> Flow[Batch[ScanTask]]:
        query = {"workspace_id": workspace_id, **paging}
        page = yield from ask(ctx, LIST_SCAN_TASKS, path={"job_id": job_id}, query=query)
        return Batch(rows=page.tasks, total=page.total, unreadable=page.unreadable)

    return pages(ctx, LIST_SCAN_TASKS, fetch, limit=limit, paging=paging)


def scan_scopes(ctx: PlaneContext, job_id: str, *, limit: int | None, paging: Paging) -> Listing[AssetScope]:
    """The parts of its assets that a job scans."""
    _check_listing(LIST_SCAN_SCOPES.call, job_id, limit)

    def fetch(paging: dict[str, Any]) -> Flow[Batch[AssetScope]]:
        page = yield from ask(ctx, LIST_SCAN_SCOPES, path={"job_id": job_id}, query=paging)
        return Batch(rows=page.scopes, total=page.total, unreadable=page.unreadable)

    return pages(ctx, LIST_SCAN_SCOPES, fetch, limit=limit, paging=paging, id_of=lambda scope: None)


def _check_listing(call: str, job_id: str, limit: int | None) -> None:
    with validating(call) as problems:
        check_id(problems, "job_id", job_id)
        check_limit(problems, limit)


def start_scan_task(ctx: PlaneContext, task_id: str) -> Flow[None]:
    """Start one sub-task."""
    yield from change(ctx, START_SCAN_TASK, f"start sub-task {task_id}", {"task_id": task_id})


def stop_scan_task(ctx: PlaneContext, task_id: str) -> Flow[None]:
    """Stop one sub-task."""
    yield from change(ctx, STOP_SCAN_TASK, f"stop sub-task {task_id}", {"task_id": task_id})


def delete_scan_task(ctx: PlaneContext, task_id: str, *, delete_history: bool | None) -> Flow[None]:
    """Delete one sub-task, on newer servers with its history."""
    title, query = f"delete sub-task {task_id}", {"delete_history": delete_history}
    path, gone = {"task_id": task_id}, Confirmed(WriteResult())
    yield from change(ctx, DELETE_SCAN_TASK, title, path, query=query, gone=gone)
