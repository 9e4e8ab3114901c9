"""Everything of Huawei Cloud DSC that a program names: models, ways of paging, errors of its own, settings."""

from typing import TYPE_CHECKING

from jobspan._planes.huawei_dsc.homes import HOMES
from jobspan._public import filled_on_demand

if TYPE_CHECKING:
    from jobspan._planes.huawei.access_keys import Credentials as Credentials
    from jobspan._planes.huawei.settings import HuaweiSettings as HuaweiSettings
    from jobspan._planes.huawei_dsc.errors import (
        Busy as Busy,
        ExportReplaced as ExportReplaced,
        RouteNotPublished as RouteNotPublished,
        ServiceNotEnabled as ServiceNotEnabled,
    )
    from jobspan._planes.huawei_dsc.models.every import *  # noqa: F403 - the models say themselves what is public
    from jobspan._planes.huawei_dsc.models.every import __all__ as _models
    from jobspan._planes.huawei_dsc.resources.assets import Assets as Assets
    from jobspan._planes.huawei_dsc.resources.assets_async import AsyncAssets as AsyncAssets
    from jobspan._planes.huawei_dsc.resources.dsc import Dsc as Dsc
    from jobspan._planes.huawei_dsc.resources.dsc_async import AsyncDsc as AsyncDsc
    from jobspan._planes.huawei_dsc.resources.export_tasks import ExportTasks as ExportTasks
    from jobspan._planes.huawei_dsc.resources.export_tasks_async import AsyncExportTasks as AsyncExportTasks
    from jobspan._planes.huawei_dsc.resources.rule_groups import RuleGroups as RuleGroups
    from jobspan._planes.huawei_dsc.resources.rule_groups_async import AsyncRuleGroups as AsyncRuleGroups
    from jobspan._planes.huawei_dsc.resources.scan_jobs import ScanJobs as ScanJobs
    from jobspan._planes.huawei_dsc.resources.scan_jobs_async import AsyncScanJobs as AsyncScanJobs
    from jobspan._planes.huawei_dsc.resources.scan_templates import ScanTemplates as ScanTemplates
    from jobspan._planes.huawei_dsc.resources.scan_templates_async import AsyncScanTemplates as AsyncScanTemplates
    from jobspan._planes.huawei_dsc.resources.security_levels import SecurityLevels as SecurityLevels
    from jobspan._planes.huawei_dsc.resources.security_levels_async import AsyncSecurityLevels as AsyncSecurityLevels

    __all__ = [
        "Assets",
        "AsyncAssets",
        "AsyncDsc",
        "AsyncExportTasks",
        "AsyncRuleGroups",
        "AsyncScanJobs",
        "AsyncScanTemplates",
        "AsyncSecurityLevels",
        "Busy",
        "Dsc",
        "ExportReplaced",
        "ExportTasks",
        "Credentials",
        "HuaweiSettings",
        "RouteNotPublished",
        "RuleGroups",
        "ScanJobs",
        "ScanTemplates",
        "SecurityLevels",
        "ServiceNotEnabled",
        *_models,
    ]

if not TYPE_CHECKING:  # a type checker that sees it accepts any name
    filled_on_demand(__name__, HOMES)
