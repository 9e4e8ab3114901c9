"""Synchronization jobs: one model for all families, and how each unit of a job really ended."""

import re
from datetime import datetime
from typing import Final

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import wire
from jobspan._core.plain import Plain
from jobspan._planes.ciphertrust.models.times import set_time
from jobspan._public import public
from jobspan.jobs import JobFacts, Phase
from jobspan.models import Model, OpenEnum


class SyncStatus(OpenEnum):
    """The state of a job. A cancelled job has no state of its own: it ends as ``completed``, with ``abort`` set."""

    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"
    ERROR = "error"
    CANCELLED = "cancelled"
    """Not documented; the scheduler of the same appliance has such a state."""


def normalized(text: str) -> str:
    """``In Progress`` and ``in-progress`` are ``in_progress``."""
    return re.sub(r"[\s_-]+", "_", text.strip().lower()).strip("_")


def status_of(text: str) -> SyncStatus:
    """The state that a word means, whatever its spelling; a word that is unknown to this version stays itself."""
    word = normalized(text)
    return _SPELLINGS.get(word.replace("_", ""), SyncStatus(word))


_SPELLINGS: Final = {each.value.replace("_", ""): each for each in SyncStatus} | {
    "canceled": SyncStatus.CANCELLED,
    "aborted": SyncStatus.CANCELLED,
}
_HARMLESS: Final = re.compile(
    r"\b(no|0|zero|nothing|none|never|without( any)?)\s+(\w+\s+){0,2}?(errors?|failures?|fail(ed)?)\b"
    r"|\b(errors?|failures?|failed)\s*[:=]\s*(0|no|none)\b|\berrors?[- ]free\b",
    re.IGNORECASE,
)
_TROUBLE: Final = re.compile(
    r"\b(fail(ed|s|ures?|ing)?|\w*(error|exception|denied|failure)s?|unable|unsuccessful\w*|unauthori[sz]ed|forbidden"
    r"|time(d )?out|refused|rejected|cannot|(could|can) ?(not|n't|'t))\b"
    r"|\bnot (been )?(success|synchroni[sz]|authori[sz]|allow|permit|found|reach)",
    re.IGNORECASE,
)
_SUCCESS: Final = re.compile(r"\bsuccess(ful(ly)?)?\b", re.IGNORECASE)


@public
@frozen(kw_only=True)
class UnitResult(Plain):
    """One unit of a job's work: a region of an AWS account, a key ring, a vault, a domain.

    Attributes:
        unit: its key, for AWS ``account/region``.
        text: the plane's own text about it.
        phase: the meaning of the text. In a job that completed, a unit failed only if its text says so in clear words, or
            still says that it is in progress; in one that failed, every unit did that does not report success.
        region: the AWS region, for AWS units.
    """

    unit: str
    text: str
    phase: Phase
    region: str | None = None


@frozen(kw_only=True)
class SyncJob(Model, JobFacts):
    """A synchronization job of any family.

    Attributes:
        id: the job's own id.
        overall_status: its state in the plane's own spelling; :attr:`status` is what it means.
        detailed_status: what the plane says of each unit; :attr:`results` is what that means.
        abort: a cancel was requested.
        cloud: the plane's word for the cloud.
        created_at: when it was accepted.
        updated_at: when it last changed.
        completed_at: when it ended; absent while it runs.
        kms, key_vaults, key_rings, vaults, organizations, organization_ids, groups, partitions, domains: what it works on;
            which list counts depends on the family, and :attr:`containers` is that one.
        regions: AWS regions that it works on.
        take_cloud_key_backup: whether keys of Azure are backed up there as well.
        uri, account, application, dev_account: URNs of the appliance, which mean nothing outside of it.

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
        return None if self.overall_status is None else status_of(self.overall_status)

    @property
    def ended_at(self) -> datetime | None:
        """When the job ended, if it says so."""
        return set_time(self.completed_at)

    @property
    def began_at(self) -> datetime | None:
        """When the job began, if it says so."""
        return set_time(self.created_at)

    @property
    def started_at(self) -> datetime | None:
        """When the job began; the appliance starts it as soon as it is made."""
        return self.began_at

    @property
    def is_over(self) -> bool:
        """Whether the job ended. A state unknown to this version counts as an end only with a time of completion."""
        if self.status == SyncStatus.IN_PROGRESS:
            return False
        return self.status in _ENDS or self.ended_at is not None

    @property
    def phase(self) -> Phase:
        """The real outcome, in the words all planes share.

        ``completed`` is ``SUCCEEDED`` only if no cancel was requested (``CANCELLED`` otherwise), no unit tells of a failure and
        all of them can be read (``PARTIAL`` otherwise).
        """
        if not self.is_over:
            return Phase.RUNNING if self.status == SyncStatus.IN_PROGRESS else Phase.UNKNOWN
        return self.phase_of_end

    @property
    def phase_of_end(self) -> Phase:
        """What the job comes to if it is over, whatever its state says."""
        if self._was_stopped:
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

    @property
    def _was_stopped(self) -> bool:
        return self.abort or self.status == SyncStatus.CANCELLED

    def _unit_phase(self, text: str) -> Phase:
        if status_of(text) == SyncStatus.IN_PROGRESS:
            if not self.is_over:
                return Phase.RUNNING
            return Phase.CANCELLED if self._was_stopped else Phase.FAILED
        if _TROUBLE.search(_HARMLESS.sub("", text)):
            return Phase.FAILED if self.is_over else Phase.UNKNOWN
        if self.status == SyncStatus.COMPLETED or _SUCCESS.search(text):
            return Phase.SUCCEEDED
        return Phase.FAILED if self.is_over else Phase.UNKNOWN

    def _region_of(self, unit: str) -> str | None:
        return unit.rpartition("/")[2] if self.cloud == "aws" and "/" in unit else None


_FAILURES: Final = (SyncStatus.FAILED, SyncStatus.ERROR)
_ENDS: Final = (SyncStatus.COMPLETED, SyncStatus.CANCELLED, *_FAILURES)
