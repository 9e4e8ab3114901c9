"""Every exception jobspan raises. Each says what happened, to what, and what to do next; each survives pickling."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final, Self, TypeVar, cast

import attrs

import jobspan
from jobspan._core.classes import define, frozen
from jobspan._core.error_documents import document_of, page_of
from jobspan._core.visible import as_one_thing
from jobspan._core.words import cut_inside
from jobspan._public import Public

E = TypeVar("E", bound=BaseException)


class SendPhase(StrEnum):
    """How far a request came before the connection failed."""

    NOT_SENT = "not_sent"
    """Nothing reached the server: repeating is safe for every operation."""
    SENT_NO_REPLY = "sent_no_reply"
    """The server may have acted on the request; no reply came."""
    REPLY_PARTIAL = "reply_partial"
    """The server answered, and the reply broke off."""


def _revive(cls: type[E], state: dict[str, Any]) -> E:
    """The error that was pickled; fields that came later have their defaults."""
    error = cls.__new__(cls)
    later = {
        field.name: field.default
        for field in attrs.fields(cast(Any, cls))
        if field.name not in state and field.default is not attrs.NOTHING
    }
    error.__dict__.update(later | state)
    return error


@define(kw_only=True, slots=False, eq=False, repr=False, str=False)
class JobspanError(Public, Exception):
    """The root of the tree: catch this to catch everything jobspan raises on purpose.

    Attributes:
        message: what happened, and to what.
        hint: what to do next.
        accepted: the operations that the plane had accepted before a call of several steps failed.
    """

    message: str
    hint: str | None = None
    accepted: tuple[str, ...] = ()

    def __str__(self) -> str:
        return as_one_thing(self._text())

    def _text(self) -> str:
        """All that is said, with texts of planes as they came."""
        if not self.hint:
            return self.message
        stop = "" if self.message.rstrip().endswith((".", "!", "?", ":", ";")) else "."
        return f"{self.message.rstrip()}{stop} {self.hint}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return (_revive, (type(self), dict(self.__dict__)))

    def _render_traceback_(self) -> list[str]:
        from jobspan.integrations.tracebacks import rendered

        return rendered(self)

    @property
    def page(self) -> str:
        """The page of the documentation about errors of this kind."""
        return page_of(type(self))

    def to_dict(self) -> dict[str, Any]:
        """For logs, ready for any JSON encoder: the kind, the whole text, each field, notes, and the page about it.

        Secrets are masked. Models and references are nested, as :meth:`Model.to_dict` gives them.
        """
        return document_of(self)

    def with_hint(self, hint: str) -> Self:
        """Add one more thing to do next; returns the error itself.

        Args:
            hint: a sentence.
        """
        self.hint = f"{self.hint} {hint}" if self.hint else hint
        return self


@define(kw_only=True, slots=False, eq=False, repr=False, str=False)
class ConfigError(JobspanError):
    """A setting is missing or unusable.

    Attributes:
        looked_for: each place that was searched, in order.
    """

    looked_for: tuple[str, ...] = ()

    def _text(self) -> str:
        text = super()._text()
        return f"{text} Looked for: {'; '.join(self.looked_for)}." if self.looked_for else text


@define(kw_only=True, slots=False, eq=False, repr=False, str=False)
class NotConfigured(ConfigError, AttributeError):
    """A plane was reached for whose settings are missing or unusable: ``hasattr(client, "drs")`` is false."""


@define(kw_only=True, slots=False, eq=False, repr=False, str=False)
class MissingExtra(ConfigError, ModuleNotFoundError):
    """Something optional is not installed.

    Attributes:
        extra: what to install of jobspan for it.
    """

    extra: str


_LONGEST_SAID: Final = 300
_LONGEST_NAMED: Final = 100
_MOST_SAID: Final = 20


def _said(text: str) -> str:
    return cut_inside(text, _LONGEST_SAID)


def _named(text: str) -> str:
    return cut_inside(text, _LONGEST_NAMED)


def _all_named(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_named, texts))


@frozen
class Problem:
    """One thing wrong with one argument. Of long values that are repeated in it, the beginning and the end.

    Attributes:
        field: the argument, or the place in it, for example ``fields[2].to``.
        message: what is wrong with it.
        allowed: what it may be, where that can be listed.
    """

    field: str = attrs.field(converter=_named)
    message: str = attrs.field(converter=_said)
    allowed: tuple[str, ...] = attrs.field(default=(), converter=_all_named)

    def __str__(self) -> str:
        allowed = f" (allowed: {', '.join(self.allowed)})" if self.allowed else ""
        return f"{self.field}: {self.message}{allowed}"


@define(kw_only=True, slots=False, eq=False, repr=False, str=False)
class ValidationError(JobspanError, ValueError):
    """The arguments are wrong; nothing was sent.

    Attributes:
        message: which call it is, and that nothing was sent.
        problems: every field at fault; the text of the error has the first twenty.
    """

    message: str = attrs.field(converter=_said)
    problems: tuple[Problem, ...] = ()

    def _text(self) -> str:
        text = super()._text()
        if not self.problems:
            return text
        said = [str(each) for each in self.problems[:_MOST_SAID]]
        more = len(self.problems) - len(said)
        return f"{text} {'; '.join([*said, f'and {more} more'] if more else said)}"


@define(kw_only=True, slots=False, eq=False, repr=False, str=False)
class RuleViolation(JobspanError):
    """The plane would refuse this; nothing was sent.

    Attributes:
        plane: whose rules are broken.
        operation: what was to be done.
        verdicts: every broken rule.
    """

    plane: str
    operation: str
    verdicts: tuple[jobspan.Verdict, ...] = ()

    def _text(self) -> str:
        return super()._text() + "".join(f"\n  - {verdict}" for verdict in self.verdicts)


@define(kw_only=True, slots=False, eq=False, repr=False, str=False)
class PlanChanged(JobspanError):
    """What a plan was made from is no longer so; nothing was sent.

    Attributes:
        differences: what changed.
    """

    differences: tuple[str, ...] = ()

    def _text(self) -> str:
        return super()._text() + "".join(f"\n  - {difference}" for difference in self.differences)


@define(kw_only=True, slots=False, eq=False, repr=False, str=False)
class OperationError(JobspanError):
    """Something went wrong while an operation was carried out.

    Attributes:
        plane: where.
        operation: which one, as the table of operations names it.
        attempts: how often it was sent.
        ref: the job that was being watched, if there is one.
    """

    plane: str
    operation: str
    attempts: int = 1
    ref: jobspan.JobRef | None = None


@define(kw_only=True, slots=False, eq=False, repr=False, str=False)
class TransportError(OperationError):
    """The request or its reply was lost on the way.

    Attributes:
        phase: how far the request came: whether the server may have seen it.
        permanent: trying again will not help; the certificate is not trusted, or the call was interrupted.
    """

    phase: SendPhase
    permanent: bool = False


@define(kw_only=True, slots=False, eq=False, repr=False, str=False)
class AmbiguousOutcomeError(OperationError):
    """The request may or may not have been acted on, and no read could settle it.

    jobspan never repeats such a request by itself: look first, then decide.

    Attributes:
        check: where to look.
        phase: how far the request came, if it or its reply was lost.
        status: the HTTP status of an answer that leaves it open.
        code: the vendor's own code of such an answer.
    """

    check: str
    phase: SendPhase | None = None
    status: int | None = None
    code: str | None = None


@define(kw_only=True, slots=False, eq=False, repr=False, str=False)
class DecodeError(OperationError):
    """The reply could not be read as what the plane documents.

    Attributes:
        path: the place in the document.
        status: the HTTP status of the reply.
    """

    path: str = "$"
    status: int | None = None


@define(kw_only=True, slots=False, eq=False, repr=False, str=False)
class ApiError(OperationError):
    """The plane answered with an error.

    Attributes:
        status: the HTTP status; 200 where the plane reports errors inside of successes.
        code: the vendor's own code.
        request_id: what the vendor's support asks for.
        retry_after: seconds after which the plane wants to be asked again.
    """

    status: int
    code: str | None = None
    request_id: str | None = None
    retry_after: float | None = None

    def _text(self) -> str:
        text = super()._text()
        return f"{text} (request id {self.request_id})" if self.request_id else text


class AuthError(ApiError):
    """The plane did not accept the credentials. Wrong passwords are never tried twice."""


class NotFound(ApiError):
    """There is no such thing, or the account may not see it."""


class Conflict(ApiError):
    """The request clashes with what is there."""


class StateConflict(Conflict):
    """The thing is in a state that does not allow the action."""


class PermissionDenied(ApiError):
    """The account is known, but may not do this."""


class RateLimited(ApiError):
    """Too many requests; ``retry_after`` is the plane's wish in seconds, when it said one."""


class ServerError(ApiError):
    """The plane failed by itself."""


@define(kw_only=True, slots=False, eq=False, repr=False, str=False)
class JobError(JobspanError):
    """Something about a job that was being watched.

    Attributes:
        ref: finds the job again anywhere.
        view: the last one seen, a model of the plane.
        phase: what that view means.
    """

    ref: jobspan.JobRef
    view: Any = None
    phase: jobspan.Phase


@define(kw_only=True, slots=False, eq=False, repr=False, str=False)
class JobFailed(JobError):
    """The job ended, and not in success.

    Attributes:
        reason: why, in the plane's words.
        evidence: what it reported last: events, lines of its log.
    """

    reason: str = ""
    evidence: tuple[str, ...] = ()

    def _text(self) -> str:
        return super()._text() + "".join(f"\n  - {line}" for line in self.evidence)


@define(kw_only=True, slots=False, eq=False, repr=False, str=False)
class WaitTimeout(JobError, TimeoutError):
    """The wait is over, the job is not: it goes on without us. Resume with ``client.resume(error.ref)``.

    Attributes:
        waited: seconds that were waited.
    """

    waited: float = 0.0


@define(kw_only=True, slots=False, eq=False, repr=False, str=False)
class PartialFailure(JobspanError):
    """Some items of a batch failed.

    Attributes:
        result: accounts for each of them.
    """

    result: jobspan.BatchResult[Any]


@define(kw_only=True, slots=False, eq=False, repr=False, str=False)
class JournalError(JobspanError):
    """The journal cannot be used, or holds something that does not fit."""


@define(kw_only=True, slots=False, eq=False, repr=False, str=False)
class KeyReused(JournalError):
    """The key stands for another call; nothing was sent.

    Attributes:
        key: the key.
        differs: what is not the same.
    """

    key: str
    differs: tuple[str, ...] = ()

    def _text(self) -> str:
        return super()._text() + "".join(f"\n  - {difference}" for difference in self.differs)


@define(kw_only=True, slots=False, eq=False, repr=False, str=False)
class InProgress(JournalError):
    """Another process runs the call of this key just now; nothing was sent by this one.

    Attributes:
        key: the key.
        holder: the process that runs it.
    """

    key: str
    holder: str


@define(kw_only=True, slots=False, eq=False, repr=False, str=False)
class JournalDiverged(JournalError):
    """The call was begun by a jobspan that took other steps; nothing more was sent.

    Attributes:
        key: the key.
        known: what had been sent.
    """

    key: str
    known: tuple[str, ...] = ()

    def _text(self) -> str:
        return super()._text() + "".join(f"\n  - {each}" for each in self.known)


class JournalWarning(UserWarning):
    """The journal could not be written after a request was sent: the call's result is right, and its key tells less."""


@define(kw_only=True, slots=False, eq=False, repr=False, str=False)
class Interrupted(KeyboardInterrupt):
    """The call was interrupted; what it had done by then is here. Not an ``Exception``: ``except Exception`` lets it pass.

    Ctrl-C raises it. A cancelled task still raises ``CancelledError``, and a signal handler's ``SystemExit`` stays one;
    ``Interrupted.of(error)`` finds it behind those.

    Attributes:
        message: what was interrupted, and how far it was.
        hint: how to go on.
        result: every item of a batch: sent or not, and what became of it. ``result.remaining()`` is what to go on with.
        refs: jobs that were started, or watched, and go on.
    """

    message: str
    hint: str | None = None
    result: jobspan.BatchResult[Any] | None = None
    refs: tuple[jobspan.JobRef, ...] = ()

    @classmethod
    def of(cls, error: BaseException | None) -> Self | None:
        """The report behind whatever ended a call: ``Interrupted.of(cancelled)``; ``None`` when there is none.

        Args:
            error: what ended the call.
        """
        open_ends, seen = [error], set[int]()
        while open_ends:
            error = open_ends.pop()
            if error is None or id(error) in seen:
                continue
            if isinstance(error, cls):
                return error
            seen.add(id(error))
            open_ends += [error.__context__, error.__cause__]
        return None

    @property
    def page(self) -> str:
        """The page of the documentation about it."""
        return page_of(type(self))

    def to_dict(self) -> dict[str, Any]:
        """For logs, as :meth:`JobspanError.to_dict`."""
        return document_of(self)

    def __str__(self) -> str:
        return as_one_thing(f"{self.message} {self.hint}" if self.hint else self.message)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return (_revive, (type(self), dict(self.__dict__)))

    def _render_traceback_(self) -> list[str]:
        from jobspan.integrations.tracebacks import rendered

        return rendered(self)
