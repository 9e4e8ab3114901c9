"""The rules of Directory Manager, as data: documented rules are enforced, sensible ones warn."""

from typing import Final

from jobspan._core.rules import AnyRule
from jobspan._planes.groupid.rules.base import judge, rule_ids
from jobspan._planes.groupid.rules.blueprints import CONTAINER_DOMAIN, STORED_AS_COMPARED
from jobspan._planes.groupid.rules.collections import COLLECTION_RULES
from jobspan._planes.groupid.rules.data_sources import DATA_SOURCE_CONFIGURED, DATA_SOURCE_UNUSED
from jobspan._planes.groupid.rules.documented import DOCUMENTED
from jobspan._planes.groupid.rules.sensible import SENSIBLE

RULES: Final[tuple[AnyRule, ...]] = (
    *(each.rule for each in (*DOCUMENTED, *SENSIBLE)),
    *(each.rule for each in COLLECTION_RULES if each.rule.id.startswith("collection-")),
    DATA_SOURCE_CONFIGURED.rule,
    DATA_SOURCE_UNUSED.rule,
    CONTAINER_DOMAIN.rule,
    STORED_AS_COMPARED,
)

JOB_RULES: Final = (*DOCUMENTED, *SENSIBLE)

__all__ = [
    "COLLECTION_RULES",
    "CONTAINER_DOMAIN",
    "DATA_SOURCE_CONFIGURED",
    "DATA_SOURCE_UNUSED",
    "JOB_RULES",
    "RULES",
    "STORED_AS_COMPARED",
    "judge",
    "rule_ids",
]
