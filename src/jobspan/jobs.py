"""Jobs in the same words for every plane: what their states mean, how far they are, and references that find them again."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Self

import attrs

from jobspan._core.classes import frozen
from jobspan._core.html import html_table
from jobspan._core.plain import Plain, Portrayed
from jobspan._core.shapes import shape_of
from jobspan._core.texts import text_of
from jobspan._core.words import in_words
from jobspan.errors import ConfigError


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


@frozen(kw_only=True)
class Progress(Plain):
    """How far a job is.

    Attributes:
        fraction: 0 to 1, when the plane tells.
        text: the same in the plane's own terms.
    """

    fraction: float | None = None
    text: str = ""


class JobFacts:
    """What every model of a job, a run or a task tells in the same words, beside the vendor's own fields.

    Times have their zone. What the plane does not tell is ``None``.
    """

    __slots__ = ()

    @property
    def phase(self) -> Phase:
        """What the state means."""
        return Phase.UNKNOWN

    @property
    def created_at(self) -> datetime | None:
        """When it was made or asked for."""
        return None

    @property
    def started_at(self) -> datetime | None:
        """When it began to work, the last time if it did so more than once."""
        return None

    @property
    def ended_at(self) -> datetime | None:
        """When it was over; ``None`` while it is not."""
        return None

    @property
    def duration(self) -> timedelta | None:
        """How long it worked, from ``started_at`` to ``ended_at``; ``None`` while one of them is."""
        if self.started_at is None or self.ended_at is None or self.ended_at < self.started_at:
            return None
        return self.ended_at - self.started_at


FACTS: Final[Mapping[str, Any]] = {
    "phase": Phase,
    "created_at": datetime,
    "started_at": datetime,
    "ended_at": datetime,
    "duration": timedelta,
}
"""The properties of :class:`JobFacts`, with their types."""


@frozen(kw_only=True)
class JobLine(Plain):
    """A job in one line, whatever its plane: for overviews. ``client.resume(line.ref)`` is a handle of it.

    Attributes:
        id: the plane's own id.
        name: what people call it.
        state: the vendor's own word.
        phase: what that means.
        since: when it began, or was made, as far as the plane tells.
        ref: its reference, for ``client.resume``.
    """

    id: str
    name: str
    state: str
    phase: Phase
    since: datetime | None = None
    ref: "JobRef | None" = attrs.field(default=None, repr=False)


_REF_VERSION: Final = 1


@frozen(kw_only=True)
class JobRef(Portrayed):
    """A running job as small, versioned, secret-free JSON, to be picked up again by another process.

    Attributes:
        plane: the control plane, for example ``delphix``.
        kind: what is being waited for, for example ``delphix.copy``.
        id: the plane's own id of the job.
        endpoint: a fingerprint of the plane's address, so that a reference is not resumed against another server.
        about: further ids the wait needs; never a secret.
        created: when this client started the job; ``None`` for one that it did not start, or long before.
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

    def _plain(self) -> Any:
        return json.loads(self.to_json())

    def _repr_html_(self) -> str:
        return html_table(
            (type(self).__name__, ""), [(name, in_words(value)) for name, value in attrs.asdict(self).items()]
        )

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read what :meth:`to_json` wrote.

        Args:
            text: the line of JSON.

        Raises:
            ConfigError: the text is not a job reference, or was written by a newer jobspan.
        """
        try:
            document = json.loads(text_of(text))
            version = document.pop("jobspan")
            if version != _REF_VERSION:
                raise ConfigError(
                    message=f"This job reference has version {version}; this jobspan reads version {_REF_VERSION}.",
                    hint="Resume it with the jobspan that wrote it, or a newer one.",
                )
            created = document["created"]
            ref = cls(**(document | {"created": datetime.fromisoformat(created) if created is not None else None}))
            if shape_of(JobRef).problems("ref", ref):
                raise TypeError
            return ref
        except (ValueError, KeyError, TypeError, AttributeError) as broken:
            raise ConfigError(
                message="This is not a job reference.", hint="Give what JobRef.to_json() wrote."
            ) from broken
