"""API v5: actions by name, and the matrix of what a task allows, as DRS itself sees it."""

from typing import Any

import attrs

from jobspan._core.convert import RowsReply, rows
from jobspan._planes.huawei_drs.models.jobs import JobAction
from jobspan._planes.huawei_drs.states import JobStatus
from jobspan.models import Model


@attrs.frozen(kw_only=True)
class NamedAction:
    """An action of API v5, for example ``reset`` or ``skip_precheck``, with what it wants to know."""

    job_id: str
    action_name: str
    action_params: dict[str, Any] | None = None

    def __str__(self) -> str:
        return f"job {self.job_id}, {self.action_name}"


@attrs.frozen(kw_only=True)
class ActionMatrix(Model):
    """The envelope of the matrix."""

    job_action: JobAction | None = None


@attrs.frozen(kw_only=True)
class JobListItem(Model):
    """A task in a list of API v5."""

    id: str
    name: str | None = None
    status: JobStatus | None = None
    description: str | None = None
    create_time: str | None = None
    engine_type: str | None = None
    net_type: str | None = None
    job_direction: str | None = None
    db_use_type: str | None = None
    task_type: str | None = None
    job_action: JobAction | None = None


@attrs.frozen(kw_only=True)
class JobListPage(RowsReply):
    """A page of a list of API v5."""

    jobs: tuple[JobListItem, ...] = attrs.field(metadata=rows(total="total_count"))
    total_count: int | None = None


@attrs.frozen(kw_only=True)
class JobAspect(Model):
    """One aspect of a task (overview, detail, network, precheck, progress, log, compare, ...), as DRS words it."""

    job: dict[str, Any] | None = None


@attrs.frozen(kw_only=True)
class NameCheck(Model):
    """Whether a name can be given to a new task."""

    is_valid: bool | None = None
    error_code: str | None = None
    error_msg: str | None = None
