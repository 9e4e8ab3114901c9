"""What calls return, printed: plans, jobs, batches."""

import json
from typing import Any, Final

from jobspan._core.plain import plain
from jobspan._sync.handle import Handle
from jobspan._sync.plan import Plan
from jobspan.batches import BatchResult
from jobspan.cli.exits import Exit
from jobspan.cli.output import Output

COLUMNS_OF_JOBS: Final = ("plane", "id", "kind", "state", "phase")
"""Of a job that was started."""
COLUMNS_OF_BATCHES: Final = ("item", "status", "code", "message", "value")


def show_plan(plan: Plan[Any], output: Output) -> Exit:
    """What would be sent, and what each rule says. A plan that a rule forbids is an error."""
    output.document(document_of_plan(plan), str(plan).splitlines())
    return Exit.OK if plan.ok else Exit.ERROR


def document_of_plan(plan: Plan[Any]) -> dict[str, Any]:
    """A plan as JSON has it."""
    return {
        "ok": plan.ok,
        "requests": plain(plan.requests),
        "then": plain(plan.then),
        "notes": plain(plan.notes),
        "verdicts": plain(plan.verdicts),
    }


def show_handle(handle: Handle[Any, Any], output: Output) -> None:
    """A job that was started: for programs its reference, which `jobspan wait` takes."""
    if output.for_people or output.columns:
        ref = handle.ref
        cells = (ref.plane, ref.id, ref.kind, handle.state, handle.phase)
        output.rows([dict(zip(COLUMNS_OF_JOBS, cells, strict=True))])
    else:
        output.one(json.loads(handle.ref.to_json()))


def show_batch(result: BatchResult[Any], output: Output) -> None:
    """What became of each item."""
    output.rows(rows_of_batch(result))


def rows_of_batch(result: BatchResult[Any]) -> list[dict[str, Any]]:
    """A row an item."""
    return [{name: getattr(each, name) for name in COLUMNS_OF_BATCHES} for each in result]
