"""What DCT stores. These hold facts only; `views.py` shows them as on the wire."""

from __future__ import annotations

from collections import deque
from datetime import datetime
from enum import Enum
from typing import Any

import attrs

from jobspan.testing.sandbox.progress import Timeline

Tag = tuple[str, str]

ACTIVE_RUN = frozenset({"PENDING", "QUEUED", "RUNNING", "WAITING"})
FINISHED_JOB = frozenset({"COMPLETED", "FAILED", "CANCELED", "TIMEDOUT", "ABANDONED"})


class Kind(Enum):
    """What a compliance job does."""

    MASKING = "MASKING"
    DISCOVERY = "DISCOVERY"
    TOKENIZATION = "TOKENIZATION"
    REIDENTIFICATION = "REIDENTIFICATION"


@attrs.define(eq=False, kw_only=True)
class DataSource:
    """A database or file server that connectors point at by host name: it alone knows which passwords are right."""

    hostname: str
    accounts: dict[str, str] = attrs.field(factory=dict, repr=False)
    tables: dict[str, int] = attrs.field(factory=dict)
    """Rows by table name."""
    files: list[str] = attrs.field(factory=list)


@attrs.define(eq=False, kw_only=True)
class Engine:
    id: str
    name: str
    hostname: str
    uuid: str
    type: str = "MASKING"
    version: str = "2026.3.0.0"
    online: bool = True
    max_concurrent_jobs: int = 7
    cores: int = 8
    memory: int = 64 * 1024**3
    tags: list[Tag] = attrs.field(factory=list)
    admitted: set[str] = attrs.field(factory=set)
    """Ids of the runs that have a slot."""
    waiting: deque[str] = attrs.field(factory=deque)
    """Ids of the runs that wait for one."""
    last_numbers: dict[str, int] = attrs.field(factory=dict)
    """Objects on an engine are numbered by kind; the ids of connectors, logs and events show the number."""

    def next_number(self, kind: str) -> int:
        self.last_numbers[kind] = self.last_numbers.get(kind, 0) + 1
        return self.last_numbers[kind]


@attrs.define(eq=False, kw_only=True)
class Environment:
    id: str
    name: str
    engine_id: str
    purpose: str = "MASK"
    application: str = "Core banking"
    is_workflow_enabled: bool = False


@attrs.define(eq=False, kw_only=True)
class Connector:
    id: str
    name: str
    type: str = "DATABASE"
    engine_id: str | None = None
    """None for a connector that DCT manages itself."""
    environment_id: str | None = None
    values: dict[str, Any] = attrs.field(factory=dict)
    """The remaining fields, named as they are read."""
    username: str | None = None
    password: str | None = attrs.field(default=None, repr=False)
    ssh_key: str | None = None
    cloud_keys: dict[str, str] = attrs.field(factory=dict, repr=False)
    """Access key and secret key of an object store."""
    account_id: int | None = None
    """Who created it, where that was done here."""
    tags: list[Tag] = attrs.field(factory=list)

    @property
    def auth_present(self) -> bool:
        return bool(self.password or self.ssh_key or self.cloud_keys.get("secret_key"))


@attrs.define(eq=False, kw_only=True)
class RuleSet:
    """Which tables of which connector are masked, and with what."""

    id: str
    name: str
    connector_id: str
    type: str = "DATABASE"
    tables: list[str] = attrs.field(factory=list)
    algorithms: list[str] = attrs.field(factory=list)
    refresh_drops_tables: bool = False


@attrs.define(eq=False, kw_only=True)
class Credentials:
    """A login DCT itself keeps for a masking job; it takes precedence over the connector's."""

    username: str | None = None
    password: str | None = attrs.field(default=None, repr=False)


@attrs.define(eq=False, kw_only=True)
class MaskingJob:
    id: str
    name: str
    creation_date: datetime
    kind: Kind = Kind.MASKING
    rule_set_id: str
    environment_id: str | None = None
    """On the source engine; None for a HYPERSCALE job."""
    on_the_fly_connector_id: str | None = None
    """The connector an on-the-fly job reads from."""
    target_login: Credentials = attrs.field(factory=Credentials)
    source_login: Credentials = attrs.field(factory=Credentials)
    hyperscale_instance_id: str | None = None
    source_masking_job_id: str | None = None
    account_id: int | None = None
    """Who created it, where DCT knows."""
    engine_ids: list[str] = attrs.field(factory=list)
    """The engines of a HYPERSCALE job."""
    settings: dict[str, Any] = attrs.field(factory=dict)
    """Tuning fields such as max_memory, named as on the wire."""
    tags: list[Tag] = attrs.field(factory=list)
    revision: int = 1
    local_ids: dict[str, int] = attrs.field(factory=dict)
    """The number of this job on each engine it was put on."""
    synced: dict[str, int] = attrs.field(factory=dict)
    """The revision each engine has."""

    @property
    def is_hyperscale(self) -> bool:
        return self.hyperscale_instance_id is not None

    @property
    def is_on_the_fly(self) -> bool:
        return self.on_the_fly_connector_id is not None


@attrs.define(eq=False, kw_only=True)
class Component:
    """One table or file of a run."""

    id: str
    name: str
    rows_total: int
    bytes_total: int | None = None
    """The size of a file."""
    non_conforming: int = 0


@attrs.define(eq=False, kw_only=True)
class Execution:
    id: str
    number: int
    """On its engine; shows in the ids of log and events."""
    masking_job_id: str
    masking_job_name: str
    engine_id: str
    kind: Kind
    timeline: Timeline
    submit_time: datetime
    account_id: int
    hyperscale_instance_id: str | None = None
    engine_ids: list[str] = attrs.field(factory=list)
    source_connector_id: str | None = None
    target_connector_id: str | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None
    components: list[Component] = attrs.field(factory=list)
    events: list[dict[str, Any]] = attrs.field(factory=list)
    log: list[str] = attrs.field(factory=list)
    discoveries: list[dict[str, Any]] = attrs.field(factory=list)
    collection_execution_id: str | None = None
    """The run of a collection that it is a part of."""
    queued_at: datetime | None = None
    """Since when it waits for its orchestrator or engine."""

    @property
    def status(self) -> str:
        return self.timeline.state

    @property
    def active(self) -> bool:
        return self.status in ACTIVE_RUN

    @property
    def collected(self) -> bool:
        """Log, events and components have arrived, one step after the end of the run."""
        return self.timeline.finished


@attrs.define(eq=False, kw_only=True)
class Job:
    """A task of DCT itself."""

    id: str
    type: str
    target_id: str
    target_name: str | None
    engine_ids: list[str]
    timeline: Timeline
    start_time: datetime
    account_id: int
    trace_id: str
    syncs: bool = False
    """Puts objects on an engine, which must be idle for it."""
    abandoned_at: datetime | None = None
    error_details: str | None = None
    warning_message: str | None = None
    execution_id: str | None = None
    result: dict[str, Any] | None = None
    tags: list[Tag] = attrs.field(factory=list)

    @property
    def status(self) -> str:
        return "ABANDONED" if self.abandoned_at else self.timeline.state


@attrs.define(eq=False, kw_only=True)
class Member:
    compliance_job_id: str
    sequence: int = 1


@attrs.define(eq=False, kw_only=True)
class JobCollection:
    """Compliance jobs that run in an order."""

    id: str
    name: str
    creation_date: datetime
    description: str | None = None
    failure_handling: str | None = None
    members: list[Member] = attrs.field(factory=list)
    tags: list[Tag] = attrs.field(factory=list)
    last_execution_id: str | None = None


@attrs.define(eq=False, kw_only=True)
class CollectionExecution:
    """One run of a collection, as the collection was when it was asked for."""

    id: str
    collection_id: str
    collection_name: str
    failure_handling: str | None
    steps: list[list[str]]
    """The jobs that have not been started, place by place."""
    planned: int
    account_id: int
    timeline: Timeline
    starter: Job | None = None
    """The task that begins it."""
    begun: bool = False
    run_ids: list[str] = attrs.field(factory=list)
    start_time: datetime | None = None
    end_time: datetime | None = None
    cancel_account_id: int | None = None
    stopping: Timeline | None = None
    troubles: list[str] = attrs.field(factory=list)
    """Why its jobs did not end well, in the vendor's words."""
    starting: bool = False
    """While the jobs of a place are being started."""
    wants_stop: bool = False
    """What still runs is to be cancelled."""

    @property
    def status(self) -> str:
        return self.timeline.state

    @property
    def active(self) -> bool:
        return self.status in ACTIVE_RUN

    @property
    def reason(self) -> str:
        """In the vendor's words."""
        if self.status == "CANCELLED":
            return "DCT_JOB_CANCEL"
        return self.troubles[0] if self.troubles and not self.active else "NONE"


@attrs.define(eq=False, kw_only=True)
class Orchestrator:
    """Shares work among nodes. What it has no room for waits in its queue."""

    id: str
    name: str
    creation_date: datetime
    description: str | None = None
    account_id: int | None = None
    hyperscale_instance_id: str | None = None
    engine_ids: list[str] = attrs.field(factory=list)
    """Its nodes."""
    max_concurrent_jobs: int = 7
    admitted: set[str] = attrs.field(factory=set)
    waiting: deque[str] = attrs.field(factory=deque)
    tags: list[Tag] = attrs.field(factory=list)


@attrs.define(eq=False, kw_only=True)
class Account:
    id: int
    username: str
    password: str = attrs.field(repr=False)
    first_name: str = "Ada"
    last_name: str = "Sandbox"
    may_change: bool = True
    wrong_attempts: int = 0
