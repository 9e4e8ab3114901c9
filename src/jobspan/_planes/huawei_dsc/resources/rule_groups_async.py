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
        """List the rule groups.

        Args:
            category: only groups that the vendor made, that were copied from those, or that were made here (``BUILT_IN``,
                ``BUILT_IN_COPY``, ``BUILT_SELF``); older servers ignore it.
            page_size: rows per request, 1..1000; without it, 100.
            paging: how to ask for the next page. The vendor's lists number pages or rows, and do not say which: ``auto``
                finds out by the second page, the others force a way. ``marker`` is for ``export_tasks.results`` alone.
        """
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

        Args:
            name: name of the new group, by which it is found afterwards; there is a warning for one that is taken.
            rule_ids: at least one id of a rule, as ``rules`` shows it.
            description: any text.
            default: whether it becomes the default group (the vendor's ``default_status``); the vendor does not explain it
                further.

        Raises:
            AmbiguousOutcomeError: the reply was lost, and no new group of this name is to be seen.
            ValidationError: no name, or no rule.
            ValidationError: no name, or no rule.
        """
        return await self._change(
            lambda: rule_groups.create_rule_group(self._ctx, name, rule_ids, description=description, default=default)
        )

    @change
    async def delete(self, group_id: str) -> None:
        """Delete a rule group.

        Args:
            group_id: id of the rule group, as ``list`` shows it.
        """
        await self._change(lambda: rule_groups.delete_rule_group(self._ctx, group_id))

    def rules(self, *, page_size: int | None = None, paging: Paging = Paging.AUTO) -> AsyncPager[Rule]:
        """List all rules.

        Args:
            page_size: rows per request, 1..1000; without it, 100.
            paging: how to ask for the next page. The vendor's lists number pages or rows, and do not say which: ``auto``
                finds out by the second page, the others force a way. ``marker`` is for ``export_tasks.results`` alone.
        """
        return self._pager(rule_groups.rules(self._ctx, limit=page_size, paging=paging))
