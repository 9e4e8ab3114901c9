"""Positions in the log of a source, found by a time.

Source: https://support.huaweicloud.com/intl/en-us/api-drs/
"""

from typing import Final, Self

from jobspan._core.classes import frozen
from jobspan._core.envelope import ReplyEnvelope
from jobspan.jobs import JobFacts, Phase
from jobspan.models import Model, OpenEnum


class PositionStatus(OpenEnum):
    """How the search for a position goes."""

    PENDING = "pending"
    FAILED = "failed"
    SUCCESS = "success"

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        usual = value.strip().lower()
        return cls(usual) if usual in cls._value2member_map_ else super()._missing_(value)

    @property
    def phase(self) -> Phase:
        return _PHASES.get(self, Phase.UNKNOWN)


_PHASES: Final = {
    PositionStatus.PENDING: Phase.RUNNING,
    PositionStatus.FAILED: Phase.FAILED,
    PositionStatus.SUCCESS: Phase.SUCCEEDED,
}


@frozen(kw_only=True)
class PositionQuery(ReplyEnvelope):
    """A search that was begun; ``id`` is what its result is asked for by."""

    id: str | None = None
    status: PositionStatus | None = None
    job_id: str | None = None


@frozen(kw_only=True)
class CollectedPosition(Model, JobFacts):
    """How a search for a position goes; ``position`` is what it found, for MySQL like ``mysql-bin.000277:805``."""

    job_id: str | None = None
    position: str | None = None
    status: PositionStatus | None = None

    @property
    def phase(self) -> Phase:
        """What the state means."""
        return Phase.UNKNOWN if self.status is None else self.status.phase
