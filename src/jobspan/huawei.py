"""Everything that Huawei Cloud's services share and a program names: settings, credentials, the login.

What DRS and DSC have of their own is in :mod:`jobspan.drs` and :mod:`jobspan.dsc`.
"""

from typing import TYPE_CHECKING

from jobspan._planes.huawei.homes import HOMES
from jobspan._public import filled_on_demand

if TYPE_CHECKING:
    from jobspan._planes.huawei.access_keys import Credentials as Credentials
    from jobspan._planes.huawei.chain.order import PassedOver as PassedOver
    from jobspan._planes.huawei.errors import AccessKeyHeld as AccessKeyHeld
    from jobspan._planes.huawei.flows import CredentialsInUse as CredentialsInUse
    from jobspan._planes.huawei.models import (
        Caller as Caller,
        Domain as Domain,
        Project as Project,
        TokenBody as TokenBody,
        TokenProject as TokenProject,
    )
    from jobspan._planes.huawei.resources.huawei import Huawei as Huawei
    from jobspan._planes.huawei.resources.huawei_async import AsyncHuawei as AsyncHuawei
    from jobspan._planes.huawei.settings import HuaweiSettings as HuaweiSettings

    __all__ = [
        "AccessKeyHeld",
        "AsyncHuawei",
        "Caller",
        "Credentials",
        "CredentialsInUse",
        "Domain",
        "Huawei",
        "HuaweiSettings",
        "PassedOver",
        "Project",
        "TokenBody",
        "TokenProject",
    ]

if not TYPE_CHECKING:  # a type checker that sees it accepts any name
    filled_on_demand(__name__, HOMES)
