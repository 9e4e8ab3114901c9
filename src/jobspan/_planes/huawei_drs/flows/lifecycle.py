"""The calls that move tasks through their life: precheck, start, pause, resume, switch over, terminate, delete."""

from datetime import datetime
from typing import Final

from jobspan._core.context import PlaneContext
from jobspan._core.validation import Validator, present
from jobspan._planes.huawei.milliseconds import milliseconds_of
from jobspan._planes.huawei_drs.errors import GONE as GONE_CODES
from jobspan._planes.huawei_drs.flows.batch_call import BatchCall, IdBatchCall
from jobspan._planes.huawei_drs.flows.item_results import is_stated
from jobspan._planes.huawei_drs.flows.reconcile_by_state import (
    BEFORE_END,
    BEFORE_PAUSE,
    BEFORE_RESUME,
    BEFORE_START,
    ENDING,
    GONE,
    PAUSED,
    RESUMED,
    STARTED,
    reconcile_by_state,
)
from jobspan._planes.huawei_drs.operations import lifecycle as op
from jobspan._planes.huawei_drs.rules.actions import (
    DELETE,
    PAUSE,
    PRECHECK,
    PRECHECK_AGAIN,
    RESUME,
    START,
    SWITCH_OVER,
    TERMINATE,
)

_PRECHECK_MODES: Final = {"start": "forStartJob", "retry": "forRetryJob"}


def precheck(mode: str = "start") -> BatchCall[str]:
    return IdBatchCall(
        title="precheck {tasks}",
        operation=op.PRECHECK,
        rules=PRECHECK if mode == "start" else PRECHECK_AGAIN,
        body=lambda ctx, id: {"job_id": id, "precheck_mode": _PRECHECK_MODES[mode]},
    )


def start(at: datetime | None = None, *, compare_at_end: bool | None = None) -> BatchCall[str]:
    def check(problems: Validator) -> None:
        if at is not None and at.tzinfo is None:
            problems.add("at", "must have a time zone")

    def body(ctx: PlaneContext, id: str) -> object:
        start_time = None if at is None else str(milliseconds_of(at))
        return present({"job_id": id, "start_time": start_time, "is_auto_create_compare": compare_at_end})

    return IdBatchCall(
        title="start {tasks}",
        operation=op.START,
        rules=START,
        body=body,
        check_arguments=check,
        reconcile=reconcile_by_state(STARTED),
        leaves=BEFORE_START,
    )


def pause(mode: str = "target") -> BatchCall[str]:
    return IdBatchCall(
        title="pause {tasks}",
        operation=op.PAUSE,
        rules=PAUSE,
        body=lambda ctx, id: {"job_id": id, "pause_mode": mode},
        reconcile=reconcile_by_state(PAUSED),
        leaves=BEFORE_PAUSE,
        notes=("resume within about a day: the source may purge the log that the task still needs",),
    )


def resume(*, after_edit: bool = False) -> BatchCall[str]:
    return IdBatchCall(
        title="resume {tasks}",
        operation=op.RESUME,
        rules=RESUME,
        body=lambda ctx, id: present({"job_id": id, "is_sync_re_edit": after_edit or None}),
        reconcile=reconcile_by_state(RESUMED),
        leaves=BEFORE_RESUME,
    )


def switchover(*, pause: bool | None = None) -> BatchCall[str]:
    return IdBatchCall(
        title="switch over {tasks}",
        operation=op.SWITCH_OVER,
        rules=SWITCH_OVER,
        body=lambda ctx, id: id,
        wrap=lambda ids: present({"jobs": ids, "is_pause_job": pause}),
        evidence=is_stated("updated_at", "job_direction", "source_db", "target_db"),
    )


def terminate(*, force: bool = False, breakpoints_of: frozenset[str] = frozenset()) -> BatchCall[str]:
    """``breakpoints_of``: tasks of which DRS is to keep the position in the source's log; MySQL only."""
    kind = "force_terminate" if force else "terminate"
    return IdBatchCall(
        title="terminate {tasks}",
        operation=op.DELETE,
        rules=TERMINATE,
        body=lambda ctx, id: present(
            {"job_id": id, "delete_type": kind, "is_show_breakpoint_position": id in breakpoints_of or None}
        ),
        reconcile=reconcile_by_state(ENDING),
        leaves=BEFORE_END,
        notes=("a terminated task cannot be started again",),
    )


def delete() -> BatchCall[str]:
    return IdBatchCall(
        title="delete {tasks}",
        operation=op.DELETE,
        rules=DELETE,
        body=lambda ctx, id: {"job_id": id, "delete_type": "delete"},
        reconcile=reconcile_by_state(GONE),
        harmless=GONE_CODES,
    )
