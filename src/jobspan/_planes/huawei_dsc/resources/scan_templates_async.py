"""Templates for classification and grading."""

from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._planes.huawei_dsc.flows import (
    rule_groups,
)
from jobspan._planes.huawei_dsc.models.paging import Paging
from jobspan._planes.huawei_dsc.models.rules import ScanTemplate


class AsyncScanTemplates(AsyncResource):
    """Templates. Source: https://support.huaweicloud.com/intl/en-us/api-dsc/ShowScanTemplate.html"""

    def list(self, *, page_size: int | None = None, paging: Paging = Paging.AUTO) -> AsyncPager[ScanTemplate]:
        """List all templates."""
        return self._pager(rule_groups.scan_templates(self._ctx, limit=page_size, paging=paging))
