"""Runs: cancel, restart, clean up."""

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.rules import evaluate
from jobspan._core.validation import present, validating
from jobspan._planes.delphix.flows.change import change
from jobspan._planes.delphix.flows.reconcile import ended_as
from jobspan._planes.delphix.models.executions import ACTIVE_EXECUTION
from jobspan._planes.delphix.models.shared import plain_word
from jobspan._planes.delphix.operations.executions import CANCEL_EXECUTION, GET_EXECUTION_BY_ID
from jobspan._planes.delphix.rules import EXECUTION_ACTIVE


def cancel(ctx: PlaneContext, execution_id: str, expected_status: str | None) -> Flow[None]:
    """Ask to cancel a run; ``expected_status`` guards against a run that has moved on."""
    with validating(CANCEL_EXECUTION) as problems:
        problems.text("execution_id", execution_id)

    def state() -> Flow[str | None]:
        execution = yield from call(ctx, GET_EXECUTION_BY_ID, path={"executionId": execution_id})
        return plain_word(execution.status) if execution.status else None

    verdicts = yield from evaluate(ctx, EXECUTION_ACTIVE, f"execution {execution_id}", state)
    yield from change(
        ctx,
        CANCEL_EXECUTION,
        execution_id,
        path={"executionId": execution_id},
        body=present({"expected_status": expected_status}) or None,
        verdicts=verdicts,
        reconcile=ended_as(state, "CANCELLED", ACTIVE_EXECUTION, None),
    )
