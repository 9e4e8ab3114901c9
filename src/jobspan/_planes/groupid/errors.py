"""The errors of Directory Manager, and what it does not offer.

Most of its replies are envelopes that carry a status of their own; a failure may hide in a reply with HTTP status 200.
Source: https://docs.netwrix.com/docs/directorymanager/11_0/automation/apis/rest-api-reference (Common Errors; samples);
https://docs.netwrix.com/docs/directorymanager/11_0/user-guide/synchronization/sync-jobs (Manage a Job; Schedule a Job).
"""

from typing import Final

import attrs

from jobspan._core.classes import define, frozen
from jobspan._core.plain import Plain
from jobspan._public import public
from jobspan.errors import (
    ApiError,
    AuthError,
    Conflict,
    JobspanError,
    NotFound,
    PermissionDenied,
    RateLimited,
    ServerError,
)


@public
@frozen(kw_only=True)
class Detail(Plain):
    """A failure nested in another: one entry of an envelope's ``details``.

    Attributes:
        name: what it is about.
        status: 0 for a success.
        code: its ``errorCode``.
        message: what is wrong.
    """

    name: str | None = None
    status: int | None = None
    code: str | None = None
    message: str | None = None


@define(kw_only=True, slots=False, eq=False, repr=False, str=False)
class GroupIDError(ApiError):
    """Directory Manager reports a failure. ``status`` is that of HTTP, which may well be 200; ``code`` its ``errorCode``.

    Attributes:
        text: the envelope's message, alone.
        outcome: the envelope's own status; 0 would have been success.
        details: failures of parts, flattened.
        attribute_messages: what is wrong with which attribute.
    """

    text: str | None = None
    outcome: int | None = None
    details: tuple[Detail, ...] = ()
    attribute_messages: dict[str, tuple[str, ...]] = attrs.field(factory=dict)


class GroupIDAuthError(GroupIDError, AuthError):
    """The token, or the credentials for one, were not accepted."""


class GroupIDNotFound(GroupIDError, NotFound):
    """The job, collection or data source does not exist (or the address does not)."""


class GroupIDPermissionDenied(GroupIDError, PermissionDenied):
    """The account's role or Synchronize policy forbids it."""


class GroupIDConflict(GroupIDError, Conflict):
    """It conflicts with something that exists."""


class GroupIDRateLimited(GroupIDError, RateLimited):
    """Too many requests."""


class GroupIDServerError(GroupIDError, ServerError):
    """The server failed internally."""


_BY_STATUS: dict[int, type[GroupIDError]] = {
    401: GroupIDAuthError,
    403: GroupIDPermissionDenied,
    404: GroupIDNotFound,
    409: GroupIDConflict,
    429: GroupIDRateLimited,
}


def error_of(status: int) -> type[GroupIDError]:
    """The class of an HTTP status."""
    return _BY_STATUS.get(status, GroupIDServerError if status >= 500 else GroupIDError)


@define(kw_only=True, slots=False, eq=False, repr=False, str=False)
class NotOffered(JobspanError):
    """The product can do this, but its REST API cannot; nothing was sent.

    Attributes:
        wanted: what was asked for.
        where: what can do it.
    """

    wanted: str
    where: str


@define(kw_only=True, slots=False, eq=False, repr=False, str=False)
class NotVerified(JobspanError):
    """A replacement was created, but reads back differently from what was sent, or not at all; the original was not touched.

    Attributes:
        created: the id of the new job, which still exists.
        original: the id of the job it was to replace, which still exists, too.
        differences: where the two documents differ.
    """

    created: int
    original: int
    differences: tuple[str, ...] = ()


_NOT_OFFERED: Final = {
    "run": (
        "start a job",
        "the portal (Synchronize > All Jobs > Run) and schedules of Admin Center (Management Shell: Invoke-Schedule)",
        "Put the job into a Synchronize schedule, then follow it with wait_for_run().",
    ),
    "preview": (
        "preview a job",
        "the portal (Synchronize > All Jobs > Preview)",
        "check() evaluates the rules for it.",
    ),
    "cancel": ("cancel a run", "the portal (background list) and Stop-Schedule of the Management Shell", ""),
    "schedule": (
        "schedule a job",
        "Admin Center (Synchronize Schedule) and New-Schedule of the Management Shell",
        "A job's own schedule fields are references; they are kept as they are.",
    ),
    "update": (
        "change a single job",
        "the portal (Edit)",
        "Use replace(), which creates the new job first; or update the collection that a copy is in.",
    ),
    "history": (
        "read the history and statistics of runs",
        "the portal (Review Job Run) and the identity store's history",
        "The head of a job shows the last run: get(id).job_info.",
    ),
}


def not_offered(what: str) -> NotOffered:
    """The error for something that the product can do, and its REST API cannot."""
    wanted, where, instead = _NOT_OFFERED[what]
    return NotOffered(
        message=f"Directory Manager's REST API cannot {wanted}; nothing was sent. It is available in {where}.",
        hint=instead or None,
        wanted=what,
        where=where,
    )
