"""The tables of DRS, one a version of its API, and what their rows have in common."""

from typing import Final

from jobspan._core.operation import OperationTable


def _page(name: str) -> str:
    return f"https://support.huaweicloud.com/intl/en-us/api-drs/{name}.html"


V3: Final = OperationTable(plane="huawei_drs", domain="MigrationJobs", prefix="/v3/{project_id}", source=_page)
V5: Final = OperationTable(plane="huawei_drs", domain="MigrationJobs", prefix="/v5/{project_id}", source=_page)
V5_1: Final = OperationTable(plane="huawei_drs", domain="MigrationJobs", prefix="/v5.1/{project_id}", source=_page)

REFUSED_TOGETHER: Final = (400,)
"""A 400 may carry the results of its entries, and is read like any batch reply then; without them it is an error."""

SLOW: Final = 300.0
"""Seconds for calls that reach into the databases before they answer."""

SAME_VALUES: Final = "the same values end in the same state"
"""Why a call that sets values may be repeated."""
