"""Everything of Huawei DRS that a program names: what is sent, what is read, what is waited for."""

from typing import TYPE_CHECKING

from jobspan._planes.huawei_drs.homes import HOMES
from jobspan._public import filled_on_demand

if TYPE_CHECKING:
    from jobspan._planes.huawei.access_keys import Credentials as Credentials
    from jobspan._planes.huawei.models import TokenBody as TokenBody, TokenProject as TokenProject
    from jobspan._planes.huawei.settings import HuaweiSettings as HuaweiSettings
    from jobspan._planes.huawei_drs.errors import NotOffered as NotOffered
    from jobspan._planes.huawei_drs.models.every import *  # noqa: F403 - the models say themselves what is public
    from jobspan._planes.huawei_drs.models.every import __all__ as _models
    from jobspan._planes.huawei_drs.resources.actions import Actions as Actions
    from jobspan._planes.huawei_drs.resources.actions_async import AsyncActions as AsyncActions
    from jobspan._planes.huawei_drs.resources.backup_migrations import BackupMigrations as BackupMigrations
    from jobspan._planes.huawei_drs.resources.backup_migrations_async import (
        AsyncBackupMigrations as AsyncBackupMigrations,
    )
    from jobspan._planes.huawei_drs.resources.comparisons import Comparisons as Comparisons
    from jobspan._planes.huawei_drs.resources.comparisons_async import AsyncComparisons as AsyncComparisons
    from jobspan._planes.huawei_drs.resources.configuration import Configuration as Configuration
    from jobspan._planes.huawei_drs.resources.configuration_async import AsyncConfiguration as AsyncConfiguration
    from jobspan._planes.huawei_drs.resources.connections import Connections as Connections
    from jobspan._planes.huawei_drs.resources.connections_async import AsyncConnections as AsyncConnections
    from jobspan._planes.huawei_drs.resources.drs import Drs as Drs
    from jobspan._planes.huawei_drs.resources.drs_async import AsyncDrs as AsyncDrs
    from jobspan._planes.huawei_drs.resources.lifecycle import Lifecycle as Lifecycle
    from jobspan._planes.huawei_drs.resources.lifecycle_async import AsyncLifecycle as AsyncLifecycle
    from jobspan._planes.huawei_drs.resources.links import Links as Links
    from jobspan._planes.huawei_drs.resources.links_async import AsyncLinks as AsyncLinks
    from jobspan._planes.huawei_drs.resources.migration_jobs import MigrationJobs as MigrationJobs
    from jobspan._planes.huawei_drs.resources.migration_jobs_async import AsyncMigrationJobs as AsyncMigrationJobs
    from jobspan._planes.huawei_drs.resources.monitor import Monitor as Monitor
    from jobspan._planes.huawei_drs.resources.monitor_async import AsyncMonitor as AsyncMonitor
    from jobspan._planes.huawei_drs.resources.reads import Reads as Reads
    from jobspan._planes.huawei_drs.resources.reads_async import AsyncReads as AsyncReads
    from jobspan._planes.huawei_drs.resources.subscriptions import Subscriptions as Subscriptions
    from jobspan._planes.huawei_drs.resources.subscriptions_async import AsyncSubscriptions as AsyncSubscriptions
    from jobspan._planes.huawei_drs.resources.tags import Tags as Tags
    from jobspan._planes.huawei_drs.resources.tags_async import AsyncTags as AsyncTags
    from jobspan._planes.huawei_drs.resources.task_settings import TaskSettings as TaskSettings
    from jobspan._planes.huawei_drs.resources.task_settings_async import AsyncTaskSettings as AsyncTaskSettings
    from jobspan._planes.huawei_drs.words import GoalName as GoalName

    __all__ = [
        "GoalName",
        "Connections",
        "AsyncConnections",
        "TaskSettings",
        "AsyncTaskSettings",
        "Subscriptions",
        "AsyncSubscriptions",
        "BackupMigrations",
        "AsyncBackupMigrations",
        "Links",
        "AsyncLinks",
        "Tags",
        "AsyncTags",
        "Monitor",
        "AsyncMonitor",
        "NotOffered",
        "Comparisons",
        "AsyncComparisons",
        "Actions",
        "AsyncActions",
        "AsyncConfiguration",
        "AsyncDrs",
        "AsyncLifecycle",
        "AsyncMigrationJobs",
        "AsyncReads",
        "Configuration",
        "Drs",
        "Credentials",
        "HuaweiSettings",
        "Lifecycle",
        "MigrationJobs",
        "Reads",
        "TokenBody",
        "TokenProject",
        *_models,
    ]

if not TYPE_CHECKING:  # a type checker that sees it accepts any name
    filled_on_demand(__name__, HOMES)
