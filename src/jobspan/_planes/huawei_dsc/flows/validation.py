"""Checks of arguments that several calls of DSC share."""

import re
from datetime import datetime
from ipaddress import IPv4Address
from typing import Final

from jobspan._core.shapes import kind_in_words
from jobspan._core.validation import Validator
from jobspan._planes.huawei.milliseconds import milliseconds_of

_BUCKET: Final = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_JOB_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{3,254}")
_LONGEST_ID: Final = 64
_EARLIEST_MILLISECONDS: Final = 100_000_000_000
"""March 1973 in milliseconds, and the year 5138 in seconds: anything smaller was meant as seconds."""
_LATEST_MILLISECONDS: Final = 100_000_000_000_000


def check_id(problems: Validator, field: str, value: object) -> None:
    """An id is opaque: not empty, at most 64 characters, and one segment of a path: the gateway decodes before it splits."""
    problems.text(field, value, longest=_LONGEST_ID)
    if isinstance(value, str) and "/" in value:
        problems.add(field, f"{value!r} must not contain a slash")


def check_flag(problems: Validator, field: str, value: object) -> None:
    """A switch is on, off or not given; a string such as ``"false"`` would count as on."""
    if value is not None and not isinstance(value, bool):
        problems.add(field, f"must be True or False, not {value!r}")


def check_job_name(problems: Validator, name: object) -> None:
    """The console's rule for names. Source: https://support.huaweicloud.com/intl/en-us/usermanual-dsc/dsc_01_0028.html"""
    problems.text("name", name)
    if isinstance(name, str) and name and not _JOB_NAME.fullmatch(name):
        problems.add("name", f"{name!r} is not 4 to 255 letters, digits, '_' or '-' that begin with a letter")


def check_bucket(problems: Validator, field: str, name: object) -> None:
    """The naming rules of OBS. Source: https://support.huaweicloud.com/intl/en-us/api-obs/obs_04_0021.html"""
    if name is None:
        return
    if not isinstance(name, str):
        problems.add(field, f"must be a string, not {kind_in_words(name)}")
    elif not 3 <= len(name) <= 63:
        problems.add(field, f"{name!r} has {len(name)} characters; bucket names have 3 to 63")
    elif not _BUCKET.fullmatch(name) or ".." in name or ".-" in name or "-." in name:
        problems.add(
            field,
            f"{name!r} is not a valid bucket name: use lower-case letters, digits, '-' and '.', with a letter or digit "
            "at both ends, and no '..', '.-' or '-.'",
        )
    elif _is_address(name):
        problems.add(field, f"{name!r} looks like an IP address, which is not a valid bucket name")


def moment_as_text(problems: Validator, field: str, value: str | int | datetime | None) -> str | None:
    """A moment that the vendor takes as a text: Unix milliseconds, unless the caller wrote the text."""
    if isinstance(value, str):
        problems.text(field, value)
        return value
    moment = milliseconds(problems, field, value)
    return None if moment is None else str(moment)


def _is_address(name: str) -> bool:
    try:
        IPv4Address(name)
    except ValueError:
        return False
    return True


def milliseconds(problems: Validator, field: str, value: int | datetime | None) -> int | None:
    """A moment as Unix milliseconds. Seconds given by mistake, negative numbers and naive datetimes are problems."""
    if value is None:
        return None
    if isinstance(value, datetime):
        if value.tzinfo is None:
            problems.add(field, "is a datetime without a time zone")
            return None
        moment = milliseconds_of(value)
        if moment < 0:
            problems.add(field, f"is {value.isoformat()}: moments before 1970 would be negative")
        return moment
    if isinstance(value, bool) or not isinstance(value, int):
        problems.add(field, f"must be milliseconds or an aware datetime, not {type(value).__name__}")
        return None
    if value < 0:
        problems.add(field, f"is {value}: it must not be negative")
    elif 0 < value < _EARLIEST_MILLISECONDS:
        problems.add(field, f"is {value}, which looks like seconds: give milliseconds ({value * 1000})")
    elif value >= _LATEST_MILLISECONDS:
        problems.add(field, f"is {value}, which looks like microseconds: give milliseconds ({value // 1000})")
    return value
