"""Job orchestrators, which share the work among compliance nodes, and what waits for them.

Source: https://help-api.delphix.com/ (JobOrchestrators).
"""

from datetime import datetime

from jobspan._core.classes import frozen
from jobspan._planes.delphix.models.shared import Tag
from jobspan.models import Model


@frozen(kw_only=True)
class JobOrchestrator(Model):
    """An orchestrator, and how much it has to do."""

    id: str
    name: str | None = None
    description: str | None = None
    creation_date: datetime | None = None
    account_id: int | None = None
    account_name: str | None = None
    node_count: int | None = None
    total_core_count: int | None = None
    queued_operation_count: int | None = None
    running_job_count: int | None = None
    hyperscale_instance_id: str | None = None
    tags: tuple[Tag, ...] = ()


@frozen(kw_only=True)
class QueuedOperation(Model):
    """Something that waits until an orchestrator has room for it. ``job_id`` is the DCT job that tracks it.

    DCT tells no place in the queue: order by ``enqueued_date``.
    """

    id: str
    job_orchestrator_id: str | None = None
    enqueued_date: datetime | None = None
    job_type: str | None = None
    localized_job_type: str | None = None
    job_id: str | None = None
    target_id: str | None = None
    target_name: str | None = None
    target_type: str | None = None
    account_id: int | None = None
    account_name: str | None = None
