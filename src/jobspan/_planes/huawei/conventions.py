"""Settings besides credentials that other tools keep in the environment: region, cloud, addresses.

They fill what the settings leave open. Variables that may hold another cloud's values count only where they clearly hold this
one's: see each.
"""

import os
from collections.abc import Mapping
from typing import Any, Final

from jobspan._planes.huawei.regions import is_otc
from jobspan._planes.huawei.surroundings import Surroundings

_KEYS: Final = (
    "HUAWEICLOUD_SDK_AK",
    "HUAWEICLOUD_SDK_ID_TOKEN_FILE",
    "HUAWEICLOUD_OIDC_PROVIDER_URN",
    "HW_ACCESS_KEY",
    "HW_AUTH_TOKEN",
    "HW_USER_PASSWORD",
    "OS_ACCESS_KEY",
    "OS_PASSWORD",
    "OS_AUTH_TOKEN",
    "OS_TOKEN",
    "OS_CLOUD",
    "HCS_ACCESS_KEY",
    "HCS_USER_PASSWORD",
)


def found_elsewhere(found: Mapping[str, Any], environment: Mapping[str, str] | None) -> dict[str, Any]:
    """What the environment says beyond the settings that were found.

    Without any settings of its own it has to name a region and credentials, or it is not meant for us.
    """
    get = Surroundings(environment=os.environ if environment is None else environment).get

    more: dict[str, Any] = {}
    region = found.get("region") or get("HW_REGION_NAME") or _otc_region(get) or _private_region(get)
    if region:
        more["region"] = region
    if not found and (not region or not get(*_KEYS)):
        return {}
    for name, cloud in (("HW_REGION_NAME", get("HW_CLOUD")), ("HCS_REGION_NAME", get("HCS_CLOUD"))):
        if cloud and region and get(name) == region:
            more.setdefault("cloud", cloud)
    if region:
        for service in ("drs", "dsc"):
            name = f"HUAWEICLOUD_SDK_REGION_{service}_{region}".upper().replace("-", "_")
            if addresses := get(name):
                first = addresses.split(",")[0].strip()
                more[f"{service}_url"] = first if "://" in first else f"https://{first}"
    if environment is not None:
        more["environment"] = environment
    return {name: value for name, value in more.items() if name not in found}


def _otc_region(get: Any) -> str | None:
    region: str | None = get("OS_REGION_NAME", "OS_REGION")
    return region if is_otc(region, get("OS_AUTH_URL")) else None


def _private_region(get: Any) -> str | None:
    region: str | None = get("HCS_REGION_NAME") if get("HCS_CLOUD") else None
    return region
