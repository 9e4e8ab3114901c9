"""The envelopes of DRS's replies."""

from typing import Any, Generic, TypeVar

import attrs

from jobspan._core.convert import RowsReply, rows
from jobspan.models import Model

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Outcome(Model):
    """The outcome of one entry of a batch, in any of the forms that DRS has for it.

    Attributes:
        status: ``success`` or ``failed``, in any case; a boolean for object selection.
        error_code, error_msg, error_message: why it failed.
        precheck_id, order_id, query_id: what the entry started.
    """

    id: str | None = None
    job_id: str | None = None
    name: str | None = None
    status: Any = None
    success: bool | None = None
    is_success: bool | None = None
    end_point_type: str | None = None
    error_code: str | None = None
    error_msg: str | None = None
    error_message: str | None = None
    precheck_id: str | None = None
    order_id: str | None = None
    query_id: str | None = None
    create_time: str | None = None
    child_ids: tuple[str, ...] | None = None

    @property
    def task_id(self) -> str | None:
        return self.id or self.job_id

    @property
    def has_details(self) -> bool:
        """Whether there is more to it than yes or no."""
        details = (self.name, self.precheck_id, self.order_id, self.query_id, self.create_time, self.child_ids)
        return any(each is not None for each in details) or bool(self.extra)

    @property
    def reason(self) -> str | None:
        """Why it failed, in the plane's words."""
        return self.error_msg or self.error_message


@attrs.frozen(kw_only=True)
class Results(RowsReply, Generic[T]):
    """A batch reply: one entry for each that was asked, and how many."""

    results: tuple[T, ...] = attrs.field(metadata=rows(total="count"))
    count: int | None = None
    all_counts: int | None = None


@attrs.frozen(kw_only=True)
class JobResults(RowsReply, Generic[T]):
    """A batch reply of API v5."""

    jobs: tuple[T, ...] = attrs.field(metadata=rows())
