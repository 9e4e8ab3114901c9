"""Synchronization jobs: one model for all families, and how each unit of a job really ended."""

import re
from datetime import datetime
from typing import Final

import attrs

from jobspan._core.convert import wire
from jobspan._public import public
from jobspan.jobs import Phase
from jobspan.models import Model, OpenEnum


class SyncStatus(OpenEnum):
    """The state of a job. A cancelled job has no state of its own: it ends as ``completed``, with ``abort`` set."""

    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"
    ERROR = "error"


def normalized(text: str) -> str:
    """``In Progress`` and ``in-progress`` are ``in_progress``."""
    return re.sub(r"[\s-]+", "_", text.strip().lower())


_SUCCESS: Final = re.compile(r"\bsuccess(ful(ly)?)?\b", re.IGNORECASE)
_DENIAL: Final = re.compile(r"\b(not|no|without|fail\w*|error|unable|denied)\b", re.IGNORECASE)


@public
@attrs.frozen(kw_only=True)
class UnitResult:
    """One unit of a job's work: a region of an AWS account, a key ring, a vault, a domain.

    Attributes:
        unit: its key, for AWS ``account/region``.
        text: the plane's own text about it.
        phase: the meaning of the text. Any text but one of success means ``FAILED`` once the job is over.
        region: the AWS region, for AWS units.
    """

    unit: str
    text: str
    phase: Phase
    region: str | None = None


@attrs.frozen(kw_only=True)
class SyncJob(Model):
    """A synchronization job of any family.

    ``overall_status`` is the plane's own spelling; :attr:`status` is what it means. ``abort`` is true once a cancel was
    requested. ``completed_at`` is absent while the job runs. The container list that counts depends on the family;
    :attr:`containers` is that one.

    Source: https://thalesdocs.com/ctp/cm/latest/reference/cckmapi/ (Viewing Details of Synchronization Jobs).
    """

    id: str
    overall_status: str | None = None
    detailed_status: dict[str, str] = attrs.field(factory=dict)
    abort: bool = False
    cloud: str | None = None
    created_at: datetime | None = attrs.field(default=None, metadata=wire("createdAt"))
    updated_at: datetime | None = attrs.field(default=None, metadata=wire("updatedAt"))
    completed_at: datetime | None = None
    kms: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    key_vaults: tuple[str, ...] = ()
    key_rings: tuple[str, ...] = ()
    vaults: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    organization_ids: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    partitions: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    take_cloud_key_backup: bool | None = None
    uri: str | None = None
    account: str | None = None
    application: str | None = None
    dev_account: str | None = attrs.field(default=None, metadata=wire("devAccount"))

    @property
    def status(self) -> SyncStatus | None:
        """The state, whatever its spelling."""
        return None if self.overall_status is None else SyncStatus(normalized(self.overall_status))

    @property
    def is_over(self) -> bool:
        """Whether the job ended. A state unknown to this version counts as an end only with a time of completion."""
        if self.status == SyncStatus.IN_PROGRESS:
            return False
        return self.status in _ENDS or self.completed_at is not None

    @property
    def phase(self) -> Phase:
        """The real outcome, in the words all planes share.

        ``completed`` is ``SUCCEEDED`` only if no cancel was requested (``CANCELLED`` otherwise) and each unit reports
        success, in a form that can be read (``PARTIAL`` otherwise).
        """
        if not self.is_over:
            return Phase.RUNNING if self.status == SyncStatus.IN_PROGRESS else Phase.UNKNOWN
        if self.abort:
            return Phase.CANCELLED
        if self.status in _FAILURES:
            return Phase.FAILED
        well = self.status == SyncStatus.COMPLETED and self.has_readable_units and not self.failures
        return Phase.SUCCEEDED if well else Phase.PARTIAL

    @property
    def has_readable_units(self) -> bool:
        """Whether the results of the units could be read; if not, they are in ``extra``."""
        return not self.extra.get("detailed_status")

    @property
    def is_cancelled(self) -> bool:
        """Whether the job ended because it was cancelled."""
        return self.phase is Phase.CANCELLED

    @property
    def results(self) -> tuple[UnitResult, ...]:
        """The result of each unit: each region, key ring, vault or domain."""
        return tuple(
            UnitResult(unit=unit, text=text, phase=self._unit_phase(text), region=self._region_of(unit))
            for unit, text in self.detailed_status.items()
        )

    @property
    def failures(self) -> tuple[UnitResult, ...]:
        """The units that failed or were cancelled; empty while the job is running."""
        return tuple(result for result in self.results if result.phase in (Phase.FAILED, Phase.CANCELLED))

    @property
    def containers(self) -> tuple[str, ...]:
        """The containers of the job, whatever its family calls them."""
        lists = (
            self.kms,
            self.key_vaults,
            self.key_rings,
            self.vaults,
            self.organizations,
            self.organization_ids,
            self.groups,
            self.partitions,
            self.domains,
        )
        return next((each for each in lists if each), ())

    def _unit_phase(self, text: str) -> Phase:
        if normalized(text) == SyncStatus.IN_PROGRESS:
            if not self.is_over:
                return Phase.RUNNING
            return Phase.CANCELLED if self.abort else Phase.FAILED
        if _SUCCESS.search(text) and not _DENIAL.search(text):
            return Phase.SUCCEEDED
        return Phase.FAILED if self.is_over else Phase.UNKNOWN

    def _region_of(self, unit: str) -> str | None:
        return unit.rpartition("/")[2] if self.cloud == "aws" and "/" in unit else None


_FAILURES: Final = (SyncStatus.FAILED, SyncStatus.ERROR)
_ENDS: Final = (SyncStatus.COMPLETED, *_FAILURES)
