"""The call that a server has for what masking jobs did."""

from operator import attrgetter
from typing import Any

import attrs

from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._planes.delphix.flows.successors import is_available, row_of
from jobspan._planes.delphix.models.successors import Successor
from jobspan._public import public


@public
@frozen(kw_only=True)
class AsyncChoice:
    """A call on masking jobs or its successor, whichever the server has.

    Attributes:
        row: what is known of the two; ``row.changes`` says what is otherwise in the successor.
        available: whether the server has the successor; ``None``: the account may not look, so the old call was taken.
        call: the call that was taken, for example ``delphix.compliance_jobs.execute``.
        method: the method itself, with its ``plan`` and ``once`` where it changes something. The arguments of the two differ.
    """

    row: Successor
    available: bool | None
    call: str
    method: Any = attrs.field(repr=False)

    @property
    def is_successor(self) -> bool:
        """Whether the successor was taken."""
        return self.call == self.row.successor


def choose(ctx: PlaneContext, parts: Any, name: str) -> Flow[AsyncChoice]:
    """Look for the successor of a call, and take it where it is there. ``parts`` has both families."""
    row = row_of(name)
    available = yield from is_available(ctx, row)
    taken = row.successor if available and row.successor else row.call
    return AsyncChoice(
        row=row, available=available, call=taken, method=attrgetter(taken.removeprefix("delphix."))(parts)
    )
