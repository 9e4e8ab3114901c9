"""Everything of Huawei DRS that a program names: what is sent, what is read, what is waited for."""

from jobspan._planes.huawei.models import TokenBody, TokenProject
from jobspan._planes.huawei.settings import HuaweiSettings
from jobspan._planes.huawei_drs.models import *  # noqa: F403 - the models say themselves what is public
from jobspan._planes.huawei_drs.models import __all__ as _models

__all__ = ["HuaweiSettings", "TokenBody", "TokenProject", *_models]
