"""Operations of Rules: rule groups, rules, templates and levels."""

from jobspan._planes.huawei_dsc.models.rules import RuleGroups, Rules, ScanTemplates, SecurityLevels
from jobspan._planes.huawei_dsc.models.shared import WriteResult
from jobspan._planes.huawei_dsc.operations.table import RULES

LIST_RULE_GROUPS = RULES.read(
    "G1",
    "GET /sdg/server/scan/groups",
    call="dsc.rule_groups.list",
    page="ListRuleGroups",
    returns=RuleGroups,
)
ADD_RULE_GROUP = RULES.guarded(
    "G2.add",
    "POST /sdg/server/scan/groups",
    call="dsc.rule_groups.create",
    page="AddRuleGroup",
    reason="the list tells whether the group is there; that names are unique is not documented",
    returns=WriteResult,
    rules=("rule-group-name-free",),
    check="Look for the name in dsc.rule_groups.list().",
)
DELETE_RULE_GROUP = RULES.idempotent(
    "G2.delete",
    "DELETE /sdg/server/scan/groups/{group_id}",
    call="dsc.rule_groups.delete",
    page="DeleteRuleGroup",
    reason="what is gone stays gone",
    returns=WriteResult,
    removes=True,
)
LIST_RULES = RULES.read(
    "G3",
    "GET /sdg/server/scan/rules",
    call="dsc.rule_groups.rules",
    page="ShowRules",
    returns=Rules,
)
LIST_TEMPLATES = RULES.read(
    "T1",
    "GET /scan-templates",
    call="dsc.scan_templates.list",
    page="ShowScanTemplate",
    returns=ScanTemplates,
)
LIST_LEVELS = RULES.read(
    "L1",
    "GET /scan-security-levels",
    call="dsc.security_levels.list",
    page="ShowSecurityLevel",
    returns=SecurityLevels,
)
