"""What the server makes of a job or a collection that is sent: checks, ids, times."""

from __future__ import annotations

import copy
import re
from typing import Any

from jobspan.testing.sandbox.groupid.state import Document, State, summary, timestamp
from jobspan.testing.sandbox.groupid.views.envelopes import Failure

_ROWS = {"fieldsMap": "field", "objectsOption": "option", "syncQuery": "query", "settings": "setting"}
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


def store_job(state: State, document: Document, *, kind: int, collection_id: int | None = None) -> Document:
    """Give a job that came without one an id, and its rows as well; the time of creation is the server's."""
    info = document["jobInfo"]
    if not info.get("jobId"):
        info["jobId"] = state.new_id("job")
        info["created"] = timestamp(state.world.now())
        info["lastRun"], info["lastOutCome"], info["timesRun"] = None, "None", 0
    info["type"], info["collectionId"] = kind, collection_id
    for list_name, sequence in _ROWS.items():
        for row in document.get(list_name) or []:
            if not row.get("id") or kind == 1:
                row["id"] = state.new_id(sequence)
            if list_name == "objectsOption":
                row["jobId"] = info["jobId"]
    return document


def store_collection(state: State, document: Document) -> Document:
    """Keep copies of the jobs, and list their heads."""
    head = document["jobCollectionInfo"]
    for place, job in enumerate(document.get("jobs") or [], 1):
        store_job(state, job, kind=2, collection_id=head["id"])
        job["jobInfo"]["runOrder"] = job["jobInfo"].get("runOrder") or place
        job["hasAccess"] = False
    head["jobs"] = [summary(job["jobInfo"]) for job in document.get("jobs") or []]
    state.collections[head["id"]] = document
    return document
