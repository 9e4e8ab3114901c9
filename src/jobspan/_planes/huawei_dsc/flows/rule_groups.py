"""What scans look for: rule groups, rules, templates, security levels."""

from collections.abc import Sequence
from typing import Any

from jobspan._core.call import Confirmed, NotDone, Settled, Unknown
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing, collect
from jobspan._core.proposal import Proposal
from jobspan._core.rules import propose
from jobspan._core.validation import present, validating
from jobspan._planes.huawei_dsc.flows.calls import ask, change, step
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
from jobspan._planes.huawei_dsc.paging import Batch, Paging, check_limit, pages
from jobspan._planes.huawei_dsc.rules import RULE_GROUP_NAME_FREE, Wanted


def rule_groups(
    ctx: PlaneContext, *, category: str | None = None, limit: int | None = None, paging: Paging = Paging.AUTO
) -> Listing[RuleGroup]:
    """The groups of rules that a scan job names."""
    _check_page(LIST_RULE_GROUPS, limit)

    def fetch(paging: dict[str, Any]) -> Flow[Batch[RuleGroup]]:
        page = yield from ask(ctx, LIST_RULE_GROUPS, query={"category": category, **paging})
        return Batch(rows=page.groups, total=page.total, unreadable=page.unreadable)

    return pages(ctx, LIST_RULE_GROUPS.id, fetch, limit=limit, paging=paging)


def create_rule_group(
    ctx: PlaneContext, name: str, rule_ids: Sequence[str], *, description: str | None, default: bool | None
) -> Flow[RuleGroup]:
    """Make a group of rules, and find it: the answer names no id."""
    with validating(ADD_RULE_GROUP) as problems:
        problems.text("name", name)
        problems.optional_text("description", description)
        if isinstance(rule_ids, str) or not rule_ids:
            problems.add("rule_ids", "must be a list of at least one id")
    fields = {"default_status": default, "group_desc": description, "group_name": name, "rule_ids": list(rule_ids)}
    body = present(fields)
    taken = {group.group_name or "" for group in (yield from collect(rule_groups(ctx)))}
    yield from propose(
        ctx,
        Proposal(
            title=f"create rule group {name!r}",
            plane=ctx.plane,
            operation=ADD_RULE_GROUP.id,
            steps=(step(ctx, ADD_RULE_GROUP, body=body),),
            verdicts=(RULE_GROUP_NAME_FREE.judge(f"rule group {name!r}", Wanted(name=name, taken=taken)),),
        ),
    )

    def settle() -> Flow[Settled[WriteResult]]:
        if name in taken:
            return Unknown("A group of this name was there before.")
        return NotDone() if (yield from _named(ctx, name)) is None else Confirmed(WriteResult())

    yield from ask(ctx, ADD_RULE_GROUP, body=body, settle=settle)
    return (yield from _named(ctx, name)) or RuleGroup(group_name=name, group_desc=description)


def _named(ctx: PlaneContext, name: str) -> Flow[RuleGroup | None]:
    groups = yield from collect(rule_groups(ctx))
    return next((group for group in groups if group.group_name == name), None)


def delete_rule_group(ctx: PlaneContext, group_id: str) -> Flow[None]:
    """Delete a group of rules."""
    yield from change(ctx, DELETE_RULE_GROUP, f"delete rule group {group_id}", {"group_id": group_id})


def rules(ctx: PlaneContext, *, limit: int | None = None, paging: Paging = Paging.AUTO) -> Listing[Rule]:
    """All rules."""
    _check_page(LIST_RULES, limit)

    def fetch(paging: dict[str, Any]) -> Flow[Batch[Rule]]:
        page = yield from ask(ctx, LIST_RULES, query=paging)
        return Batch(rows=page.rules, total=page.total, unreadable=page.unreadable)

    return pages(ctx, LIST_RULES.id, fetch, limit=limit, paging=paging)


def scan_templates(
    ctx: PlaneContext, *, limit: int | None = None, paging: Paging = Paging.AUTO
) -> Listing[ScanTemplate]:
    """All templates."""
    _check_page(LIST_TEMPLATES, limit)

    def fetch(paging: dict[str, Any]) -> Flow[Batch[ScanTemplate]]:
        page = yield from ask(ctx, LIST_TEMPLATES, query=paging)
        return Batch(rows=page.scan_templates_list, total=page.total, unreadable=page.unreadable)

    return pages(ctx, LIST_TEMPLATES.id, fetch, limit=limit, paging=paging)


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

    return pages(ctx, LIST_LEVELS.id, fetch, limit=limit, paging=paging, id_of=lambda level: level.level_id)


def _check_page(operation: Operation[Any], limit: int | None) -> None:
    with validating(operation) as problems:
        check_limit(problems, limit)
