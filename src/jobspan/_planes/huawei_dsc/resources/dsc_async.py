"""All of DSC, as one namespace of a client."""

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import jobspan
from jobspan._async.namespace import AsyncNamespace
from jobspan._planes.huawei.paths import project_path
from jobspan.raw import PageStyle

if TYPE_CHECKING:
    import jobspan.dsc


class AsyncDsc(AsyncNamespace):
    """All of DSC."""

    page_style: ClassVar[PageStyle] = PageStyle()

    def _path_parameters(self) -> dict[str, str]:
        return project_path(self._ctx)

    @cached_property
    def export_tasks(self) -> "jobspan.dsc.AsyncExportTasks":
        """Exports of classification results."""
        from jobspan._planes.huawei_dsc.resources.export_tasks_async import AsyncExportTasks

        return AsyncExportTasks(self._ctx, self._driver)

    @cached_property
    def scan_jobs(self) -> "jobspan.dsc.AsyncScanJobs":
        """Scan jobs and their sub-tasks."""
        from jobspan._planes.huawei_dsc.resources.scan_jobs_async import AsyncScanJobs

        return AsyncScanJobs(self._ctx, self._driver)

    @cached_property
    def assets(self) -> "jobspan.dsc.AsyncAssets":
        """What is scanned: buckets, databases, big-data stores."""
        from jobspan._planes.huawei_dsc.resources.assets_async import AsyncAssets

        return AsyncAssets(self._ctx, self._driver)

    @cached_property
    def rule_groups(self) -> "jobspan.dsc.AsyncRuleGroups":
        """What is looked for."""
        from jobspan._planes.huawei_dsc.resources.rule_groups_async import AsyncRuleGroups

        return AsyncRuleGroups(self._ctx, self._driver)

    @cached_property
    def scan_templates(self) -> "jobspan.dsc.AsyncScanTemplates":
        """Templates for classification and grading."""
        from jobspan._planes.huawei_dsc.resources.scan_templates_async import AsyncScanTemplates

        return AsyncScanTemplates(self._ctx, self._driver)

    @cached_property
    def security_levels(self) -> "jobspan.dsc.AsyncSecurityLevels":
        """The levels that findings have."""
        from jobspan._planes.huawei_dsc.resources.security_levels_async import AsyncSecurityLevels

        return AsyncSecurityLevels(self._ctx, self._driver)
