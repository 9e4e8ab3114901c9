"""How the rows of DSC's table are written, domain by domain."""

from typing import Final

from jobspan._core.operation import OperationTable

_PAGES: Final = "https://support.huaweicloud.com/intl/en-us/api-dsc/"
_CHINESE_PAGES: Final = "https://support.huaweicloud.com/api-dsc/"
_PROVIDER: Final = "https://github.com/huaweicloud/terraform-provider-huaweicloud (dsc)"


def _source(page: str) -> str:
    """The address of a page. ``zh:`` marks one that exists in Chinese only; where there is no page, only the vendor's
    Terraform provider shows the operation.
    """
    if not page:
        return _PROVIDER
    chinese = page.removeprefix("zh:")
    return f"{_CHINESE_PAGES}{chinese}.html" if chinese != page else f"{_PAGES}{page}.html"


def _table(domain: str) -> OperationTable:
    return OperationTable(plane="huawei_dsc", domain=domain, prefix="/v1/{project_id}", source=_source)


EXPORT_TASKS: Final = _table("ExportTasks")
SCAN_JOBS: Final = _table("ScanJobs")
ASSETS: Final = _table("Assets")
RULES: Final = _table("Rules")
