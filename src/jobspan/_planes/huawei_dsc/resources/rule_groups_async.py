"""What scans look for."""

from collections.abc import Sequence

from jobspan._async.change import change
from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._planes.huawei_dsc.flows import (
    rule_groups,
)
from jobspan._planes.huawei_dsc.models.paging import Paging
from jobspan._planes.huawei_dsc.models.rules import Rule, RuleGroup


class AsyncRuleGroups(AsyncResource):
    """What scans look for. Source: https://support.huaweicloud.com/intl/en-us/api-dsc/ListRuleGroups.html"""

    def list(
        self, *, category: str | None = None, page_size: int | None = None, paging: Paging = Paging.AUTO
    ) -> AsyncPager[RuleGroup]:
        """List the rule groups; newer servers can narrow them by ``category``."""
        return self._pager(rule_groups.rule_groups(self._ctx, category=category, limit=page_size, paging=paging))

    @change
    async def create(
        self,
        name: str,
        rule_ids: Sequence[str],
        *,
        description: str | None = None,
        default: bool | None = None,
    ) -> RuleGroup:
        """Create a rule group and find it by its name: the reply has no id.

        Raises:
            AmbiguousOutcomeError: the reply was lost, and no new group of this name is to be seen.
        """
        return await self._change(
            lambda: rule_groups.create_rule_group(self._ctx, name, rule_ids, description=description, default=default)
        )

    @change
    async def delete(self, group_id: str) -> None:
        """Delete a rule group."""
        await self._change(lambda: rule_groups.delete_rule_group(self._ctx, group_id))

    def rules(self, *, page_size: int | None = None, paging: Paging = Paging.AUTO) -> AsyncPager[Rule]:
        """List all rules."""
        return self._pager(rule_groups.rules(self._ctx, limit=page_size, paging=paging))
