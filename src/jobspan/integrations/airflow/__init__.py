"""An Apache Airflow provider (3.2 and newer): tasks that start a job once, however often they are run, and wait for it.

Install ``jobspan[airflow]``. The guide "Airflow" shows connections, operators, and what happens when something is killed.
Importing this module does not need Airflow; using its classes does.
"""

from typing import TYPE_CHECKING, Any

from jobspan._core.extras import from_extra
from jobspan._public import imported_on_demand

FACE = "jobspan.integrations.airflow"

if TYPE_CHECKING:
    from jobspan.integrations.airflow.cckm import CckmSyncOperator as CckmSyncOperator
    from jobspan.integrations.airflow.delphix import (
        DelphixCopyOperator as DelphixCopyOperator,
        DelphixExecuteOperator as DelphixExecuteOperator,
    )
    from jobspan.integrations.airflow.drs import (
        DrsActionOperator as DrsActionOperator,
        DrsPasswordsOperator as DrsPasswordsOperator,
    )
    from jobspan.integrations.airflow.dsc import DscExportOperator as DscExportOperator
    from jobspan.integrations.airflow.hook import (
        CipherTrustHook as CipherTrustHook,
        DelphixHook as DelphixHook,
        GroupIDHook as GroupIDHook,
        HuaweiHook as HuaweiHook,
        JobspanHook as JobspanHook,
    )
    from jobspan.integrations.airflow.links import JobLink as JobLink
    from jobspan.integrations.airflow.operator import JobspanOperator as JobspanOperator
    from jobspan.integrations.airflow.sensors import GroupIdRunSensor as GroupIdRunSensor, JobSensor as JobSensor
    from jobspan.integrations.airflow.trigger import JobTrigger as JobTrigger

_HOMES = {
    f"{FACE}.cckm": "CckmSyncOperator",
    f"{FACE}.delphix": "DelphixCopyOperator DelphixExecuteOperator",
    f"{FACE}.drs": "DrsActionOperator DrsPasswordsOperator",
    f"{FACE}.dsc": "DscExportOperator",
    f"{FACE}.hook": "CipherTrustHook DelphixHook GroupIDHook HuaweiHook JobspanHook",
    f"{FACE}.links": "JobLink",
    f"{FACE}.operator": "JobspanOperator",
    f"{FACE}.sensors": "GroupIdRunSensor JobSensor",
    f"{FACE}.trigger": "JobTrigger",
}

__all__ = list(" ".join(_HOMES.values()).split())

if not TYPE_CHECKING:
    _imported = imported_on_demand(__name__, _HOMES)

    def __getattr__(name: str) -> Any:
        with from_extra("airflow", f"jobspan.integrations.airflow.{name}"):
            return _imported(name)


def __dir__() -> list[str]:
    return sorted(__all__)
