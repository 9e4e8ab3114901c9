"""Read subscriptions: one, or lists of them."""

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
from jobspan._planes.huawei_drs.flows.tags import check_tags
from jobspan._planes.huawei_drs.models.subscriptions import DataSubscription, DataSubscriptionSummary
from jobspan._planes.huawei_drs.operations import subscriptions as op

PER_PAGE: Final = 100
_MOST_INSTANCES: Final = 10


def subscriptions(ctx: PlaneContext, filters: Mapping[str, Any], page_size: int) -> Listing[DataSubscriptionSummary]:
    """
    Args:
        filters: the members of the body besides the kind of job.
    """
    with validating(op.LIST) as problems:
        problems.one_of("sort_dir", filters.get("sort_dir"), ("asc", "desc"))
        if "tags" in filters:
            check_tags(problems, filters["tags"])
        instances = filters.get("instance_ids") or ()
        if len(instances) > _MOST_INSTANCES:
            problems.add("instance_ids", f"has {len(instances)} entries, at most {_MOST_INSTANCES} are allowed")
    return offset_listing(
        ctx,
        op.LIST,
        project(ctx),
        lambda reply: reply.jobs,
        total_of=lambda reply: reply.total_count,
        body={"job_type": "subscription", **filters},
        page_size=page_size,
        key=lambda found: found.id,
    )


def subscription(ctx: PlaneContext, job_id: str) -> Flow[DataSubscription]:
    """
    Raises:
        NotFound: there is no such subscription.
    """
    with validating(op.GET) as problems:
        problems.text("job_id", job_id)
    return call(ctx, op.GET, path=project(ctx, job_id=job_id))


def called(ctx: PlaneContext, name: str) -> Flow[list[DataSubscription]]:
    """The details of all that have exactly this name."""
    return namesakes(name, subscriptions(ctx, {"name": name}, PER_PAGE), lambda id: subscription(ctx, id))
