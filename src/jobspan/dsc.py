"""Everything of Huawei Cloud DSC that a program names: models, ways of paging, errors of its own, settings."""

from jobspan._planes.huawei.settings import HuaweiSettings
from jobspan._planes.huawei_dsc.errors import RouteNotPublished, ServiceNotEnabled
from jobspan._planes.huawei_dsc.models import *  # noqa: F403 - the models say themselves what is public
from jobspan._planes.huawei_dsc.models import __all__ as _models

__all__ = ["HuaweiSettings", "RouteNotPublished", "ServiceNotEnabled", *_models]
