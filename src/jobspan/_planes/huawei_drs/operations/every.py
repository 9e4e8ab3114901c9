"""The table of the operations of DRS: what the client does, and what the documentation lists."""

from typing import Any, Final

from jobspan._core.operation import Operation, rows_of
from jobspan._planes.huawei_drs.operations import (
    actions,
    backup_migrations,
    comparison_extras,
    comparisons,
    configuration,
    connections,
    lifecycle,
    links,
    monitor,
    named,
    new_tasks,
    reads,
    subscriptions,
    tags,
    task_settings,
    tuning,
)

OPERATIONS: Final[tuple[Operation[Any], ...]] = (
    *rows_of(configuration, lifecycle, reads, actions, comparisons, comparison_extras, monitor, tuning, tags, links),
    *rows_of(backup_migrations, subscriptions),
    *rows_of(connections, task_settings, new_tasks),
    *named.BY_NAME.values(),
)
