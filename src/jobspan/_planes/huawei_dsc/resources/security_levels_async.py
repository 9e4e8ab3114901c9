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
        """List the levels, by default the enabled ones; ``name`` keeps those whose name contains it."""
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
