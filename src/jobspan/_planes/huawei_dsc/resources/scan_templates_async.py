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
        """List all templates.

        Args:
            page_size: rows per request, 1..1000; without it, 100.
            paging: how to ask for the next page. The vendor's lists number pages or rows, and do not say which: ``auto``
                finds out by the second page, the others force a way. ``marker`` is for ``export_tasks.results`` alone.
        """
        return self._pager(rule_groups.scan_templates(self._ctx, limit=page_size, paging=paging))
