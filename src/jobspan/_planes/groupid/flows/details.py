"""Single documents by their ids, and what an envelope carries."""

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.operation import Operation
from jobspan._core.validation import validating
from jobspan._planes.groupid.errors import GroupIDNotFound
from jobspan._planes.groupid.flows.reconcile import says_too_little
from jobspan._planes.groupid.models.replies import DetailResult, Envelope
from jobspan.errors import DecodeError

T = TypeVar("T")


class Named(Protocol):
    """A document that a server keeps under an id, and people under a name."""

    @property
    def id(self) -> int: ...

    @property
    def name(self) -> str: ...


D = TypeVar("D", bound=Named)


def whole(ctx: PlaneContext, operation: Operation[DetailResult[D]], parameter: str, id: int, what: str) -> Flow[D]:
    """One whole document.

    Raises:
        NotFound: the id is unknown, whether the server says so or answers without a document.
        DecodeError: what came is not such a document: all of its fields may be left out, but not all of them at once.
    """
    check_ids(operation.call, parameter, [id])
    reply = yield from call(ctx, operation, path={parameter: str(id)}, lacks=lambda reply: _blank(reply, what))
    if reply.data is None:
        raise absent(ctx, operation, what, id)
    return reply.data


def _blank(reply: DetailResult[D], what: str) -> str | None:
    if reply.data is None or reply.data.id or reply.data.name:
        return None
    return f"what it carries has neither the id nor the name of a {what}"


def absent(ctx: PlaneContext, operation: Operation[Any], what: str, id: int) -> GroupIDNotFound:
    """The error for something that the server answers without."""
    return GroupIDNotFound(
        message=f"groupid {operation.id}: there is no {what} {id}.",
        plane=ctx.plane,
        operation=operation.id,
        status=200,
    )


def content(ctx: PlaneContext, operation: Operation[Envelope[T]], reply: Envelope[T]) -> T:
    """What an envelope carries, where it must carry something.

    Raises:
        DecodeError: it carries nothing.
    """
    if reply.data is None:
        raise DecodeError(
            message=f"groupid {operation.id}: the call succeeded, but its reply carries no data.",
            plane=ctx.plane,
            operation=operation.id,
            path="$.data",
        )
    return reply.data


def made(reply: Envelope[int]) -> str | None:
    """What the reply to a creation or an update lacks: the id is its answer."""
    return says_too_little(reply, wants_data=True)


def check_ids(name: str, argument: str, ids: Sequence[int]) -> None:
    """Require positive whole numbers, at least one.

    Raises:
        ValidationError: no id is given, or one is not valid.
    """
    with validating(name) as problems:
        if not ids:
            problems.add(argument, "must not be empty: what a call without ids does is not documented")
        for id in ids:
            if type(id) is not int or id <= 0:
                problems.add(argument, f"{id!r} is not a valid id")
