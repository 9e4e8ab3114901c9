"""Sample calls of Directory Manager."""

from __future__ import annotations

from typing import Any

import attrs

from jobspan import Client
from jobspan.groupid import Container, DataSource, Job, Join, Map, Provider, Static, Table, make_collection
from tests.samples.sample import Arguments, Prepare, Sample


def new_job(client: Client, name: str = "People") -> Job:
    """A job that may be created: its facts are read from the server."""
    stored = client.data_sync_jobs.get(5)
    full_name = Join("First", ".", "Last")
    return client.data_sync_jobs.define(
        name=name,
        source=Table("ExcelOne", "People"),
        destination=Container(
            Provider.of(stored.settings.destination, stored.job_info.destination_provider),
            "OU=People,DC=example,DC=test",
        ),
        fields=[
            Map("cn", full_name),
            Map("givenName", "First"),
            Map("sAMAccountName", full_name, key=True),
            Map("sn", "Last"),
            Map("password", Static("p-canary")),
        ],
    )


def _of(make: Any) -> Prepare:
    return lambda client, sandbox: Arguments(make(client))


def _source(client: Client) -> DataSource:
    return DataSource.sql_server("Payroll", "MSSQL", "Pay", username="sa", password="p-canary")


def _changed_source(client: Client) -> DataSource:
    sources = client.groupid.data_sources
    return attrs.evolve(sources.get(sources.create(_source(client))), name="Payroll 2")


SAMPLES = (
    Sample("groupid", "create_job", "data_sync_jobs.create", _of(new_job)),
    Sample("groupid", "delete_jobs", "data_sync_jobs.delete", _of(lambda c: c.data_sync_jobs.create(new_job(c)))),
    Sample(
        "groupid",
        "create_collection",
        "groupid.collections.create",
        _of(lambda c: make_collection("Weekly", [c.data_sync_jobs.get(5)])),
    ),
    Sample(
        "groupid",
        "update_collection",
        "groupid.collections.update",
        _of(lambda c: attrs.evolve(c.groupid.collections.get(1), notification_recipients="ops@example.test")),
    ),
    Sample(
        "groupid",
        "delete_collections",
        "groupid.collections.delete",
        _of(lambda c: c.groupid.collections.create(make_collection("Weekly", [c.data_sync_jobs.get(5)]))),
    ),
    Sample("groupid", "create_data_source", "groupid.data_sources.create", _of(_source)),
    Sample("groupid", "update_data_source", "groupid.data_sources.update", _of(_changed_source)),
    Sample(
        "groupid",
        "delete_data_source",
        "groupid.data_sources.delete",
        _of(lambda c: c.groupid.data_sources.create(_source(c))),
    ),
)
