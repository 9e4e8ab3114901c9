"""API v5: actions by name, and the matrix of what a task allows, as DRS itself sees it."""

from datetime import datetime
from typing import Any

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import RowsReply, rows, wire
from jobspan._core.envelope import ReplyEnvelope
from jobspan._planes.huawei_drs.models.jobs import JobAction
from jobspan._planes.huawei_drs.models.status import JobStatus, phase_of
from jobspan._planes.huawei_drs.models.times import moment_of
from jobspan._public import public
from jobspan.jobs import JobFacts, Phase
from jobspan.models import Model


@public
@frozen(kw_only=True)
class NamedAction:
    """An action of API v5, for example ``reset`` or ``skip_precheck``, with its parameters."""

    job_id: str
    action_name: str
    action_params: dict[str, Any] | None = None

    def __str__(self) -> str:
        return f"job {self.job_id}, {self.action_name}"


@frozen(kw_only=True)
class ActionMatrix(ReplyEnvelope):
    """The envelope of the matrix."""

    job_action: JobAction | None = None


@frozen(kw_only=True)
class ChildListItem(Model, JobFacts):
    """A subtask in a list of API v5."""

    id: str | None = None
    name: str | None = None
    status: JobStatus | None = None
    description: str | None = None
    create_time: str | None = None
    engine_type: str | None = None
    net_type: str | None = None
    job_direction: str | None = None
    job_type: str | None = None
    task_type: str | None = None
    charging_mode: str | None = None
    billing_tag: bool | None = None
    enterprise_project_id: str | None = None
    job_mode: str | None = None
    job_mode_role: str | None = None
    is_multi_az: bool | None = None
    node_role: str | None = None
    new_framework: bool | None = attrs.field(default=None, metadata=wire("node_new_framework"))
    job_action: JobAction | None = None

    @property
    def phase(self) -> Phase:
        """What the state means."""
        return phase_of(self.status)

    @property
    def created_at(self) -> datetime | None:
        """When it was created."""
        return moment_of(self.create_time)


@frozen(kw_only=True)
class JobListItem(Model, JobFacts):
    """A task in a list of API v5."""

    id: str
    name: str | None = None
    status: JobStatus | None = None
    description: str | None = None
    create_time: str | None = None
    engine_type: str | None = None
    net_type: str | None = None
    job_direction: str | None = None
    job_type: str | None = None
    task_type: str | None = None
    charging_mode: str | None = None
    billing_tag: bool | None = None
    enterprise_project_id: str | None = None
    job_mode: str | None = None
    job_mode_role: str | None = None
    is_multi_az: bool | None = None
    node_role: str | None = None
    new_framework: bool | None = attrs.field(default=None, metadata=wire("node_new_framework"))
    children: tuple[ChildListItem, ...] | None = None
    job_action: JobAction | None = None

    @property
    def phase(self) -> Phase:
        """What the state means."""
        return phase_of(self.status)

    @property
    def created_at(self) -> datetime | None:
        """When it was created."""
        return moment_of(self.create_time)


@frozen(kw_only=True)
class JobListPage(RowsReply):
    """A page of a list of API v5."""

    jobs: tuple[JobListItem, ...] = attrs.field(metadata=rows(total="total_count"))
    total_count: int | None = None


@frozen(kw_only=True)
class JobAspect(ReplyEnvelope):
    """One aspect of a task (overview, detail, network, precheck, progress, log, compare, ...), as DRS returns it."""

    job: dict[str, Any] | None = None


@frozen(kw_only=True)
class NameCheck(Model):
    """Whether a name can be given to a new task."""

    is_valid: bool | None = None
    error_code: str | None = None
    error_msg: str | None = None
