"""Connectors: create, update, delete, test."""

from collections.abc import Mapping
from typing import Any

import attrs

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.jobs import Started, started
from jobspan._core.redact import secrets_in
from jobspan._core.rules import evaluate
from jobspan._core.text_redaction import without
from jobspan._core.validation import validating
from jobspan._planes.delphix.flows.change import change, launch
from jobspan._planes.delphix.flows.connector_fields import (
    LONGEST_NAME,
    to_create,
    to_test,
    to_test_saved,
    to_update,
)
from jobspan._planes.delphix.flows.reconcile import deletion
from jobspan._planes.delphix.flows.tags import tag_pairs
from jobspan._planes.delphix.job_kinds import CREATE_CONNECTOR_KIND, JOB, UPDATE_CONNECTOR_KIND
from jobspan._planes.delphix.models.connectors import Connector, ConnectorTest, ConnectorType
from jobspan._planes.delphix.models.jobs import Job
from jobspan._planes.delphix.models.shared import TagsInput
from jobspan._planes.delphix.operations.connectors import (
    CREATE_CONNECTOR,
    DELETE_CONNECTOR,
    GET_CONNECTOR_BY_ID,
    TEST_CONNECTOR,
    TEST_UNSAVED_CONNECTOR,
    UPDATE_CONNECTOR_BY_ID,
)
from jobspan._planes.delphix.rules import CONNECTOR_DCT_MANAGED


def update(ctx: PlaneContext, connector_id: str, fields: Mapping[str, Any]) -> Flow[Started[Job, Connector]]:
    """Change fields of a connector; absent keeps, ``None`` clears, a value sets."""
    with validating(UPDATE_CONNECTOR_BY_ID) as problems:
        problems.text("connector_id", connector_id)
        body = to_update(problems, fields)
        if not body:
            problems.add("fields", "nothing to change", sorted(fields))
    return (
        yield from launch(
            ctx,
            UPDATE_CONNECTOR_BY_ID,
            UPDATE_CONNECTOR_KIND,
            connector_id,
            path={"connectorId": connector_id},
            body=body,
            connector_id=connector_id,
        )
    )


def create(
    ctx: PlaneContext, name: str, type: str, fields: Mapping[str, Any], tags: TagsInput | None
) -> Flow[Started[Job, Connector]]:
    """Create a connector that DCT manages."""
    with validating(CREATE_CONNECTOR) as problems:
        problems.text("name", name, longest=LONGEST_NAME)
        problems.one_of("type", type, [each.value for each in ConnectorType])
        body = {"name": name, "type": str(type)} | to_create(problems, fields)
        if tags is not None:
            body["tags"] = tag_pairs(problems, tags)
    answer = yield from change(ctx, CREATE_CONNECTOR, name, body=body)
    return (yield from started(ctx, CREATE_CONNECTOR_KIND, answer.job.id, answer.job, connector_id=answer.id))


def delete(ctx: PlaneContext, connector_id: str) -> Flow[Started[Job, Job]]:
    """Delete a connector that DCT manages."""
    with validating(DELETE_CONNECTOR) as problems:
        problems.text("connector_id", connector_id)
    path = {"connectorId": connector_id}
    verdicts = yield from evaluate(
        ctx, CONNECTOR_DCT_MANAGED, f"connector {connector_id}", lambda: call(ctx, GET_CONNECTOR_BY_ID, path=path)
    )
    return (
        yield from launch(
            ctx,
            DELETE_CONNECTOR,
            JOB,
            connector_id,
            path=path,
            verdicts=verdicts,
            reconcile=deletion(ctx, connector_id),
        )
    )


def test(ctx: PlaneContext, connector_id: str, overrides: Mapping[str, Any]) -> Flow[ConnectorTest]:
    """Log in to the data source with the saved values, or with some of them replaced."""
    with validating(TEST_CONNECTOR) as problems:
        problems.text("connector_id", connector_id)
        body = to_test_saved(problems, overrides)
    tested = yield from call(ctx, TEST_CONNECTOR, path={"connectorId": connector_id}, body=body or None)
    return _redacted(tested, body)


def test_values(ctx: PlaneContext, fields: Mapping[str, Any]) -> Flow[ConnectorTest]:
    """Log in to a data source with values that are not saved."""
    with validating(TEST_UNSAVED_CONNECTOR) as problems:
        body = to_test(problems, fields)
        if not body:
            problems.add("fields", "nothing to test with", sorted(fields))
    return _redacted((yield from call(ctx, TEST_UNSAVED_CONNECTOR, body=body)), body)


def _redacted(tested: ConnectorTest, sent: Mapping[str, Any]) -> ConnectorTest:
    """The outcome without the secrets that the driver's message may repeat."""
    return attrs.evolve(tested, message=without(secrets_in(sent), tested.message))
