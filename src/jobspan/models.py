"""Types that every plane shares: open enums, model base, job references, phases, batches, rule verdicts."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import Enum, IntEnum, StrEnum
from typing import Any, Final, Generic, NoReturn, Self, TypeVar

import attrs

from jobspan.errors import ConfigError, PartialFailure, ValidationError

T = TypeVar("T")
K = TypeVar("K")


class Unset(Enum):
    """The type of :data:`UNSET`: an argument that was not given, where ``None`` would mean *clear it*."""

    UNSET = "unset"

    def __repr__(self) -> str:
        return "UNSET"

    def __bool__(self) -> bool:
        return False


UNSET: Final = Unset.UNSET


class OpenEnum(StrEnum):
    """A vendor's enum that stays open: a value it did not have when jobspan was released reads as itself.

    An unknown value compares and hashes by its text, prints, pickles, and answers ``is_known`` with ``False``.
    """

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = value
        member._value_ = value
        return member

    @property
    def is_known(self) -> bool:
        """Whether this release of jobspan knows the value."""
        return self._value_ in type(self)._value2member_map_


class OpenIntEnum(IntEnum):
    """Like :class:`OpenEnum`, for enums that travel as numbers."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        member = int.__new__(cls, value)
        member._name_ = f"UNKNOWN_{value}"
        member._value_ = value
        return member

    @property
    def is_known(self) -> bool:
        """Whether this release of jobspan knows the value."""
        return self._value_ in type(self)._value2member_map_


class Extra(dict[str, Any]):
    """What a model did not understand of its document. Read-only: make another model with ``attrs.evolve(..., extra=...)``."""

    __slots__ = ()

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("extra is read-only: make another model with attrs.evolve(model, extra={...})")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return (extra_of, (dict(self),))


NOTHING_ELSE: Final = Extra()
"""The ``extra`` of every model whose document was understood."""


def extra_of(members: Mapping[str, Any]) -> Extra:
    """These members as an ``extra``; the same object for every model that has none."""
    if isinstance(members, Extra):
        return members
    return Extra(members) if members else NOTHING_ELSE


@attrs.frozen(kw_only=True)
class Model:
    """Base of everything read from a plane.

    ``extra`` keeps the fields this release does not know, and values it could not read as their declared type; they travel
    back when the model is written, so no update drops what it did not understand.
    """

    extra: Extra = attrs.field(default=NOTHING_ELSE, converter=extra_of, repr=False, hash=False)

    def _repr_html_(self) -> str:
        from jobspan._core.html import html_table

        named = {field.name: getattr(self, field.name) for field in attrs.fields(type(self)) if field.name != "extra"}
        rows = [(name, str(value)) for name, value in named.items() if value not in (None, ())]
        return html_table((type(self).__name__, ""), rows, more=len(self.extra))


class Phase(StrEnum):
    """What a job's state means, in the same words for every plane. The vendor's own state stays on the view."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    SUCCEEDED = "succeeded"
    PARTIAL = "partial"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"

    @property
    def is_terminal(self) -> bool:
        """Whether the job is over. ``UNKNOWN`` never is: a state added by the vendor must not end a wait."""
        return self in _TERMINAL


_TERMINAL = frozenset({Phase.SUCCEEDED, Phase.PARTIAL, Phase.FAILED, Phase.CANCELLED})


@attrs.frozen(kw_only=True)
class Progress:
    """How far a job is: ``fraction`` in 0..1 when the plane tells, and a short text in the plane's own terms."""

    fraction: float | None = None
    text: str = ""


@attrs.frozen(kw_only=True)
class JobLine:
    """A job in one line, whatever its plane: for overviews."""

    id: str
    name: str
    state: str
    phase: Phase
    since: datetime | None = None


_REF_VERSION: Final = 1


@attrs.frozen(kw_only=True)
class JobRef:
    """A running job as small, versioned, secret-free JSON, to be picked up again by another process.

    Attributes:
        plane: the control plane, for example ``delphix``.
        kind: what is being waited for, for example ``delphix.copy``.
        id: the plane's own id of the job.
        endpoint: a fingerprint of the plane's address, so that a reference is not resumed against another server.
        about: further ids the wait needs; never a secret.
        created: when the job was started, as far as this client saw; ``None`` for one that it did not start.
    """

    plane: str
    kind: str
    id: str
    endpoint: str
    about: dict[str, str] = attrs.field(factory=dict, hash=False)
    created: datetime | None = attrs.field(factory=lambda: datetime.now(UTC))

    def to_json(self) -> str:
        """One line of JSON."""
        document = (
            {"jobspan": _REF_VERSION} | attrs.asdict(self) | {"created": self.created and self.created.isoformat()}
        )
        return json.dumps(document, separators=(",", ":"), sort_keys=True)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read what :meth:`to_json` wrote.

        Raises:
            ConfigError: the text is no job reference, or one of a newer jobspan.
        """
        try:
            document = json.loads(text)
            version = document.pop("jobspan")
            if version != _REF_VERSION:
                raise ConfigError(
                    message=f"This job reference has version {version}; this jobspan reads version {_REF_VERSION}.",
                    hint="Resume it with the jobspan that wrote it, or a newer one.",
                )
            created = document["created"]
            return cls(**(document | {"created": datetime.fromisoformat(created) if created is not None else None}))
        except (ValueError, KeyError, TypeError, AttributeError) as broken:
            raise ConfigError(
                message="This is not a job reference.", hint="Give what JobRef.to_json() wrote."
            ) from broken


@attrs.frozen(kw_only=True)
class Verdict:
    """What one rule says of one subject, before anything is sent.

    ``passed`` is ``None`` when the rule could not be judged (what it needs to know could not be read).
    """

    rule: str
    subject: str
    passed: bool | None
    message: str
    actual: str | None = None
    allowed: tuple[str, ...] = ()
    source: str = ""
    advisory: bool = False

    def __str__(self) -> str:
        mark = {True: "ok", False: "warning" if self.advisory else "refused", None: "not known"}[self.passed]
        allowed = f" (allowed: {', '.join(self.allowed)})" if self.allowed and not self.passed else ""
        return f"{mark}: {self.subject}: {self.message}{allowed} [{self.rule}]"


class ItemStatus(StrEnum):
    """What became of one item of a batch."""

    ACCEPTED = "accepted"
    FAILED = "failed"
    SKIPPED = "skipped"
    """Not sent, because a rule forbids it and the caller asked to send the rest."""
    UNKNOWN = "unknown"
    """Sent, and the reply was lost: it may or may not have been acted on."""


@attrs.frozen(kw_only=True)
class ItemResult(Generic[K]):
    """One item of a batch: what was asked, and what the plane said of it.

    ``value`` is what the plane answered for it, where that is more than yes or no (an id, an order, a state).
    """

    item: K
    status: ItemStatus
    code: str | None = None
    message: str | None = None
    value: Any = None


@attrs.frozen
class BatchResult(Generic[K]):
    """The outcome of a batch, item by item, in the order of the input; nothing is left unaccounted for."""

    items: tuple[ItemResult[K], ...]

    def __iter__(self) -> Iterator[ItemResult[K]]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def succeeded(self) -> tuple[ItemResult[K], ...]:
        """Items the plane accepted."""
        return self._with(ItemStatus.ACCEPTED)

    @property
    def failed(self) -> tuple[ItemResult[K], ...]:
        """Items the plane refused."""
        return self._with(ItemStatus.FAILED)

    @property
    def skipped(self) -> tuple[ItemResult[K], ...]:
        """Items that were not sent."""
        return self._with(ItemStatus.SKIPPED)

    @property
    def unknown(self) -> tuple[ItemResult[K], ...]:
        """Items whose outcome nobody can tell yet."""
        return self._with(ItemStatus.UNKNOWN)

    def _with(self, status: ItemStatus) -> tuple[ItemResult[K], ...]:
        return tuple(item for item in self.items if item.status is status)

    def raise_for_failures(self) -> Self:
        """Return the result itself when every item was accepted.

        Raises:
            PartialFailure: an item failed, was skipped, or has an unknown outcome.
        """
        bad = [item for item in self.items if item.status is not ItemStatus.ACCEPTED]
        if bad:
            counts = ", ".join(f"{len(self._with(s))} {s.value}" for s in ItemStatus if self._with(s))
            first = bad[0]
            raise PartialFailure(
                message=f"{len(bad)} of {len(self.items)} items did not succeed ({counts}). "
                f"First: {first.item}: {first.message or first.status.value}.",
                hint="error.result lists each item.",
                result=self,
            )
        return self

    def _repr_html_(self) -> str:
        from jobspan._core.html import html_table

        rows = [(str(i.item), i.status.value, i.code or "", i.message or "") for i in self.items[:200]]
        return html_table(("item", "status", "code", "message"), rows, more=len(self.items) - len(rows))


@attrs.frozen(kw_only=True)
class Meta:
    """What a reply said besides its value."""

    operation: str
    status: int
    request_id: str | None
    attempts: int
    elapsed: float
    headers: dict[str, str]


@attrs.frozen
class Reply(Generic[T]):
    """A value with the metadata of each exchange that led to it, in order; ``meta`` is the last of them."""

    value: T
    exchanges: tuple[Meta, ...]

    @property
    def meta(self) -> Meta:
        """The metadata of the exchange that produced the value.

        Raises:
            ValidationError: nothing was exchanged, because the call only prepares something (a list, a resumed handle).
        """
        if not self.exchanges:
            raise ValidationError(
                message="This call exchanged nothing with a server.",
                hint="A list is read while it is walked over: use with_meta(pager.to_list) or with_meta(pager.first).",
            )
        return self.exchanges[-1]
