"""Tags: the same three operations on several kinds of objects. Tags drive access control."""

from collections.abc import Mapping
from typing import Any

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.operation import Operation
from jobspan._core.validation import Validator, present, validating
from jobspan._planes.delphix.flows.change import change
from jobspan._planes.delphix.models.shared import Tag, Tags, TagsInput

MOST_TAGS = 1000


def read_tags(ctx: PlaneContext, operation: Operation[Tags], parameter: str, id: str) -> Flow[tuple[Tag, ...]]:
    with validating(operation) as problems:
        problems.text("id", id)
    found = yield from call(ctx, operation, path={parameter: id})
    return found.tags


def add_tags(
    ctx: PlaneContext, operation: Operation[Tags], parameter: str, id: str, tags: TagsInput
) -> Flow[tuple[Tag, ...]]:
    with validating(operation) as problems:
        problems.text("id", id)
        pairs = tag_pairs(problems, tags, "tags_to_add")
        if not pairs:
            problems.add("tags_to_add", "must not be empty")
    answer = yield from change(ctx, operation, id, path={parameter: id}, body={"tags": pairs})
    return answer.tags


def delete_tags(
    ctx: PlaneContext,
    operation: Operation[None],
    parameter: str,
    id: str,
    *,
    key: str | None,
    value: str | None,
    pairs: TagsInput | None,
    all: bool,
) -> Flow[None]:
    """Exactly one of: a key (with or without a value), a list of pairs, or ``all=True``."""
    with validating(operation) as problems:
        problems.text("id", id)
        problems.exactly_one(key=key, pairs=pairs, all=all or None)
        if value is not None and key is None:
            problems.add("value", "needs a key")
        problems.optional_text("key", key, longest=4000)
        problems.optional_text("value", value, longest=4000)
        tags = None if pairs is None else tag_pairs(problems, pairs, "pairs")
        if pairs is not None and not tags:
            problems.add("pairs", "must not be empty (an empty request would delete every tag: say all=True)")
    body: dict[str, Any] = present({"key": key, "value": value, "tags": tags})
    notes = ("This deletes every tag, and tags drive access control.",) if all else ()
    yield from change(ctx, operation, id, path={parameter: id}, body=body, notes=notes)


def tag_pairs(problems: Validator, tags: TagsInput, argument: str = "tags") -> list[dict[str, str]]:
    """Tags, which callers know as ``argument``, as they are sent: unique, within their limits."""
    given = tags.items() if isinstance(tags, Mapping) else tags
    pairs = [(each.key, each.value) if isinstance(each, Tag) else each for each in given]
    unique = list(dict.fromkeys(pairs))
    for key, value in unique:
        problems.text(f"{argument}.key", key, longest=4000)
        problems.text(f"{argument}.value", value, longest=4000)
    if len(unique) > MOST_TAGS:
        problems.add(argument, f"{len(unique)} tags", (f"1..{MOST_TAGS}",))
    return [{"key": key, "value": value} for key, value in unique]
