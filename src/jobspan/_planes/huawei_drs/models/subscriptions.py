"""Subscriptions: the changes of an RDS for MySQL instance, kept for a consumer to pull.

Source: https://support.huaweicloud.com/intl/en-us/api-drs/
"""

from datetime import datetime
from typing import Final, Self

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import RowsReply, rows
from jobspan._core.envelope import ReplyEnvelope
from jobspan._planes.huawei_drs.models.jobs import JobAction
from jobspan._planes.huawei_drs.models.times import moment_of
from jobspan.jobs import JobFacts, Phase
from jobspan.models import Model, OpenEnum


class DataSubscriptionStatus(OpenEnum):
    """The state of a subscription. ``CONFIGURATION``: it is there and can be started; ``SUBSCRIPTION_STARTED``: it runs."""

    CREATING = "CREATING"
    CREATE_FAILED = "CREATE_FAILED"
    CONFIGURATION = "CONFIGURATION"
    STARTJOBING = "STARTJOBING"
    STARTJOB_FAILED = "STARTJOB_FAILED"
    SUBSCRIPTION_STARTED = "SUBSCRIPTION_STARTED"
    SUBSCRIPTION_FAILED = "SUBSCRIPTION_FAILED"
    DELETED = "DELETED"
    FROZEN = "FROZEN"
    REBUILD_NODE_STARTED = "REBUILD_NODE_STARTED"
    REBUILD_NODE_FAILED = "REBUILD_NODE_FAILED"
    NODE_UPGRADE_START = "NODE_UPGRADE_START"
    NODE_UPGRADE_COMPLETE = "NODE_UPGRADE_COMPLETE"
    NODE_UPGRADE_FAILED = "NODE_UPGRADE_FAILED"

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        usual = value.strip().upper()
        return cls(usual) if usual in cls._value2member_map_ else super()._missing_(value)

    @property
    def phase(self) -> Phase:
        """The state in the words all planes share; ``UNKNOWN`` (never terminal) for one added by the vendor."""
        return _PHASES.get(self, Phase.UNKNOWN)


FAILED: Final = frozenset(status for status in DataSubscriptionStatus if status.value.endswith("_FAILED"))

_PHASES: Final = {
    **dict.fromkeys(DataSubscriptionStatus, Phase.RUNNING),
    **dict.fromkeys(FAILED, Phase.FAILED),
    DataSubscriptionStatus.CREATING: Phase.QUEUED,
    DataSubscriptionStatus.CONFIGURATION: Phase.QUEUED,
    DataSubscriptionStatus.STARTJOBING: Phase.QUEUED,
    DataSubscriptionStatus.FROZEN: Phase.PAUSED,
    DataSubscriptionStatus.DELETED: Phase.CANCELLED,
}


def _phase(status: DataSubscriptionStatus | None) -> Phase:
    return Phase.UNKNOWN if status is None else status.phase


@frozen(kw_only=True)
class SubscriptionCreated(ReplyEnvelope):
    """The envelope of the id of a new subscription."""

    job_id: str | None = None


@frozen(kw_only=True)
class DataSubscriptionSummary(Model, JobFacts):
    """A subscription in a list. Times are milliseconds since the epoch, as text.

    Attributes:
        begin_time: from when on changes are consumed.
        now_time: when DRS answered.
        job_action: which actions DRS allows now.
    """

    id: str
    name: str | None = None
    status: DataSubscriptionStatus | None = None
    create_time: str | None = None
    begin_time: str | None = None
    now_time: str | None = None
    description: str | None = None
    job_action: JobAction | None = None
    enterprise_project_id: str | None = None

    @property
    def phase(self) -> Phase:
        """What the state means."""
        return _phase(self.status)

    @property
    def created_at(self) -> datetime | None:
        """When it was created."""
        return moment_of(self.create_time)

    @property
    def consumed_from(self) -> datetime | None:
        """From when on changes are consumed."""
        return moment_of(self.begin_time)


@frozen(kw_only=True)
class Subscriptions(RowsReply):
    """A page of subscriptions."""

    jobs: tuple[DataSubscriptionSummary, ...] = attrs.field(metadata=rows(total="total_count"))
    total_count: int | None = None


@frozen(kw_only=True)
class SubscribedData(Model):
    """What is subscribed to: changes of data (DML), changes of structure (DDL)."""

    is_dml_subscribed: bool | None = None
    is_ddl_subscribed: bool | None = None


@frozen(kw_only=True)
class SubscriptionSource(Model):
    """The instance whose changes are kept."""

    db_instance_id: str | None = None
    name: str | None = None
    ip: str | None = None
    port: int | None = None
    type: str | None = None
    user_name: str | None = None


@frozen(kw_only=True)
class SubscriptionCharge(Model):
    """How a subscription is billed."""

    charge_mode: str | None = None
    period_type: str | None = None
    period_num: int | None = None
    is_auto_renew: bool | None = None
    is_auto_pay: bool | None = None


@frozen(kw_only=True)
class DataSubscription(Model, JobFacts):
    """The details of a subscription. Times are milliseconds since the epoch, as text.

    Attributes:
        ip: where a consumer connects to, within the VPC.
        begin_time: from when on changes are consumed.
        now_time: when DRS answered.
    """

    id: str
    name: str | None = None
    status: DataSubscriptionStatus | None = None
    ip: str | None = None
    enterprise_project_id: str | None = None
    subscription_data_type: SubscribedData | None = None
    source_endpoint: SubscriptionSource | None = None
    created_time: str | None = None
    begin_time: str | None = None
    now_time: str | None = None
    engine_type: str | None = None
    charge_info: SubscriptionCharge | None = None
    description: str | None = None

    @property
    def phase(self) -> Phase:
        """What the state means."""
        return _phase(self.status)

    @property
    def created_at(self) -> datetime | None:
        """When it was created."""
        return moment_of(self.created_time)

    @property
    def consumed_from(self) -> datetime | None:
        """From when on changes are consumed."""
        return moment_of(self.begin_time)
