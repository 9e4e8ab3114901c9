"""Moving tasks through their life: precheck, start, pause, resume, switch over, terminate, delete."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from jobspan._core.call import Settle
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.operation import Operation
from jobspan._core.validation import Validator, validating
from jobspan._planes.huawei_drs.errors import GONE as GONE_CODES
from jobspan._planes.huawei_drs.flows.batch import BATCH_SIZE, Batch, check_batch, run_batch
from jobspan._planes.huawei_drs.flows.ids import as_ids, check_ids
from jobspan._planes.huawei_drs.flows.judge import Entry
from jobspan._planes.huawei_drs.flows.reconcile import ENDING, GONE, PAUSED, RESUMED, STARTED, by_states
from jobspan._planes.huawei_drs.models.replies import Outcome, Results
from jobspan._planes.huawei_drs.operations import life as op
from jobspan._planes.huawei_drs.rules import (
    DELETE,
    PAUSE,
    PRECHECK,
    PRECHECK_AGAIN,
    RESUME,
    START,
    SWITCH_OVER,
    TERMINATE,
    ActionRules,
)
from jobspan.models import BatchResult

_PRECHECK_MODES: Final = {"start": "forStartJob", "retry": "forRetryJob"}
_PAUSE_MODES: Final = ("target", "all")


def _for_ids(
    ctx: PlaneContext,
    verb: str,
    operation: Operation[Results[Outcome]],
    rules: ActionRules,
    job_ids: str | Iterable[str],
    body: Callable[[str], Any],
    *,
    skip_invalid: bool,
    batch_size: int,
    check: Callable[[Validator], None] = lambda problems: None,
    wrap: Callable[[list[Any]], Any] | None = None,
    settle: Callable[[Sequence[Entry[Any]]], Settle[Results[Outcome]]] | None = None,
    harmless: frozenset[str] = frozenset(),
    notes: tuple[str, ...] = (),
) -> Flow[BatchResult[str]]:
    """A batch whose entries are task ids."""
    ids = as_ids(job_ids)
    with validating(operation) as problems:
        check(problems)
        check_ids(problems, ids)
        check_batch(problems, ids, batch_size)
    batch = Batch(
        title=f"{verb} {len(ids)} tasks" if len(ids) > 1 else f"{verb} {ids[0]}",
        operation=operation,
        entries=[Entry(item=id, job_id=id, body=body(id), rules=rules) for id in ids],
        wrap=wrap or (lambda bodies: {"jobs": bodies}),
        size=batch_size,
        skip_invalid=skip_invalid,
        settle=settle,
        harmless=harmless,
        notes=notes,
    )
    return (yield from run_batch(ctx, batch))


def precheck(
    ctx: PlaneContext,
    job_ids: str | Iterable[str],
    *,
    mode: str = "start",
    skip_invalid: bool = False,
    batch_size: int = BATCH_SIZE,
) -> Flow[BatchResult[str]]:
    return _for_ids(
        ctx,
        "precheck",
        op.PRECHECK,
        PRECHECK if mode == "start" else PRECHECK_AGAIN,
        job_ids,
        lambda id: {"job_id": id, "precheck_mode": _PRECHECK_MODES.get(mode)},
        skip_invalid=skip_invalid,
        batch_size=batch_size,
        check=lambda problems: problems.one_of("mode", mode, list(_PRECHECK_MODES)),
    )


def start(
    ctx: PlaneContext,
    job_ids: str | Iterable[str],
    *,
    at: datetime | None = None,
    compare_at_end: bool | None = None,
    skip_invalid: bool = False,
    batch_size: int = BATCH_SIZE,
) -> Flow[BatchResult[str]]:
    def check(problems: Validator) -> None:
        if at is not None and at.tzinfo is None:
            problems.add("at", "must have a time zone")

    def body(id: str) -> dict[str, Any]:
        entry: dict[str, Any] = {"job_id": id}
        if at is not None:
            entry["start_time"] = str(int(at.timestamp() * 1000))
        if compare_at_end is not None:
            entry["is_auto_create_compare"] = compare_at_end
        return entry

    return _for_ids(
        ctx,
        "start",
        op.START,
        START,
        job_ids,
        body,
        skip_invalid=skip_invalid,
        batch_size=batch_size,
        check=check,
        settle=by_states(ctx, STARTED),
    )


def pause(
    ctx: PlaneContext,
    job_ids: str | Iterable[str],
    *,
    mode: str = "target",
    skip_invalid: bool = False,
    batch_size: int = BATCH_SIZE,
) -> Flow[BatchResult[str]]:
    return _for_ids(
        ctx,
        "pause",
        op.PAUSE,
        PAUSE,
        job_ids,
        lambda id: {"job_id": id, "pause_mode": mode},
        skip_invalid=skip_invalid,
        batch_size=batch_size,
        check=lambda problems: problems.one_of("mode", mode, _PAUSE_MODES),
        settle=by_states(ctx, PAUSED),
        notes=("resume within about a day: the source may purge the log that the task still needs",),
    )


def resume(
    ctx: PlaneContext,
    job_ids: str | Iterable[str],
    *,
    after_edit: bool = False,
    skip_invalid: bool = False,
    batch_size: int = BATCH_SIZE,
) -> Flow[BatchResult[str]]:
    return _for_ids(
        ctx,
        "resume",
        op.RESUME,
        RESUME,
        job_ids,
        lambda id: {"job_id": id} | ({"is_sync_re_edit": True} if after_edit else {}),
        skip_invalid=skip_invalid,
        batch_size=batch_size,
        settle=by_states(ctx, RESUMED),
    )


def switchover(
    ctx: PlaneContext,
    job_ids: str | Iterable[str],
    *,
    pause: bool | None = None,
    skip_invalid: bool = False,
    batch_size: int = BATCH_SIZE,
) -> Flow[BatchResult[str]]:
    more = {} if pause is None else {"is_pause_job": pause}
    return _for_ids(
        ctx,
        "switch over",
        op.SWITCH_OVER,
        SWITCH_OVER,
        job_ids,
        lambda id: id,
        skip_invalid=skip_invalid,
        batch_size=batch_size,
        wrap=lambda ids: {"jobs": ids, **more},
    )


def terminate(
    ctx: PlaneContext,
    job_ids: str | Iterable[str],
    *,
    force: bool = False,
    skip_invalid: bool = False,
    batch_size: int = BATCH_SIZE,
) -> Flow[BatchResult[str]]:
    kind = "force_terminate" if force else "terminate"
    return _for_ids(
        ctx,
        "terminate",
        op.DELETE,
        TERMINATE,
        job_ids,
        lambda id: {"job_id": id, "delete_type": kind},
        skip_invalid=skip_invalid,
        batch_size=batch_size,
        settle=by_states(ctx, ENDING),
        notes=("a terminated task cannot be started again",),
    )


def delete(
    ctx: PlaneContext, job_ids: str | Iterable[str], *, skip_invalid: bool = False, batch_size: int = BATCH_SIZE
) -> Flow[BatchResult[str]]:
    return _for_ids(
        ctx,
        "delete",
        op.DELETE,
        DELETE,
        job_ids,
        lambda id: {"job_id": id, "delete_type": "delete"},
        skip_invalid=skip_invalid,
        batch_size=batch_size,
        settle=by_states(ctx, GONE),
        harmless=GONE_CODES,
    )
