"""The levels that findings have."""

from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._planes.huawei_dsc.flows import (
    rule_groups,
)
from jobspan._planes.huawei_dsc.models.paging import Paging
from jobspan._planes.huawei_dsc.models.rules import SecurityLevel


class AsyncSecurityLevels(AsyncResource):
    """Security levels. Source: https://support.huaweicloud.com/intl/en-us/api-dsc/ShowSecurityLevel.html"""

    def list(
        self,
        *,
        name: str | None = None,
        category: str | None = None,
        include_disabled: bool | None = None,
        page_size: int | None = None,
        paging: Paging = Paging.AUTO,
    ) -> AsyncPager[SecurityLevel]:
        """List the levels, by default the enabled ones.

        Args:
            name: only levels whose name contains this.
            category: only levels that the vendor made, that were copied from those, or that were made here (``BUILT_IN``,
                ``BUILT_IN_COPY``, ``BUILT_SELF``).
            include_disabled: also those that are disabled.
            page_size: rows per request, 1..1000; without it, 100.
            paging: how to ask for the next page. The vendor's lists number pages or rows, and do not say which: ``auto``
                finds out by the second page, the others force a way. ``marker`` is for ``export_tasks.results`` alone.
        """
        return self._pager(
            rule_groups.security_levels(
                self._ctx,
                name=name,
                category=category,
                include_disabled=include_disabled,
                limit=page_size,
                paging=paging,
            )
        )
