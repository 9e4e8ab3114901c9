"""What does not move any more: a comparison that gets no further, a task that applies nothing."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

import attrs

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit, now
from jobspan._core.jobs import JobKind
from jobspan._core.paginate import collect
from jobspan._planes.huawei_drs.flows import monitor
from jobspan._planes.huawei_drs.flows.cutover_findings import DataKind
from jobspan._planes.huawei_drs.flows.features import offered
from jobspan.errors import AuthError, OperationError
from jobspan.hooks import LookFailed
from jobspan.jobs import JobRef

V = TypeVar("V")

_APPLY: Final = "apply"


class _Unread:
    """Nothing was read yet, which is unlike anything that is."""


@attrs.define(kw_only=True)
class Standstill:
    """How long something has not moved.

    What is cheap to read is looked at each time. Only while that stands still is the rest read, twice: when it began, and
    when it has lasted ``limit`` seconds.
    """

    limit: float
    over: bool = attrs.field(default=False, init=False)
    _seen: Any = attrs.field(factory=_Unread, init=False)
    _rest: Any = attrs.field(factory=_Unread, init=False)
    _since: float = attrs.field(default=0.0, init=False)

    def look(self, seen: Any, rest: Callable[[], Flow[Any]]) -> Flow[None]:
        """Take note of a look; ``over`` tells whether it has stood still for too long."""
        at = yield from now()
        if seen != self._seen:
            self._seen, self._since, self._rest = seen, at, _Unread()
        elif isinstance(self._rest, _Unread):
            self._rest = yield from rest()
        elif at - self._since >= self.limit:
            latest = yield from rest()
            self.over = latest == self._rest
            self._rest, self._since = latest, at


def watched(kind: JobKind[V, Any], data: DataKind | None, still: Standstill) -> JobKind[V, Any]:
    """The same kind, of which each look tells as well whether it still moves."""

    def read(ctx: PlaneContext, ref: JobRef) -> Flow[V]:
        view = yield from kind.read(ctx, ref)
        if kind.phase(view).is_terminal:
            return view
        far = yield from _known(ctx, lambda: _far(ctx, data, ref, view))
        yield from still.look((kind.state(view), far), lambda: _known(ctx, lambda: _tables(ctx, data, ref)))
        return view

    return attrs.evolve(kind, read=read)


def position(ctx: PlaneContext, job_id: str) -> Flow[Any]:
    """How far a task has applied the source's log; ``None`` where that cannot be read."""
    found = yield from _known(ctx, lambda: offered(lambda: monitor.components(ctx, job_id)))
    parts = () if found is None else found.components or ()
    return next((part.current_point for part in parts if part.type == _APPLY), None)


def _far(ctx: PlaneContext, data: DataKind | None, ref: JobRef, view: Any) -> Flow[Any]:
    """How far it is with each type of objects, or each database."""
    if data is None:
        return view.compare_result
    rows = yield from collect(data.databases(ctx, ref.about["job_id"], ref.id))
    return [(row.status, row.compare_end_num) for row in rows]


def _tables(ctx: PlaneContext, data: DataKind | None, ref: JobRef) -> Flow[Any]:
    """How far it is with each table, where the kind of comparison tells that."""
    if data is None:
        return None
    rows = yield from collect(data.tables(ctx, ref.about["job_id"], ref.id, None))
    return [data.far(row) for row in rows]


def _known(ctx: PlaneContext, look: Callable[[], Flow[Any]]) -> Flow[Any]:
    """What a look brings; one that fails says nothing, and ends no wait."""
    try:
        return (yield from look())
    except AuthError:
        raise
    except OperationError as failed:
        yield from emit(LookFailed(plane=ctx.plane, operation=failed.operation, error=str(failed)))
        return None
