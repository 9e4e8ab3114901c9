"""Read backup migrations: one, or lists of them."""

from collections.abc import Mapping
from typing import Any, Final

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.paginate import Listing
from jobspan._core.validation import validating
from jobspan._planes.huawei_drs.flows.namesakes import namesakes
from jobspan._planes.huawei_drs.flows.offsets import offset_listing
from jobspan._planes.huawei_drs.flows.reads import project
from jobspan._planes.huawei_drs.models.backup_migrations import BackupMigration, BackupMigrationSummary
from jobspan._planes.huawei_drs.operations import backup_migrations as op

PER_PAGE: Final = 100
_SORT_KEYS: Final = ("name", "db_type", "inst_id", "ip", "created_at", "description", "tag_value")
_MOST_INSTANCES: Final = 10


def migrations(ctx: PlaneContext, filters: Mapping[str, Any], page_size: int) -> Listing[BackupMigrationSummary]:
    """
    Args:
        filters: the members of the query besides those of paging.
    """
    with validating(op.LIST) as problems:
        problems.one_of("sort_key", filters.get("sort_key"), _SORT_KEYS)
        instances = filters.get("dbs_instance_ids") or ()
        if len(instances) > _MOST_INSTANCES:
            problems.add("instance_ids", f"has {len(instances)} entries, at most {_MOST_INSTANCES} are allowed")
    return offset_listing(
        ctx,
        op.LIST,
        project(ctx),
        lambda reply: reply.jobs,
        total_of=lambda reply: reply.count,
        query=filters,
        page_size=page_size,
        key=lambda found: found.id,
    )


def migration(ctx: PlaneContext, job_id: str) -> Flow[BackupMigration]:
    """
    Raises:
        NotFound: there is no such backup migration.
    """
    with validating(op.GET) as problems:
        problems.text("job_id", job_id)
    return call(ctx, op.GET, path=project(ctx, job_id=job_id))


def called(ctx: PlaneContext, name: str) -> Flow[list[BackupMigration]]:
    """The details of all that have exactly this name."""
    return namesakes(name, migrations(ctx, {"name": name}, PER_PAGE), lambda id: migration(ctx, id))
