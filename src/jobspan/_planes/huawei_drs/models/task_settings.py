"""What is set for a task by API v5: its parameters, its size, its order, and whom it warns.

Source: https://support.huaweicloud.com/intl/en-us/api-drs/
"""

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import RowsReply, rows
from jobspan.models import Model


@frozen(kw_only=True)
class TaskParameter(Model):
    """A parameter of a task.

    Attributes:
        value_range: what it may be, for example ``1-100`` or ``true|false``.
        is_need_restart: whether a new value holds only after the task was restarted.
        created_at, updated_at: in ISO 8601.
    """

    name: str
    value: str | None = None
    default_value: str | None = None
    value_range: str | None = None
    is_need_restart: bool | None = None
    description: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


@frozen(kw_only=True)
class TaskParameters(RowsReply):
    """A page of parameters."""

    parameter_config_list: tuple[TaskParameter, ...] = attrs.field(metadata=rows(total="count"))
    count: int | None = None


@frozen(kw_only=True)
class TaskParameterChange(Model):
    """A change of a parameter: ``is_update_success`` says whether it was stored, ``is_applied`` whether it holds."""

    name: str
    old_value: str | None = None
    new_value: str | None = None
    is_update_success: bool | None = None
    is_applied: bool | None = None
    update_time: str | None = None
    apply_time: str | None = None


@frozen(kw_only=True)
class TaskParameterChanges(RowsReply):
    """A page of changes of parameters."""

    parameter_history_config_list: tuple[TaskParameterChange, ...] = attrs.field(metadata=rows(total="count"))
    count: int | None = None


@frozen(kw_only=True)
class ChangedParameters(Model):
    """What became of a change of parameters.

    Attributes:
        names: the parameters that have new values.
        need_restart: those of them that hold only after the task was restarted; ``None``: that could not be read.
    """

    names: tuple[str, ...]
    need_restart: tuple[str, ...] | None = None


@frozen(kw_only=True)
class FlavorChange(Model):
    """A change of the size of a task. ``id`` is that of the change; ``None`` when its reply was lost and the new size shows."""

    id: str | None = None


@frozen(kw_only=True)
class PeriodOrdered(Model):
    """The order that was made, by its id."""

    order_id: str | None = None


@frozen(kw_only=True)
class AlarmTopic(Model):
    """The topic of the notification service (SMN) to which a task sends its alarms.

    Attributes:
        delay_time, rto_delay, rpo_delay: seconds of delay, RTO and RPO above which it warns.
        is_alarm_user: whether the subscribers get its alarms.
    """

    topic_name: str | None = None
    topic_urn: str | None = None
    delay_time: int | None = None
    rpo_delay: int | None = None
    rto_delay: int | None = None
    is_alarm_user: bool | None = None


@frozen(kw_only=True)
class SmnTopic(Model):
    """A topic that tasks can send alarms to. ``push_policy``: RETRY_ON_FAILURE or DROP_ON_FAILURE."""

    urn: str
    name: str | None = None
    description: str | None = None
    push_policy: str | None = None


@frozen(kw_only=True)
class SmnTopics(RowsReply):
    """The topics that there are."""

    topics: tuple[SmnTopic, ...] = attrs.field(metadata=rows(total="total_count"))
    total_count: int | None = None
