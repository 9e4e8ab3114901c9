"""Engines, and the environments on them."""

from typing import Literal, TypeAlias

from jobspan._core.classes import frozen
from jobspan._planes.delphix.models.shared import Tag
from jobspan.credentials import Secret
from jobspan.models import Model, OpenEnum

WhenBusy: TypeAlias = Literal["raise", "wait", "send"]
"""What a call does about an engine that is busy: refuse, wait until it is idle, or send all the same and let DCT decide."""


class EngineType(OpenEnum):
    """What an engine does."""

    VIRTUALIZATION = "VIRTUALIZATION"
    MASKING = "MASKING"
    BOTH = "BOTH"
    UNSET = "UNSET"


class EngineStatus(OpenEnum):
    """Whether an engine is being registered or removed."""

    CREATED = "CREATED"
    DELETING = "DELETING"


class Purpose(OpenEnum):
    """What an environment is for. Custom purposes read as MASK; TOKENIZE ones hold no masking jobs."""

    MASK = "MASK"
    TOKENIZE = "TOKENIZE"


class ConnectionStatus(OpenEnum):
    """Whether DCT reaches an engine."""

    ONLINE = "ONLINE"
    OFFLINE = "OFFLINE"
    CONNECTION_ERROR = "CONNECTION_ERROR"
    MISSING_CREDENTIALS = "MISSING_CREDENTIALS"
    BAD_CREDENTIALS = "BAD_CREDENTIALS"


@frozen(kw_only=True)
class Engine(Model):
    """A registered engine. Sizes are bytes; ``masking_jobs_running`` is what the engine itself reports (``None``: unknown).

    DCT does not sync engines with ``is_migration``: none of their jobs, connectors and executions appear.
    """

    id: str
    uuid: str | None = None
    type: EngineType | None = None
    version: str | None = None
    name: str | None = None
    hostname: str | None = None
    ssh_public_key: str | None = None
    cpu_core_count: int | None = None
    memory_size: int | None = None
    data_storage_capacity: int | None = None
    data_storage_used: int | None = None
    insecure_ssl: bool | None = None
    unsafe_ssl_hostname_check: bool | None = None
    truststore_filename: str | None = None
    truststore_password: Secret | None = None
    status: EngineStatus | None = None
    connection_status: ConnectionStatus | None = None
    connection_status_details: str | None = None
    engine_connection_status: ConnectionStatus | None = None
    engine_connection_status_details: str | None = None
    username: str | None = None
    password: Secret | None = None
    masking_username: str | None = None
    masking_password: Secret | None = None
    hashicorp_vault_id: int | None = None
    masking_hashicorp_vault_id: int | None = None
    hashicorp_vault_username_command_args: tuple[str, ...] | None = None
    hashicorp_vault_password_command_args: tuple[str, ...] | None = None
    hashicorp_vault_masking_username_command_args: tuple[str, ...] | None = None
    hashicorp_vault_masking_password_command_args: tuple[str, ...] | None = None
    tags: tuple[Tag, ...] = ()
    masking_memory_used: int | None = None
    masking_allocated_memory: int | None = None
    masking_jobs_running: int | None = None
    masking_max_concurrent_jobs: int | None = None
    masking_available_cores: int | None = None
    hyperscale_instance_ids: tuple[str, ...] | None = None
    hyperscale_truststore_filename: str | None = None
    hyperscale_truststore_password: Secret | None = None
    platform: str | None = None
    using_object_storage: bool | None = None
    using_continuous_vault: bool | None = None
    storage_cache_bytes: int | None = None
    priority_cache_max_bytes: int | None = None
    priority_cache_used_bytes: int | None = None
    is_migration: bool | None = None


@frozen(kw_only=True)
class MaskingEnvironment(Model):
    """A folder on an engine that holds connectors, rule sets and jobs."""

    id: str
    engine_id: str | None = None
    engine_name: str | None = None
    name: str | None = None
    purpose: Purpose | None = None
    is_workflow_enabled: bool | None = None


@frozen(kw_only=True)
class EngineLoad:
    """What keeps an engine busy: runs and imports that DCT knows of, and runs that the engine itself reports.

    ``reported`` is the number of the latter; ``None``: not known.
    """

    executions: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    reported: int | None = None

    @property
    def busy_with(self) -> str | None:
        """In words; ``None`` when idle."""
        parts = []
        if self.executions:
            parts.append(f"executions {', '.join(self.executions)} are active")
        if self.jobs:
            parts.append(f"DCT jobs {', '.join(self.jobs)} are active")
        if not parts and (self.reported or 0) > 0:
            parts.append(f"it reports {self.reported} running masking jobs")
        return " and ".join(parts) or None
