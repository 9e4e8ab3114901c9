"""What the server checks before it stores a job or a collection."""

from __future__ import annotations

import copy
import re
from typing import Any

from jobspan.testing.sandbox.groupid.errors import Failure
from jobspan.testing.sandbox.groupid.state import State
from jobspan.testing.sandbox.groupid.views.documents import Document

_TRANSFORM = re.compile(r"[A-Za-z]+:\w+=", re.DOTALL)


def checked_job(body: Any) -> Document:
    """A job that may be stored, or a failure that names what is wrong."""
    if not isinstance(body, dict) or not isinstance(body.get("jobInfo"), dict):
        raise Failure("The job has no jobInfo.", "INVALID_JOB", status=400)
    wrong: dict[str, str] = {}
    if not str(body["jobInfo"].get("name") or "").strip():
        wrong["name"] = "The name is required."
    if body["jobInfo"].get("onFailure", "Abort") not in ("Abort", "Continue"):
        wrong["onFailure"] = "Abort or Continue is expected."
    rows = body.get("fieldsMap") or []
    for row in rows:
        transform = row.get("transform") or ""
        if not row.get("sourceField") and not transform:
            wrong[str(row.get("destinationField"))] = "The field has no value."
        elif transform and not _TRANSFORM.match(transform):
            wrong[str(row.get("destinationField"))] = "The transform is malformed."
    if not any(row.get("isKey") for row in rows):
        wrong["fieldsMap"] = "At least one field must be a key."
    if wrong:
        raise Failure("The job is not valid.", "INVALID_JOB", attributes=wrong)
    return copy.deepcopy(body)


def check_providers(state: State, info: Document) -> None:
    known = state.providers()
    unknown = {
        key: str(info.get(key)) for key in ("sourceProvider", "destinationProvider") if info.get(key) not in known
    }
    if unknown:
        attributes = {key: f"There is no provider {name!r}." for key, name in unknown.items()}
        raise Failure("A provider of the job does not exist.", "UNKNOWN_PROVIDER", attributes=attributes)


def check_name(state: State, name: str, taken: dict[int, str], but: int = 0) -> None:
    others = {id for id, other in taken.items() if other.casefold() == name.casefold() and id != but}
    if state.unique_names and others:
        raise Failure(
            f"The name {name!r} already exists.", "NAME_EXISTS", attributes={"name": f"{name!r} already exists."}
        )
