"""Tags of tasks, by API v5. Source: https://support.huaweicloud.com/intl/en-us/api-drs/"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs

from jobspan._core.call import call
from jobspan._core.change import change
from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing
from jobspan._core.shapes import kind_in_words
from jobspan._core.validation import Validator, validating
from jobspan._planes.huawei_drs.flows.offsets import offset_listing
from jobspan._planes.huawei_drs.flows.reads import project
from jobspan._planes.huawei_drs.models.tags import TaggedResource, TagInUse
from jobspan._planes.huawei_drs.operations import tags as op

MOST: Final = 20
"""Tags of one task."""

_KEY: Final = re.compile(r"(?!_sys_)(?! )[\w .:=+@-]{1,128}(?<! )")
_LONGEST_VALUE: Final = 255


@frozen(kw_only=True)
class TagQuery:
    """What is looked for.

    Attributes:
        tags: keys, each with the values that would do; none: any value.
        name: what the name of the resource is.
        untagged: only what has no tag at all.
    """

    tags: Mapping[str, Sequence[str]] = attrs.field(factory=dict)
    name: str | None = None
    untagged: bool = False

    def body(self) -> dict[str, Any]:
        wanted: dict[str, Any] = {"without_any_tag": True} if self.untagged else {}
        if self.tags:
            wanted["tags"] = [{"key": key, "values": list(values)} for key, values in self.tags.items()]
        if self.name is not None:
            wanted["matches"] = [{"key": "resource_name", "value": self.name}]
        return wanted


def set_tags(ctx: PlaneContext, resource_type: str, id: str, tags: Mapping[str, str]) -> Flow[None]:
    return _change(ctx, op.SET, resource_type, id, tags)


def remove(ctx: PlaneContext, resource_type: str, id: str, keys: Sequence[str]) -> Flow[None]:
    return _change(ctx, op.REMOVE, resource_type, id, dict.fromkeys(keys), argument="keys")


def _change(
    ctx: PlaneContext,
    operation: Operation[None],
    resource_type: str,
    id: str,
    tags: Mapping[str, str | None],
    argument: str = "tags",
) -> Flow[None]:
    with validating(operation) as problems:
        problems.text("id", id)
        if not tags:
            problems.add(argument, "must not be empty")
        check_tags(problems, tags, argument)
    rows = [{"key": key} if value is None else {"key": key, "value": value} for key, value in tags.items()]
    verb = "set" if operation is op.SET else "remove"
    return change(
        ctx,
        operation,
        f"{verb} {', '.join(tags)} of {resource_type} {id}",
        path=project(ctx, resource_type=resource_type, resource_id=id),
        body={"tags": rows},
    )


def check_tags(problems: Validator, tags: Mapping[Any, object], argument: str = "tags") -> None:
    """Whether one task can have all of these."""
    if not problems.instance(argument, tags, Mapping):
        return
    if len(tags) > MOST:
        problems.add(argument, f"has {len(tags)} entries, at most {MOST} are allowed")
    for key, value in tags.items():
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            problems.add(argument, f"{key!r} is not a valid key")
        if value is not None and not isinstance(value, str):
            problems.add(argument, f"the value of {key!r} must be a string, not {kind_in_words(value)}")
        elif value is not None and len(value) > _LONGEST_VALUE:
            problems.add(
                argument, f"the value of {key!r} has {len(value)} characters, at most {_LONGEST_VALUE} are allowed"
            )


def of_one(ctx: PlaneContext, resource_type: str, id: str) -> Flow[dict[str, str]]:
    with validating(op.OF_ONE) as problems:
        problems.text("id", id)
    reply = yield from call(ctx, op.OF_ONE, path=project(ctx, resource_type=resource_type, resource_id=id))
    return {tag.key: tag.value or "" for tag in reply.tags}


def in_use(ctx: PlaneContext, resource_type: str) -> Flow[list[TagInUse]]:
    reply = yield from call(ctx, op.IN_USE, path=project(ctx, resource_type=resource_type))
    return list(reply.tags)


def find(ctx: PlaneContext, resource_type: str, query: TagQuery, page_size: int) -> Listing[TaggedResource]:
    _check_query(op.FIND, query)
    return offset_listing(
        ctx,
        op.FIND,
        project(ctx, resource_type=resource_type),
        lambda reply: reply.resources,
        total_of=lambda reply: reply.total_count,
        body=query.body(),
        page_size=page_size,
        key=lambda found: found.resource_id,
    )


def count(ctx: PlaneContext, resource_type: str, query: TagQuery) -> Flow[int]:
    _check_query(op.COUNT, query)
    reply = yield from call(ctx, op.COUNT, path=project(ctx, resource_type=resource_type), body=query.body())
    return reply.total_count


def _check_query(operation: Operation[Any], query: TagQuery) -> None:
    with validating(operation) as problems:
        if query.untagged and query.tags:
            problems.add("untagged", "and tags exclude each other")
