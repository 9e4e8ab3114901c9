"""Calls for many items: what each of them checks, and how it writes its items down."""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any, Generic, TypeVar

from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.operation import Operation
from jobspan._core.validation import Validator, validating
from jobspan._planes.huawei_drs.flows.batch import Batch, check_batch, in_jobs, run_batch
from jobspan._planes.huawei_drs.flows.entries import Entry, Reconciler
from jobspan._planes.huawei_drs.flows.item_results import Evidence, no_evidence
from jobspan._planes.huawei_drs.flows.job_ids import BATCH_SIZE, check_id
from jobspan._planes.huawei_drs.models.replies import Outcome, Results
from jobspan._planes.huawei_drs.models.status import JobStatus
from jobspan._planes.huawei_drs.rules.actions import ActionRules
from jobspan.batches import BatchResult

K = TypeVar("K")


def _as_model(ctx: PlaneContext, item: Any) -> Any:
    return ctx.dialect.codec.write(item)


def _no_check(*_: object) -> None:
    """For calls without arguments, or items, that need a check of their own."""


def _no_end_point(item: object) -> None:
    """For items that are about a task as a whole."""


@frozen(kw_only=True)
class BatchCall(Generic[K]):
    """A call for many items, before it is known which.

    Attributes:
        title: for plans and errors; ``{tasks}`` stands for the tasks.
        operation: the row of the table.
        rules: what must hold for the task of an item before it is sent.
        body: the JSON of an item.
        job_id, end_point: the task of an item, and the end of it.
        mark: what differs between any two items.
        argument, id_field: how problems name the place of an item, and that of its task's id.
        check_arguments: adds what is wrong with the arguments beside the items.
        check_item: adds what is wrong with the item at a place.
        wrap: makes the body of a request of the bodies of its items.
        reconcile: how to find out what became of the items of a request whose reply was lost.
        evidence: what shows that an item was accepted, where the operation documents no status.
        harmless: codes of failures that leave the task as it was to be.
        leaves: the states that the action, once accepted, is to leave.
        notes: what is worth knowing before a plan is applied.
    """

    title: str
    operation: Operation[Results[Outcome]]
    rules: ActionRules | Callable[[K], ActionRules]
    body: Callable[[PlaneContext, K], Any] = _as_model
    job_id: Callable[[K], str] = attrgetter("job_id")
    end_point: Callable[[K], str | None] = _no_end_point
    mark: Callable[[K], Any] = attrgetter("job_id")
    argument: str = ""
    id_field: str = ".job_id"
    check_arguments: Callable[[Validator], None] = _no_check
    check_item: Callable[[Validator, str, K], None] = _no_check
    wrap: Callable[[list[Any]], Any] = in_jobs
    reconcile: Reconciler | None = None
    evidence: Evidence = no_evidence
    harmless: frozenset[str] = frozenset()
    leaves: frozenset[JobStatus] = frozenset()
    notes: tuple[str, ...] = ()

    def entry(self, ctx: PlaneContext, item: K) -> Entry[K]:
        return Entry(
            item=item,
            job_id=self.job_id(item),
            body=self.body(ctx, item),
            rules=self.rules if isinstance(self.rules, ActionRules) else self.rules(item),
            end_point=self.end_point(item),
            leaves=self.leaves,
        )

    def check(self, items: list[K], batch_size: int) -> None:
        """
        Raises:
            ValidationError: an argument, or an item, is not valid.
        """
        with validating(self.operation) as problems:
            self.check_arguments(problems)
            check_batch(problems, items, batch_size, self.argument)
            seen: set[Any] = set()
            for index, item in enumerate(items):
                at = f"{self.argument}[{index}]"
                check_id(problems, at + self.id_field, self.job_id(item))
                self.check_item(problems, at, item)
                mark = self.mark(item)
                if mark in seen:
                    problems.add(at, f"{item} comes twice")
                seen.add(mark)


def _itself(id: str) -> str:
    return id


@frozen(kw_only=True)
class IdBatchCall(BatchCall[str]):
    """A call whose items are the ids of tasks."""

    job_id: Callable[[str], str] = _itself
    mark: Callable[[str], str] = _itself
    argument: str = "job_ids"
    id_field: str = ""


def run_call(
    ctx: PlaneContext,
    call: BatchCall[K],
    items: Iterable[K],
    *,
    skip_invalid: bool = False,
    batch_size: int = BATCH_SIZE,
) -> Flow[BatchResult[K]]:
    """Check the arguments, then run the batch.

    Raises:
        ValidationError: an argument, or an item, is not valid.
        RuleViolation: rules forbid some items, and ``skip_invalid`` is not set; nothing was sent.
    """
    given = list(items)
    call.check(given, batch_size)
    entries = [call.entry(ctx, item) for item in given]
    jobs = {entry.job_id for entry in entries}
    batch = Batch(
        title=call.title.format(tasks=f"{len(jobs)} tasks" if len(jobs) > 1 else entries[0].job_id),
        operation=call.operation,
        entries=entries,
        wrap=call.wrap,
        size=batch_size,
        skip_invalid=skip_invalid,
        reconcile=call.reconcile,
        evidence=call.evidence,
        harmless=call.harmless,
        notes=call.notes,
    )
    return (yield from run_batch(ctx, batch))
