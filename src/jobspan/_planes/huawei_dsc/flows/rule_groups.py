"""What scans look for: rule groups, rules, templates, security levels."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from jobspan._core.change import afterwards
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing, collect
from jobspan._core.reconcile import Confirmed, Reconcile, Unknown, look_before, looking, newcomer
from jobspan._core.validation import present, validating
from jobspan._planes.huawei_dsc.flows.calls import ask, change
from jobspan._planes.huawei_dsc.flows.paging import Batch, check_limit, pages
from jobspan._planes.huawei_dsc.models.paging import Paging
from jobspan._planes.huawei_dsc.models.rules import Rule, RuleGroup, ScanTemplate, SecurityLevel
from jobspan._planes.huawei_dsc.models.shared import WriteResult
from jobspan._planes.huawei_dsc.operations.rules import (
    ADD_RULE_GROUP,
    DELETE_RULE_GROUP,
    LIST_LEVELS,
    LIST_RULE_GROUPS,
    LIST_RULES,
    LIST_TEMPLATES,
)
from jobspan._planes.huawei_dsc.rules import RULE_GROUP_NAME_FREE, NameAmong

T = TypeVar("T")


def rule_groups(
    ctx: PlaneContext, *, category: str | None = None, limit: int | None = None, paging: Paging = Paging.AUTO
) -> Listing[RuleGroup]:
    """The groups of rules that a scan job names."""
    _check_page(LIST_RULE_GROUPS, limit)

    def fetch(paging: dict[str, Any]) -> Flow[Batch[RuleGroup]]:
        page = yield from ask(ctx, LIST_RULE_GROUPS, query={"category": category, **paging})
        return Batch(rows=page.groups, total=page.total, unreadable=page.unreadable)

    return pages(ctx, LIST_RULE_GROUPS, fetch, limit=limit, paging=paging)


def create_rule_group(
    ctx: PlaneContext, name: str, rule_ids: Sequence[str], *, description: str | None, default: bool | None
) -> Flow[RuleGroup]:
    """Create a group of rules and find it: the reply has no id."""
    with validating(ADD_RULE_GROUP) as problems:
        problems.text("name", name)
        problems.optional_text("description", description)
        if isinstance(rule_ids, str) or not rule_ids:
            problems.add("rule_ids", "must be a list of at least one id")
    fields = {"default_status": default, "group_desc": description, "group_name": name, "rule_ids": list(rule_ids)}
    body = present(fields)
    before = yield from look_before(lambda: _named(ctx, name), _identity)
    taken = None if before.keys is None else NameAmong(name=name, existing=(name,) if before.keys else ())
    verdict = RULE_GROUP_NAME_FREE.judge(f"rule group {name!r}", taken)

    def fits(group: RuleGroup) -> bool:
        return not (description and group.group_desc and group.group_desc != description)

    def look_for(value: Callable[[RuleGroup], T]) -> Reconcile[T]:
        return looking(newcomer(before, ours=fits, value=value, name=f"rule group named {name!r}"))

    answer = yield from change(
        ctx,
        ADD_RULE_GROUP,
        f"create rule group {name!r}",
        body=body,
        verdicts=(verdict,),
        reconcile=look_for(lambda group: WriteResult(id=group.id)),
    )
    known = RuleGroup(id=answer.id, group_name=name, group_desc=description)
    if before.keys is None:
        return known
    found = yield from afterwards(ctx, LIST_RULE_GROUPS, look_for(lambda group: group), Unknown())
    named = isinstance(found, Confirmed) and answer.id in (None, found.value.id)
    return found.value if named and isinstance(found, Confirmed) else known


def _named(ctx: PlaneContext, name: str) -> Flow[list[RuleGroup]]:
    return [group for group in (yield from collect(rule_groups(ctx))) if group.group_name == name]


def _identity(group: RuleGroup) -> str:
    return group.id or ""


def delete_rule_group(ctx: PlaneContext, group_id: str) -> Flow[None]:
    """Delete a group of rules. If a first request went unanswered, a group that is not there any more counts as deleted."""
    path, title = {"group_id": group_id}, f"delete rule group {group_id}"
    yield from change(ctx, DELETE_RULE_GROUP, title, path, gone=Confirmed(WriteResult()))


def rules(ctx: PlaneContext, *, limit: int | None = None, paging: Paging = Paging.AUTO) -> Listing[Rule]:
    """All rules."""
    _check_page(LIST_RULES, limit)

    def fetch(paging: dict[str, Any]) -> Flow[Batch[Rule]]:
        page = yield from ask(ctx, LIST_RULES, query=paging)
        return Batch(rows=page.rules, total=page.total, unreadable=page.unreadable)

    return pages(ctx, LIST_RULES, fetch, limit=limit, paging=paging)


def scan_templates(
    ctx: PlaneContext, *, limit: int | None = None, paging: Paging = Paging.AUTO
) -> Listing[ScanTemplate]:
    """All templates."""
    _check_page(LIST_TEMPLATES, limit)

    def fetch(paging: dict[str, Any]) -> Flow[Batch[ScanTemplate]]:
        page = yield from ask(ctx, LIST_TEMPLATES, query=paging)
        return Batch(rows=page.scan_templates_list, total=page.total, unreadable=page.unreadable)

    return pages(ctx, LIST_TEMPLATES, fetch, limit=limit, paging=paging)


def security_levels(
    ctx: PlaneContext,
    *,
    name: str | None = None,
    category: str | None = None,
    include_disabled: bool | None = None,
    limit: int | None = None,
    paging: Paging = Paging.AUTO,
) -> Listing[SecurityLevel]:
    """The levels that classified objects have."""
    _check_page(LIST_LEVELS, limit)
    narrowing = {"name": name, "category": category, "is_deleted": include_disabled}

    def fetch(paging: dict[str, Any]) -> Flow[Batch[SecurityLevel]]:
        page = yield from ask(ctx, LIST_LEVELS, query=narrowing | paging)
        return Batch(rows=page.security_levels_list, total=page.total, unreadable=page.unreadable)

    return pages(ctx, LIST_LEVELS, fetch, limit=limit, paging=paging, id_of=lambda level: level.level_id)


def _check_page(operation: Operation[Any], limit: int | None) -> None:
    with validating(operation) as problems:
        check_limit(problems, limit)
