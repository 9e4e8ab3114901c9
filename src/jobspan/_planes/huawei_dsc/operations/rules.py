"""Operations of Rules: rule groups, rules, templates and levels."""

from jobspan._core.operation import Operation, RetryClass
from jobspan._planes.huawei_dsc.models.rules import RuleGroups, Rules, ScanTemplates, SecurityLevels
from jobspan._planes.huawei_dsc.models.shared import WriteResult
from jobspan._planes.huawei_dsc.operations.base import operation

LIST_RULE_GROUPS: Operation[RuleGroups] = operation(
    "Rules",
    "G1",
    "GET /sdg/server/scan/groups",
    RetryClass.READ,
    call="dsc.rule_groups.list",
    page="ListRuleGroups",
    returns=RuleGroups,
)
ADD_RULE_GROUP: Operation[WriteResult] = operation(
    "Rules",
    "G2.add",
    "POST /sdg/server/scan/groups",
    RetryClass.GUARDED,
    call="dsc.rule_groups.create",
    page="AddRuleGroup",
    reason="the list tells whether the group is there",
    returns=WriteResult,
    rules=("rule-group-name-free",),
    check="Look for the name in dsc.rule_groups.list().",
)
DELETE_RULE_GROUP: Operation[WriteResult] = operation(
    "Rules",
    "G2.delete",
    "DELETE /sdg/server/scan/groups/{group_id}",
    RetryClass.IDEMPOTENT,
    call="dsc.rule_groups.delete",
    page="DeleteRuleGroup",
    reason="what is gone stays gone",
    returns=WriteResult,
)
LIST_RULES: Operation[Rules] = operation(
    "Rules",
    "G3",
    "GET /sdg/server/scan/rules",
    RetryClass.READ,
    call="dsc.rule_groups.rules",
    page="ShowRules",
    returns=Rules,
)
LIST_TEMPLATES: Operation[ScanTemplates] = operation(
    "Rules",
    "T1",
    "GET /scan-templates",
    RetryClass.READ,
    call="dsc.scan_templates.list",
    page="ShowScanTemplate",
    returns=ScanTemplates,
)
LIST_LEVELS: Operation[SecurityLevels] = operation(
    "Rules",
    "L1",
    "GET /scan-security-levels",
    RetryClass.READ,
    call="dsc.security_levels.list",
    page="ShowSecurityLevel",
    returns=SecurityLevels,
)
