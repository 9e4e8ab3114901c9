"""Finds the masks that a server shows in the place of a secret. Written back, a mask would become the password.

Source: https://docs.netwrix.com/docs/directorymanager/11_1/signin/applications/portals/synchronization/manage (password fields
are sanitized, and must be configured again when a job is edited)
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from jobspan._planes.groupid.models.data_sources import DataSource
from jobspan._planes.groupid.models.jobs import FieldMap, Job
from jobspan._planes.groupid.models.secret_fields import is_password_field
from jobspan._planes.groupid.models.transforms import Static, plain
from jobspan.credentials import Secret

GIVE_IT_ANEW: Final = "is a mask in the place of a password that the server does not show: give the password anew"
MISSING: Final = "the password is empty: the server does not show it, so give it anew"

_USER, _PASSWORD = "username", "password"

_MASK: Final = re.compile(r"[*\u2022\u25cf\u2219\u00b7\u25e6\u26ab\u2b24\u25cb\uff0a\u2217]+")
_INSIDE: Final = re.compile(r"\b(password|pwd)\s*=\s*[\"']?" + _MASK.pattern + r"[\"']?\s*(;|$)", re.IGNORECASE)


def is_mask(value: object) -> bool:
    """Whether a value consists of nothing but asterisks or bullets, or a connection string has such a password."""
    if not isinstance(value, str | Secret):
        return False
    text = plain(value).strip()
    return bool(_MASK.fullmatch(text) or _INSIDE.search(text))


def masked_in_job(job: Job, root: str = "$") -> Iterator[tuple[str, str]]:
    """The places of a job where a mask, or nothing, stands for a secret; and what to do about it."""
    for i, row in enumerate(job.fields_map):
        if is_password_field(row.destination_field) and isinstance(row.transform, Static):
            place = f"{root}.fieldsMap[{i}].transform"
            if is_mask(row.transform.value):
                yield place, GIVE_IT_ANEW
            elif not plain(row.transform.value).strip() and _was_stored(row):
                yield place, MISSING
    for i, setting in enumerate(job.settings):
        if isinstance(setting.value, Secret) and is_mask(setting.value):
            yield f"{root}.settings[{i}].value", f"{setting.key!r} {GIVE_IT_ANEW}"


def masked_in_source(source: DataSource) -> Iterator[tuple[str, str]]:
    """The same for a data source. One with a user has a password, whether the server shows it or not; null means
    that there is none."""
    for name, value in source.configuration_values.items():
        if isinstance(value, Secret) and is_mask(value):
            yield f"$.configurationValues.{name}", GIVE_IT_ANEW
    values = {name.casefold(): plain(value or "").strip() for name, value in source.configuration_values.items()}
    hidden = any(name.casefold() == _PASSWORD and value is None for name, value in source.configuration_values.items())
    if _was_stored(source) and not values.get(_PASSWORD) and (values.get(_USER) or hidden):
        yield "$.configurationValues.Password", MISSING


def is_masked(value: Any) -> bool:
    """Whether a value that was read stands for one that the server does not show, so that it cannot be compared."""
    match value:
        case Static(value=text):
            return is_mask(text)
        case str() | Secret():
            text = plain(value)
            return is_mask(text) or is_mask(text.removeprefix("Static:value="))
    return False


def _was_stored(document: FieldMap | DataSource) -> bool:
    original: Mapping[str, Any] = document.original or {}
    return bool(original)
