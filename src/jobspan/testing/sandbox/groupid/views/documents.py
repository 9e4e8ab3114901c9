"""How lists show what the state keeps, and how times are written."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from datetime import datetime
from typing import Any

Document = dict[str, Any]


def timestamp(moment: datetime, *, zone: bool = True) -> str:
    """Milliseconds; jobs have a zone, data sources none."""
    text = moment.replace(tzinfo=None).isoformat(timespec="milliseconds")
    return f"{text}Z" if zone else text


def summary(info: Document) -> Document:
    """The head of a job as lists show it, where some fields differ from the details."""
    head = copy.deepcopy(info)
    return head | {"enabled": True, "smartgroupSchedule": None, "collectionId": None}


def collection_head(collection: Document) -> Document:
    """The head of a collection as lists show it: its jobs are counted, not listed."""
    head: Document = copy.deepcopy(collection["jobCollectionInfo"])
    return head | {
        "totalJobs": len(collection["jobs"]),
        "jobCollectionGuid": None,
        "enabled": True,
        "jobs": [],
    }


def table_schema(source: Document, name: str, columns: Sequence[str], tables: Sequence[str]) -> Document:
    """One table of a data source; the connection string shows the password, as the vendor's does."""
    values = source["configurationValues"]
    where = values.get("ConnectionString") or values.get("FilePath") or values.get("File")
    password = f"Password='{values['Password']}';" if values.get("Password") else ""
    return {
        "identityStoreId": 2,
        "connectionString": f"Data Source='{where}';{password}",
        "commandString": "SELECT * FROM []",
        "columnNames": [*columns],
        "tableNames": [*tables],
        "selectedTable": name,
        "name": source["name"],
        "provideTypeName": source["providerTypeName"],
    }
