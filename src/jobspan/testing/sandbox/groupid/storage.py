"""What the server adds to a job or a collection that it stores: ids, times, types, places."""

from __future__ import annotations

from jobspan.testing.sandbox.groupid.state import State
from jobspan.testing.sandbox.groupid.views.documents import Document, summary, timestamp

_ROWS = {"fieldsMap": "field", "objectsOption": "option", "syncQuery": "query", "settings": "setting"}


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
