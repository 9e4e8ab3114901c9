"""What DRS would refuse, as data, each rule with its source."""

from typing import Final

from jobspan._core.rules import AnyRule
from jobspan._planes.huawei_drs.rules.actions import ACTION_RULES
from jobspan._planes.huawei_drs.rules.backup_migrations import DELETE_BACKUP_MIGRATION
from jobspan._planes.huawei_drs.rules.settings import INCREMENTAL_ONLY, SETTING_RULES
from jobspan._planes.huawei_drs.rules.subscriptions import SUBSCRIPTION_RULES


def _all_rules() -> tuple[AnyRule, ...]:
    rules: list[AnyRule] = []
    for each in (*ACTION_RULES, *SETTING_RULES):
        rules += [rule for rule in (each.strict, each.advised, *each.facts) if rule is not None and rule not in rules]
    return tuple(rules)


RULES: Final[tuple[AnyRule, ...]] = (*_all_rules(), INCREMENTAL_ONLY, DELETE_BACKUP_MIGRATION, *SUBSCRIPTION_RULES)
