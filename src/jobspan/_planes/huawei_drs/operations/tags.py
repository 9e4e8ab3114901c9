"""Operations of API v5 on the tags of tasks."""

from jobspan._core.operation import Operation
from jobspan._planes.huawei_drs.models import tags as model
from jobspan._planes.huawei_drs.operations.table import V5

SET: Operation[None] = V5.idempotent(
    "v5.batch_create_tags",
    "POST /{resource_type}/{resource_id}/tags/create",
    call="drs.tags.set",
    reason="a tag that is there gets the same value again",
    page="drs_03_0159",
)
REMOVE: Operation[None] = V5.idempotent(
    "v5.batch_delete_tags",
    "POST /{resource_type}/{resource_id}/tags/delete",
    call="drs.tags.remove",
    reason="a tag that is gone stays gone",
    page="drs_03_0159",
)
OF_ONE: Operation[model.TagsOfOne] = V5.read(
    "v5.list_instance_tags",
    "GET /{resource_type}/{resource_id}/tags",
    call="drs.tags.of",
    page="drs_03_0159",
    returns=model.TagsOfOne,
)
IN_USE: Operation[model.TagsInUse] = V5.read(
    "v5.list_tags",
    "GET /{resource_type}/tags",
    call="drs.tags.in_use",
    page="drs_03_0159",
    returns=model.TagsInUse,
)
FIND: Operation[model.TaggedResources] = V5.read(
    "v5.list_instance_by_tags",
    "POST /{resource_type}/resource-instances/filter",
    call="drs.tags.find",
    page="drs_03_0159",
    returns=model.TaggedResources,
    reason="a search",
)
COUNT: Operation[model.TaggedCount] = V5.read(
    "v5.count_instance_by_tags",
    "POST /{resource_type}/resource-instances/count",
    call="drs.tags.count",
    page="drs_03_0159",
    returns=model.TaggedCount,
    reason="a search",
)
