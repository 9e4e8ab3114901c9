"""What a flow knows of the plane it talks to: address, policy, credentials, dialect. One per plane and client."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, Self, TypeVar

import attrs

from jobspan._core.accepted import AcceptedActions
from jobspan._core.begun import BegunJobs
from jobspan._core.classes import frozen
from jobspan._core.convert import Codec
from jobspan._core.effects import Flow
from jobspan._core.gate import Gate
from jobspan._core.http import Headers, Request, Response
from jobspan._core.lanes import Lanes
from jobspan._core.operation import Operation
from jobspan._core.redact import mask_headers
from jobspan._core.retry import RetryBudget
from jobspan.config import PlaneSettings
from jobspan.errors import (
    ApiError,
    AuthError,
    Conflict,
    NotFound,
    PermissionDenied,
    RateLimited,
    ServerError,
)
from jobspan.policy import Policy

T = TypeVar("T")


@frozen(kw_only=True)
class ErrorReply:
    """An error reply, as the plane described it.

    Attributes:
        from_plane: the answer has the plane's own error shape, so it comes from the plane and not from a gateway in front.
        refusal: its code is known to mean that nothing was done, though the status (a 5xx, a 2xx) leaves that open.
        doubtful: its code is known to leave open whether something was done, whatever the status.
        occupied: what stands in the way is a job, which may take hours: it is refused for now, but not waited out.
        retry_after: seconds to wait that the text names, where no header does.
        error: overrides the class that the status would give; ``about`` fills the fields that this class has on top.
    """

    message: str
    code: str | None = None
    request_id: str | None = None
    from_plane: bool = False
    refusal: bool = False
    doubtful: bool = False
    occupied: bool = False
    retry_after: float | None = None
    hint: str | None = None
    error: type[ApiError] | None = None
    about: Mapping[str, Any] = attrs.field(factory=dict)


class Auth(Protocol):
    """How a plane wants its credentials."""

    def authorize(self, ctx: "PlaneContext", request: Request) -> Flow[Request]:
        """The request with credentials: a header added, or signed. Called for each attempt."""

    def refused(self, ctx: "PlaneContext", request: Request, response: Response) -> Flow[bool]:
        """The plane rejected the credentials: get new ones if that may help. ``True``: worth sending once more."""


class Turn(Protocol):
    """When a request with credentials may go out."""

    def __call__(self, ctx: "PlaneContext", request: Request, send: "Callable[[], Flow[Response]]") -> Flow[Response]:
        """Send when it may, and learn from the answer.

        Raises:
            FailedAttempt: it must not go out.
        """


class Dialect(Protocol):
    """How a plane phrases requests and errors on the wire."""

    @property
    def codec(self) -> Codec:
        """Reads and writes the plane's models."""

    @property
    def headers(self) -> Sequence[tuple[str, str]]:
        """Headers of every request."""

    def error_reply(self, operation: Operation[Any], response: Response, document: Any) -> ErrorReply | None:
        """The error in a reply, whatever its status; ``None`` for a success. ``document`` is ``None`` unless JSON."""


@frozen(kw_only=True, eq=False)
class PlaneContext:
    """Everything flows of one plane share."""

    plane: str
    base_url: str
    auth: Auth
    dialect: Dialect
    refusals: frozenset[int] = frozenset({401})
    """Statuses with which the plane rejects credentials: ``Auth.refused`` decides what to do."""
    turn: Turn | None = None
    """Where credentials are locked after some refusals: lets requests out one by one until they are known to be right."""
    policy: Policy = attrs.field(factory=Policy)
    kinds: Callable[[], Mapping[str, Any]] = attrs.field(default=dict, repr=False)
    """What runs for a while on this plane, by ``JobRef.kind``."""
    budget: RetryBudget = attrs.field(factory=RetryBudget)
    gate: Gate = attrs.field(factory=Gate)
    accepted: AcceptedActions = attrs.field(factory=AcceptedActions)
    begun: BegunJobs = attrs.field(factory=BegunJobs)
    lanes: Lanes = attrs.field(factory=Lanes)
    settings: PlaneSettings | None = attrs.field(default=None, repr=False)
    shown_headers: frozenset[str] = frozenset()
    sets_headers: frozenset[str] = frozenset()
    """Headers that may be shown besides the standard ones, in lower case."""
    heard: Callable[[], bool] = attrs.field(default=lambda: True, repr=False)
    """Whether anybody would hear of an event; the frequent ones are made only then."""
    called: Callable[[Any, str], str] = attrs.field(default=lambda owner, method: method, repr=False)
    """What users write behind ``client.`` for a method of a part of it; for what is said to them."""
    learnt: dict[str, Any] = attrs.field(factory=dict, repr=False)
    """What never changes about things of the plane, by their ids, so that it is read only once while they are watched."""
    seen: set[str] = attrs.field(factory=set, repr=False)
    """Ids of things that the plane has shown: what it denies by now was there, and is gone."""
    standing_headers: dict[str | None, Headers] = attrs.field(factory=dict, init=False, repr=False)
    """The headers that are the same for each request, by the content type of its body; filled when they are first needed."""

    def settings_as(self, kind: type[T]) -> T:
        """The plane's own settings, for its flows.

        Raises:
            TypeError: the context is that of another plane.
        """
        return self._own("settings", self.settings, kind)

    def auth_as(self, kind: type[T]) -> T:
        """The plane's own authentication, see :meth:`settings_as`."""
        return self._own("auth", self.auth, kind)

    def dialect_as(self, kind: type[T]) -> T:
        """The plane's own dialect, see :meth:`settings_as`."""
        return self._own("dialect", self.dialect, kind)

    def _own(self, what: str, value: object, kind: type[T]) -> T:
        if not isinstance(value, kind):
            raise TypeError(f"the {what} of {self.plane} is {type(value).__name__}, not {kind.__name__}")
        return value

    def within(self, seconds: float) -> Self:
        """The same for calls that belong to a wait with so many seconds left: they do not outlast it by more than one request."""
        left = max(seconds, self.policy.request_timeout)
        if left >= self.policy.call_deadline:
            return self
        return attrs.evolve(self, policy=attrs.evolve(self.policy, call_deadline=left))

    def masked_headers(self, headers: Iterable[tuple[str, object]]) -> dict[str, str]:
        """Headers of this plane as they may be shown."""
        return mask_headers(headers, self.shown_headers)

    @property
    def fingerprint(self) -> str:
        """Distinguishes endpoints without naming them."""
        return hashlib.sha256(f"{self.plane}|{self.base_url}".lower().encode()).hexdigest()[:16]

    @property
    def scope(self) -> str:
        """Distinguishes endpoints, and what the settings choose of one: a project, a domain."""
        chosen = [] if self.settings is None else [str(getattr(self.settings, name)) for name in self.settings.scope]
        if not chosen:
            return self.fingerprint
        return hashlib.sha256("|".join((self.fingerprint, *chosen)).encode(errors="replace")).hexdigest()[:16]


_ERROR_BY_STATUS: dict[int, type[ApiError]] = {
    401: AuthError,
    403: PermissionDenied,
    404: NotFound,
    409: Conflict,
    429: RateLimited,
}


def error_class(status: int) -> type[ApiError]:
    """The exception class of a status, where the plane is not more precise."""
    return _ERROR_BY_STATUS.get(status, ServerError if status >= 500 else ApiError)
