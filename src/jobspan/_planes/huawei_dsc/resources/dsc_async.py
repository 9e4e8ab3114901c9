"""All of DSC, as one namespace of a client."""

from functools import cached_property
from typing import ClassVar

from jobspan._async.namespace import AsyncNamespace
from jobspan._planes.huawei.paths import project_path
from jobspan._planes.huawei_dsc.resources.assets_async import AsyncAssets
from jobspan._planes.huawei_dsc.resources.export_tasks_async import AsyncExportTasks
from jobspan._planes.huawei_dsc.resources.rule_groups_async import AsyncRuleGroups
from jobspan._planes.huawei_dsc.resources.scan_jobs_async import AsyncScanJobs
from jobspan._planes.huawei_dsc.resources.scan_templates_async import AsyncScanTemplates
from jobspan._planes.huawei_dsc.resources.security_levels_async import AsyncSecurityLevels
from jobspan.raw import PageStyle


class AsyncDsc(AsyncNamespace):
    """All of DSC."""

    page_style: ClassVar = PageStyle()

    def _path_parameters(self) -> dict[str, str]:
        return project_path(self._ctx)

    @cached_property
    def export_tasks(self) -> AsyncExportTasks:
        """Exports of classification results."""
        return AsyncExportTasks(self._ctx, self._driver)

    @cached_property
    def scan_jobs(self) -> AsyncScanJobs:
        """Scan jobs and their sub-tasks."""
        return AsyncScanJobs(self._ctx, self._driver)

    @cached_property
    def assets(self) -> AsyncAssets:
        """What is scanned: buckets, databases, big-data stores."""
        return AsyncAssets(self._ctx, self._driver)

    @cached_property
    def rule_groups(self) -> AsyncRuleGroups:
        """What is looked for."""
        return AsyncRuleGroups(self._ctx, self._driver)

    @cached_property
    def scan_templates(self) -> AsyncScanTemplates:
        """Templates for classification and grading."""
        return AsyncScanTemplates(self._ctx, self._driver)

    @cached_property
    def security_levels(self) -> AsyncSecurityLevels:
        """The levels that findings have."""
        return AsyncSecurityLevels(self._ctx, self._driver)
