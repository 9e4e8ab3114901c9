"""The entries of a batch, and how to find out what became of them."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeAlias, TypeVar

import attrs

from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.reconcile import Reconcile
from jobspan._planes.huawei_drs.models.replies import Outcome, Results
from jobspan._planes.huawei_drs.models.status import JobStatus
from jobspan._planes.huawei_drs.rules.actions import ActionRules

K = TypeVar("K")


@frozen(kw_only=True, eq=False)
class Entry(Generic[K]):
    """One entry of a batch: an item of the caller and what is sent for it.

    Entries are compared by identity: two of them may look the same and still stand for two items.

    Attributes:
        item: what the caller gave.
        job_id: the task it is about.
        body: its JSON.
        rules: what must hold before it is sent.
        end_point: the end of the task it is about, where it is about one.
        leaves: the states that the action, once accepted, is to leave.
    """

    item: K
    job_id: str
    body: object = attrs.field(repr=False)
    rules: ActionRules
    end_point: str | None = None
    leaves: frozenset[JobStatus] = frozenset()


Reconciler: TypeAlias = Callable[[PlaneContext, Sequence[Entry[Any]]], Reconcile[Results[Outcome]]]
"""For the entries of one request, how to find out what became of them when its reply was lost."""
