"""Regions and the hosts of their services. Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_api_0111.html"""

import re
import warnings
from typing import Final
from urllib.parse import urlsplit

from jobspan.config import ConfigWarning
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

HUAWEI_CLOUD: Final = "myhuaweicloud.com"
_CLOUDS: Final = {
    "eu-west-101": "myhuaweicloud.eu",
    "eu-de": "otc.t-systems.com",
    "eu-nl": "otc.t-systems.com",
    "eu-ch2": "sc.otc.t-systems.com",
}
"""Regions whose services are not on the common domain: Huawei Cloud Europe, and Open Telekom Cloud."""
_PARTITIONS: Final = {
    "myhuaweicloud.com": "Huawei Cloud",
    "myhuaweicloud.eu": "Huawei Cloud",
    "otc.t-systems.com": "Open Telekom Cloud",
}

_SHAPE: Final = re.compile(r"[a-z]{2,4}(-[a-z0-9]+){1,4}")
_DOMAIN: Final = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+(:[0-9]+)?", re.IGNORECASE)
_HOST_NAMES: Final = {"dsc": "sdg"}
"""DSC answers under the prefix of its former name, in every region on one domain.

Source: https://support.huaweicloud.com/intl/en-us/api-dsc/dsc_02_0004.html"""
_IAM_NAMES: Final = {"sc.otc.t-systems.com": "iam-pub"}


def is_region(text: str) -> bool:
    """Whether a text is written like the name of a region. There are more than this version knows."""
    return _SHAPE.fullmatch(text) is not None


def check_region(region: str) -> None:
    """
    Raises:
        ConfigError: it is not a valid region name.
    """
    if not is_region(region):
        raise ConfigError(
            message=f"huawei: {region!r} is not a valid region name.",
            hint="A region is written like eu-west-101 or ap-southeast-2.",
        )


def check_cloud(cloud: str) -> None:
    """
    Raises:
        ConfigError: it is neither a domain nor a pattern of addresses.
    """
    if "{" not in cloud and _DOMAIN.fullmatch(cloud):
        return
    try:
        filled = cloud.format(service="drs", region="region-1")
    except (KeyError, ValueError, IndexError):
        filled = ""
    if not filled.startswith(("http://", "https://")) or "{service}" not in cloud:
        raise ConfigError(
            message=f"huawei: {cloud!r} is not a valid cloud.",
            hint="Give its domain, like otc.t-systems.com, or a pattern like https://{service}.{region}.example.com.",
        )


def is_known(region: str) -> bool:
    """Whether this version knows where the services of a region are."""
    return region in KNOWN_REGIONS or region in _CLOUDS


def warn_if_unknown(region: str) -> None:
    """A region that is newer than this version works, but its addresses are a guess."""
    if not is_known(region):
        warnings.warn(
            f"huawei: unknown region {region!r}; its services are expected at {service_url('drs', region)} and the like. "
            "If they are elsewhere, give cloud=... or the addresses.",
            ConfigWarning,
            stacklevel=5,
        )


def is_otc(region: str | None, *addresses: str | None) -> bool:
    """Whether a region, a domain or an address is one of Open Telekom Cloud."""
    domain = _CLOUDS.get(region or "", "")
    return any(
        (each or "").rstrip("/").partition("/v3")[0].endswith("otc.t-systems.com") for each in (domain, *addresses)
    )


def service_url(service: str, region: str, cloud: str | None = None) -> str:
    """``https://<service>.<region>.<cloud>``; without a cloud that of the region.

    Args:
        cloud: a domain, or a pattern with ``{service}`` and ``{region}``.

    Raises:
        ConfigError: the address of STS is asked for, and only Huawei Cloud's own follows from the region.
    """
    if cloud is not None and "{" in cloud:
        return cloud.format(service=service, region=region).rstrip("/")
    domain = cloud or _CLOUDS.get(region, HUAWEI_CLOUD)
    if service == "sts" and domain != HUAWEI_CLOUD:
        raise ConfigError(
            message=f"huawei: the address of STS on {domain} does not follow from the region.",
            hint="Give sts_url, or a classic agency (agency_name) instead of agency_urn.",
            looked_for=("JOBSPAN_HUAWEI_STS_URL",),
        )
    if service == "dsc" and cloud is None and domain == "myhuaweicloud.eu":
        domain = HUAWEI_CLOUD
    name = _IAM_NAMES.get(domain, service) if service == "iam" else _HOST_NAMES.get(service, service)
    return f"https://{name}.{region}.{domain}"


def partition(url: str) -> str | None:
    """The family of clouds that an address belongs to: its credentials are worth nothing elsewhere, and must not go there."""
    host = (urlsplit(url).hostname or "").lower()
    return next((name for domain, name in _PARTITIONS.items() if host.endswith(f".{domain}") or host == domain), None)


def region_in(url: str) -> str | None:
    """The region that the host of an address names."""
    labels = (urlsplit(url).hostname or "").lower().split(".")
    return next((label for label in labels if is_known(label)), None)
