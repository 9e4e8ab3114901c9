"""The calls around tags and links, by the vendor's SDK and by jobspan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from huaweicloudsdkdrs import v5

import jobspan

Theirs: TypeAlias = Callable[[Any, str], Any]
Ours: TypeAlias = Callable[[jobspan.Client, str], Any]

QUERY = v5.QueryInstanceByTagReq(
    tags=[v5.Tag(key="owner", values=["shop"])], matches=[v5.TagMatch(key="resource_name", value="shop-orders")]
)

PAIRS: dict[str, tuple[Theirs, Ours]] = {
    "v5.batch_create_tags": (
        lambda c, id: c.batch_create_tags(
            v5.BatchCreateTagsRequest(
                resource_type="migration",
                resource_id=id,
                body=v5.BatchAddTagReq(tags=[v5.BatchResourceTag(key="owner", value="shop")]),
            )
        ),
        lambda c, id: c.drs.tags.set("migration", id, {"owner": "shop"}),
    ),
    "v5.batch_delete_tags": (
        lambda c, id: c.batch_delete_tags(
            v5.BatchDeleteTagsRequest(
                resource_type="migration",
                resource_id=id,
                body=v5.BatchDeleteTagReq(tags=[v5.BatchResourceTag(key="owner")]),
            )
        ),
        lambda c, id: c.drs.tags.remove("migration", id, ["owner"]),
    ),
    "v5.list_instance_tags": (
        lambda c, id: c.list_instance_tags(v5.ListInstanceTagsRequest(resource_type="migration", resource_id=id)),
        lambda c, id: c.drs.tags.of("migration", id),
    ),
    "v5.list_tags": (
        lambda c, id: c.list_tags(v5.ListTagsRequest(resource_type="migration")),
        lambda c, id: c.drs.tags.in_use("migration"),
    ),
    "v5.list_instance_by_tags": (
        lambda c, id: c.list_instance_by_tags(
            v5.ListInstanceByTagsRequest(resource_type="migration", limit=50, offset=0, body=QUERY)
        ),
        lambda c, id: c.drs.tags.find("migration", {"owner": ["shop"]}, name="shop-orders", page_size=50).first(),
    ),
    "v5.count_instance_by_tags": (
        lambda c, id: c.count_instance_by_tags(v5.CountInstanceByTagsRequest(resource_type="migration", body=QUERY)),
        lambda c, id: c.drs.tags.count("migration", {"owner": ["shop"]}, name="shop-orders"),
    ),
    "v5.list_links": (
        lambda c, id: c.list_links(v5.ListLinksRequest(job_type="migration", limit=1000, offset=0)),
        lambda c, id: c.drs.links.list("migration").first(),
    ),
    "v5.list_support_links": (
        lambda c, id: c.list_support_links(v5.ListSupportLinksRequest(job_type="cdc", limit=1000, offset=0)),
        lambda c, id: next(iter(c.drs.links.supported("cdc")), None),
    ),
    "v5.show_link_flavors": (
        lambda c, id: c.show_link_flavors(
            v5.ShowLinkFlavorsRequest(
                engine_type="mysql",
                job_type="migration",
                job_direction="up",
                net_type="eip",
                node_type="high",
                is_multi_write=False,
            )
        ),
        lambda c, id: c.drs.links.flavors(
            engine_type="mysql",
            job_type="migration",
            direction="up",
            net_type="eip",
            node_type="high",
            multi_write=False,
        ),
    ),
    "v5.show_support_object_type": (
        lambda c, id: c.show_support_object_type(v5.ShowSupportObjectTypeRequest(job_id=id)),
        lambda c, id: c.drs.links.objects(id),
    ),
    "v5.show_child_num": (
        lambda c, id: c.show_child_num(
            v5.ShowChildNumRequest(instance_id="instance-1", region="eu-west-101", db_type="mysql")
        ),
        lambda c, id: c.drs.links.children("instance-1", region="eu-west-101", db_type="mysql"),
    ),
}
