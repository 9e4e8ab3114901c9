"""Everything of Huawei DRS that a program names: what is sent, what is read, what is waited for."""

from jobspan.planes.huawei.settings import HuaweiSettings
from jobspan.planes.huawei_drs.models import *  # noqa: F403 - the models say themselves what is public
from jobspan.planes.huawei_drs.models import __all__ as _models
from jobspan.planes.huawei_drs.watching import GOALS

__all__ = ["GOALS", "HuaweiSettings", *_models]
