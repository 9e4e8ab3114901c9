"""Subscriptions, by the vendor's SDK and by jobspan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeAlias

from huaweicloudsdkdrs import v5

import jobspan
from jobspan.testing import Sandbox
from jobspan.testing.sandbox.huawei_drs.subscriptions import CONFIGURATION, FAILED, STARTED, Subscription

Theirs: TypeAlias = Callable[[Any, str], Any]
Ours: TypeAlias = Callable[[jobspan.Client, str], Any]

INSTANCE = "3ef57dbcc8db478a9e346d26ef2575bfin01"
_STATES = {"v5.start_subscription": CONFIGURATION, "v5.retry_subscription": FAILED, "v5.reset_subscription": FAILED}


def prepare(sandbox: Sandbox, operation: str) -> str:
    """A subscription in the state that the operation wants, of an hour ago; as the only row of its list it stands alone."""
    drs = sandbox.huawei_drs
    drs.shows_single_subscriptions_bare = True
    made = Subscription(
        world=drs.world,
        id=drs.new_id(),
        name="shop-before",
        instance_id=INSTANCE,
        enterprise_project="0",
        created_at=drs.world.now() - timedelta(hours=1),
    )
    made.place(_STATES.get(operation, STARTED))
    drs.subscriptions[made.id] = made
    return made.id


def _consumed_from(client: jobspan.Client, id: str) -> Any:
    created = client.drs.subscriptions.get(id).created_at
    assert created is not None
    return created


PAIRS: dict[str, tuple[Theirs, Ours]] = {
    "v5.create_subscription": (
        lambda c, _: c.create_subscription(
            v5.CreateSubscriptionRequest(
                body=v5.SingleCreateSubscriptionReq(
                    name="shop-feed",
                    description="the shop",
                    instance_type="rds",
                    enterprise_project_id="0",
                    tags=[v5.ResourceTag(key="owner", value="shop")],
                    source_endpoint_info=v5.SubscriptionSourceEndpointInfo(id=INSTANCE, type="mysql"),
                    is_grant_new_agency=True,
                )
            )
        ),
        lambda c, _: c.drs.subscriptions.create(
            "shop-feed", INSTANCE, description="the shop", tags={"owner": "shop"}, grant_new_agency=True
        ),
    ),
    "v5.show_subscription_lists": (
        lambda c, _: c.show_subscription_lists(
            v5.ShowSubscriptionListsRequest(
                limit=100,
                offset=0,
                body=v5.QuerySubscriptionsReq(
                    job_type="subscription",
                    engine_type="mysql",
                    net_type="vpc",
                    name="shop",
                    status="SUBSCRIPTION_STARTED",
                    enterprise_project_id="0",
                    sort_key="create_time",
                    sort_dir="asc",
                    instance_ids=[INSTANCE],
                    instance_ip="192.0.2.12",
                    is_billing=True,
                ),
            )
        ),
        lambda c, _: c.drs.subscriptions.list(
            engine_type="mysql",
            net_type="vpc",
            name="shop",
            status="SUBSCRIPTION_STARTED",
            enterprise_project_id="0",
            sort_key="create_time",
            sort_dir="asc",
            instance_ids=[INSTANCE],
            instance_ip="192.0.2.12",
            is_billing=True,
        ).first(),
    ),
    "v5.show_subscription_detail": (
        lambda c, id: c.show_subscription_detail(v5.ShowSubscriptionDetailRequest(job_id=id)),
        lambda c, id: c.drs.subscriptions.get(id),
    ),
    "v5.start_subscription": (
        lambda c, id: c.start_subscription(v5.StartSubscriptionRequest(job_id=id)),
        lambda c, id: c.drs.subscriptions.start(id),
    ),
    "v5.update_subscription_info": (
        lambda c, id: c.update_subscription_info(
            v5.UpdateSubscriptionInfoRequest(
                job_id=id,
                body=v5.UpdateSubscriptionInfoReq(
                    name="renamed",
                    description="it was the shop",
                    consume_time=int(
                        c.show_subscription_detail(v5.ShowSubscriptionDetailRequest(job_id=id)).created_time
                    ),
                ),
            )
        ),
        lambda c, id: c.drs.subscriptions.update(
            id, name="renamed", description="it was the shop", consume_time=_consumed_from(c, id)
        ),
    ),
    "v5.retry_subscription": (
        lambda c, id: c.retry_subscription(v5.RetrySubscriptionRequest(job_id=id)),
        lambda c, id: c.drs.subscriptions.retry(id),
    ),
    "v5.reset_subscription": (
        lambda c, id: c.reset_subscription(v5.ResetSubscriptionRequest(job_id=id)),
        lambda c, id: c.drs.subscriptions.reset(id),
    ),
    "v5.delete_subscription": (
        lambda c, id: c.delete_subscription(v5.DeleteSubscriptionRequest(job_id=id)),
        lambda c, id: c.drs.subscriptions.delete(id),
    ),
}
