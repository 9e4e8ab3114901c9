"""What scans look for. Source: https://support.huaweicloud.com/intl/en-us/api-dsc/ListRuleGroups.html"""

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import RowsReply, rows
from jobspan._planes.huawei_dsc.models.shared import Category
from jobspan.models import Model


@frozen(kw_only=True)
class RuleGroup(Model):
    """A group of rules.

    Attributes:
        id: what a scan job takes as rule group id.
        group_name: its name.
        group_desc: what it is for.
        category: who made it.
        rule_names: the names of its rules, in one text.
        task_names: the names of the scan jobs that use it, in one text.
        delete_allowed: whether it may be deleted.
        is_default: whether it is the default group.
    """

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
    """A rule.

    Attributes:
        id: what a rule group takes as rule id.
        rule_name: its name.
        rule_desc: what it is for.
        rule_content: the keywords or the expression that it looks for.
        group_names: the names of the groups that it is in, in one text.
        category: who made it.
        rule_type: KEYWORD, REGEX or NLP.
        logic_operator: AND, OR or REGEX.
        min_match: how often it must match at least.
        risk_level: a small integer; its scale is not documented.
        delete_allowed: whether it may be deleted.
        selected: the vendor does not explain it.
    """

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
    """A template for classification and grading.

    Attributes:
        id: what a scan job takes as template id.
        project_id: the project.
        name: its name.
        description: what it is for.
        category: who made it.
        is_default: whether it is the default template.
        create_time, update_time: Unix milliseconds.
        is_deleted: it is not there any more.
    """

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
    """A security level.

    Attributes:
        level_id: what filters take as ``security_level_ids``.
        project_id: the project.
        security_level_name: its name.
        security_level_desc: what it is for.
        color_number: the colour that the console shows it in.
        used_count: how often it is used.
        sort_weight: its place among the levels.
        category: who made it.
        create_time, update_time: Unix milliseconds.
        is_deleted: it is disabled.
    """

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
