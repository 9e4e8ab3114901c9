"""What scans look for. Source: https://support.huaweicloud.com/intl/en-us/api-dsc/ListRuleGroups.html"""

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import RowsReply, rows
from jobspan._planes.huawei_dsc.models.shared import Category
from jobspan.models import Model


@frozen(kw_only=True)
class RuleGroup(Model):
    """A group of rules. ``rule_names`` and ``task_names`` are one text each."""

    id: str | None = None
    group_name: str | None = None
    group_desc: str | None = None
    category: Category | None = None
    rule_names: str | None = None
    task_names: str | None = None
    delete_allowed: bool | None = None
    is_default: bool | None = None


@frozen(kw_only=True)
class RuleGroups(RowsReply):
    """One page of rule groups."""

    groups: tuple[RuleGroup, ...] = attrs.field(metadata=rows(total="total"))
    total: int | None = None


@frozen(kw_only=True)
class Rule(Model):
    """A rule: ``rule_type`` is KEYWORD, REGEX or NLP, ``logic_operator`` AND, OR or REGEX."""

    id: str | None = None
    rule_name: str | None = None
    rule_desc: str | None = None
    rule_content: str | None = None
    group_names: str | None = None
    category: Category | None = None
    rule_type: str | None = None
    logic_operator: str | None = None
    min_match: int | None = None
    risk_level: int | None = None
    delete_allowed: bool | None = None
    selected: bool | None = None


@frozen(kw_only=True)
class Rules(RowsReply):
    """One page of rules."""

    rules: tuple[Rule, ...] = attrs.field(metadata=rows(total="total"))
    total: int | None = None


@frozen(kw_only=True)
class ScanTemplate(Model):
    """A template for classification and grading. Times are milliseconds."""

    id: str | None = None
    project_id: str | None = None
    name: str | None = None
    description: str | None = None
    category: Category | None = None
    is_default: bool | None = None
    create_time: int | None = None
    update_time: int | None = None
    is_deleted: bool | None = None


@frozen(kw_only=True)
class ScanTemplates(RowsReply):
    """One page of templates."""

    scan_templates_list: tuple[ScanTemplate, ...] = attrs.field(metadata=rows(total="total"))
    total: int | None = None


@frozen(kw_only=True)
class SecurityLevel(Model):
    """A security level. ``level_id`` is what filters take as ``security_level_ids``. Times are milliseconds."""

    level_id: str | None = None
    project_id: str | None = None
    security_level_name: str | None = None
    security_level_desc: str | None = None
    color_number: int | None = None
    used_count: int | None = None
    sort_weight: int | None = None
    category: Category | None = None
    create_time: int | None = None
    update_time: int | None = None
    is_deleted: bool | None = None


@frozen(kw_only=True)
class SecurityLevels(RowsReply):
    """One page of security levels."""

    security_levels_list: tuple[SecurityLevel, ...] = attrs.field(metadata=rows(total="total"))
    total: int | None = None
