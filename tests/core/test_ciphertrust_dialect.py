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
    bare = fault_of(AWS.get, 500, {"codeDesc": "NCERRInternal"})
    assert (bare.code, bare.message) == ("NCERRInternal", "the answer has no text beside its code")
    assert not fault_of(AWS.get, 500, {"error": "?"}).from_plane
    assert fault_of(AWS.get, 502, b"<html>Bad gateway</html>").message == "the answer is an HTML page, not JSON"
    assert fault_of(AWS.get, 503, b"upstream is away").message == "upstream is away"
    assert fault_of(AWS.get, 503, b"").message == "the answer has no error text"
    assert not fault_of(AWS.get, 502, b"<html>").from_plane
    assert fault_of(AWS.get, 200, {"id": "j", "codeDesc": "not an error"}) is None


def test_a_success_that_carries_the_error_of_an_upstream_is_an_error() -> None:
    fault = fault_of(AWS.cancel, 200, {"code": 9, "codeDesc": "NCERRConflict", "message": "it is over"})
    assert (fault.error, fault.message) == (StateConflict, "it is over")


@pytest.mark.parametrize(
    "document",
    [
        {"error": "kms: resource not found"},
        {"errors": ["kms: resource not found"]},
        {"errors": [{"message": "kms: resource not found"}]},
        {"detail": "kms: resource not found"},
        {"Error": {"Description": "kms: resource not found"}},
        {"codeDesc": "NCERRNew: kms: resource not found"},
        {"codeDesc": "NCERRNew", "message": "NCERRNew: kms: resource not found"},
    ],
)
def test_the_words_are_found_wherever_they_stand(document: Any) -> None:
    assert fault_of(AWS.start, 400, document).message == "kms: resource not found"


def test_a_document_without_words_is_left_to_be_shown_as_it_is() -> None:
    assert fault_of(AWS.start, 400, {"oops": 5}) is None


def test_only_documented_codes_make_a_500_a_refusal() -> None:
    assert fault_of(AWS.start, 500, {"codeDesc": "NCERRConflict", "message": "busy"}).refusal
    assert not fault_of(AWS.start, 500, {"codeDesc": "NCERRInternalServerError", "message": "broken"}).refusal


def test_a_text_that_the_appliance_appends_to_the_code_is_told_once() -> None:
    fault = fault_of(AWS.get, 404, {"code": 16, "codeDesc": "NCERRResourceNotFound: Resource not found"})
    assert (fault.code, fault.message) == ("NCERRResourceNotFound", "Resource not found")


def test_a_conflict_about_something_else_is_not_told_as_a_running_synchronization() -> None:
    restoring = {"codeDesc": "NCERRConflict: Vault must be in one of the following states: [ACTIVE]"}
    assert fault_of(AWS.start, 409, restoring).hint is None
    running = {"codeDesc": "NCERRConflict", "message": "A synchronization job 5 is already in progress"}
    assert "when_running='join'" in fault_of(AWS.start, 409, running).hint


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
