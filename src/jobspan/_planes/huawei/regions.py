"""Regions and the hosts of their services. Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_api_0111.html"""

import re
from typing import Final

from jobspan.errors import ConfigError

KNOWN_REGIONS: Final = frozenset(
    {
        "ae-ad-1",
        "af-north-1",
        "af-south-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "ap-southeast-3",
        "ap-southeast-4",
        "ap-southeast-5",
        "cn-east-2",
        "cn-east-3",
        "cn-east-4",
        "cn-east-5",
        "cn-north-1",
        "cn-north-11",
        "cn-north-12",
        "cn-north-2",
        "cn-north-4",
        "cn-north-9",
        "cn-south-1",
        "cn-south-2",
        "cn-south-4",
        "cn-southwest-2",
        "cn-southwest-3",
        "eu-west-0",
        "eu-west-101",
        "la-north-2",
        "la-south-2",
        "me-east-1",
        "my-kualalumpur-1",
        "na-mexico-1",
        "ru-moscow-1",
        "ru-northwest-2",
        "sa-brazil-1",
        "tr-west-1",
    }
)

_SHAPE: Final = re.compile(r"[a-z]{2,4}(-[a-z0-9]+){1,4}")
_HOST_NAMES: Final = {"dsc": "sdg"}
"""DSC answers under the prefix of its former name, in every region on one domain.

Source: https://support.huaweicloud.com/intl/en-us/api-dsc/dsc_02_0004.html"""
_EUROPEAN_HOSTS: Final = frozenset({"eu-west-101"})


def check_region(region: str) -> None:
    """
    Raises:
        ConfigError: it is not a valid region name.
    """
    if not _SHAPE.fullmatch(region):
        raise ConfigError(
            message=f"huawei: {region!r} is not a valid region name.",
            hint="A region is written like eu-west-101 or ap-southeast-2.",
        )


def service_url(service: str, region: str) -> str:
    """``https://<service>.<region>.myhuaweicloud.com``, or the European domain where the region has that.

    Raises:
        ConfigError: the region is unknown to this version, so the hosts of its services are, too.
    """
    if region not in KNOWN_REGIONS:
        raise ConfigError(
            message=f"huawei: unknown region {region!r}, so the address of {service.upper()} is unknown, too.",
            hint=f"Give the address itself with {service}_url, or one of the known regions: "
            f"{', '.join(sorted(KNOWN_REGIONS))}.",
        )
    domain = "myhuaweicloud.eu" if region in _EUROPEAN_HOSTS and service != "dsc" else "myhuaweicloud.com"
    return f"https://{_HOST_NAMES.get(service, service)}.{region}.{domain}"
