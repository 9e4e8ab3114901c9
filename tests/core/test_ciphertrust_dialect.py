"""How CipherTrust's errors become exceptions, and its odd documents models."""

import json
from typing import Any

import pytest

from jobspan._core.http import Response
from jobspan._planes.ciphertrust.dialect import CckmCodec, CipherTrustDialect
from jobspan._planes.ciphertrust.models.envelopes import Slice
from jobspan._planes.ciphertrust.operations.sessions import CREATE_TOKEN
from jobspan._planes.ciphertrust.operations.sync_jobs import SYNC_OPERATIONS
from jobspan.ciphertrust import SyncJob
from jobspan.errors import AuthError, Conflict, NotFound, PermissionDenied, StateConflict

AWS = SYNC_OPERATIONS["aws.keys"]


def fault_of(operation: Any, status: int, document: Any) -> Any:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    tree = None if isinstance(document, bytes) else document
    return CipherTrustDialect().error_reply(operation, Response(status=status, body=body), tree)


@pytest.mark.parametrize(
    ("operation", "status", "symbol", "kind"),
    [
        (AWS.get, 404, "NCERRResourceNotFound", NotFound),
        (AWS.get, 400, "NCERRResourceNotFound: Resource not found", NotFound),
        (AWS.start, 409, "NCERRConflict", Conflict),
        (AWS.start, 400, "NCERRConflict: job exists", Conflict),
        (AWS.cancel, 409, "NCERRConflict", StateConflict),
        (AWS.cancel, 409, "NCERRNew", StateConflict),
        (AWS.start, 403, "NCERRInsufficientPermissions", PermissionDenied),
        (AWS.start, 401, "NCERRUnauthorizedAccess", AuthError),
        (AWS.start, 422, "NCERRNew", None),
    ],
)
def test_the_symbol_counts_more_than_the_status(operation: Any, status: int, symbol: str, kind: Any) -> None:
    fault = fault_of(operation, status, {"code": 5, "codeDesc": symbol, "message": "why", "requestID": "r1"})
    assert (fault.error, fault.code, fault.message, fault.request_id, fault.from_plane) == (
        kind,
        symbol,
        "why",
        "r1",
        True,
    )


def test_errors_of_older_appliances_and_of_gateways() -> None:
    assert fault_of(AWS.get, 500, {"codeDesc": "NCERRInternal"}).message == "NCERRInternal"
    assert not fault_of(AWS.get, 500, {"error": "?"}).from_plane
    assert fault_of(AWS.get, 502, b"<html>Bad gateway</html>").message == "the answer is an HTML page, not JSON"
    assert fault_of(AWS.get, 503, b"upstream is away").message == "upstream is away"
    assert fault_of(AWS.get, 503, b"").message == "the answer has no error text"
    assert not fault_of(AWS.get, 502, b"<html>").from_plane
    assert fault_of(AWS.get, 200, {"codeDesc": "NCERRConflict"}) is None


def test_hints_say_what_to_do() -> None:
    refused = {"codeDesc": "NCERRUnauthorizedAccess", "message": "Wrong username or password."}
    assert "auth_domain" in fault_of(CREATE_TOKEN, 401, refused).hint
    assert "when_running='join'" in fault_of(AWS.start, 409, {"codeDesc": "NCERRConflict"}).hint
    assert "keysynchronize" in fault_of(AWS.cancel, 403, {"codeDesc": "NCERRInsufficientPermissions"}).hint


@pytest.mark.parametrize(
    ("document", "ids"),
    [
        ({"skip": 0, "limit": 10, "total": 1, "resources": [{"id": "a"}]}, ["a"]),
        ({"application/json": {"skip": 0, "limit": 10, "total": 1, "resources": [{"id": "a"}]}}, ["a"]),
        ({"id": "a", "overall_status": "completed"}, ["a"]),
        ({"skip": 0, "limit": 10, "total": 0}, []),
        ({"skip": 0, "limit": 10, "total": 0, "resources": None}, []),
    ],
)
def test_lists_in_every_printed_form(document: Any, ids: list[str]) -> None:
    page, _ = CckmCodec().read(Slice[SyncJob], document)
    assert [job.id for job in page.resources] == ids
