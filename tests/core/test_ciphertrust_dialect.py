"""How CipherTrust's errors become exceptions, and its odd documents models."""

import json
from typing import Any

import pytest

from jobspan._core.convert import Unreadable
from jobspan._core.http import Response
from jobspan._planes.ciphertrust.dialect import CckmCodec, CipherTrustDialect
from jobspan._planes.ciphertrust.models.envelopes import OperationNames, Slice
from jobspan._planes.ciphertrust.operations.sessions import CREATE_TOKEN
from jobspan._planes.ciphertrust.operations.sync_jobs import SYNC_OPERATIONS
from jobspan.ciphertrust import SapGroup, Schedule, SyncItem, SyncJob
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


def test_members_of_several_spellings_are_read() -> None:
    codec = CckmCodec()
    row = {"id": "1", "Name": "treasury", "group_id": "g"}
    group, oddities = codec.read(SapGroup, row)
    assert (group.name, oddities) == ("treasury", ())
    page, _ = codec.read(
        Slice[SapGroup], {"skip": 0, "limit": 10, "total": 2, "resources": [row, {**row, "name": "hr"}]}
    )
    assert [each.name for each in page.resources] == ["treasury", "hr"]
    assert row == {"id": "1", "Name": "treasury", "group_id": "g"}, "the document itself stays as it came"


@pytest.mark.parametrize("items", [{"sync_item": ["key"]}, {"sync_item": "key"}, {"sync_items": ["key"]}])
def test_the_items_of_a_schedule_are_read_in_each_spelling(items: dict[str, Any]) -> None:
    document = {
        "id": "1",
        "operation": "cckm_synchronization",
        "job_config_params": {"cloud_name": "AzureCloud", "synchronize_all": True, **items},
    }
    schedule, oddities = CckmCodec().read(Schedule, document)
    assert oddities == ()
    assert schedule.sync is not None
    assert (schedule.sync.sync_items, schedule.parameters) == ((SyncItem.KEYS,), None)
    written = CckmCodec().write(schedule)
    assert written["cckm_synchronization_params"]["sync_item"] == ["key"]
    assert CckmCodec().read(Schedule, written)[0] == schedule


def test_what_a_schedule_of_another_operation_does_stays_as_it_came() -> None:
    document = {"id": "1", "operation": "database_backup", "job_config_params": {"backupKey": "k", "scope": "system"}}
    schedule, _ = CckmCodec().read(Schedule, document)
    assert schedule.parameters == document["job_config_params"]
    assert (schedule.sync, schedule.key_rotation, schedule.credential_rotation) == (None, None, None)


@pytest.mark.parametrize(
    "document",
    [["a", "b"], {"resources": ["a", "b"]}, {"resources": [{"name": "a"}, {"operation": "b"}], "total": 2}],
)
def test_operations_of_the_scheduler_are_read_in_each_form(document: Any) -> None:
    assert CckmCodec().read(OperationNames, document)[0].names == ("a", "b")


def test_operations_of_the_scheduler_in_no_form_are_an_error() -> None:
    with pytest.raises(Unreadable):
        CckmCodec().read(OperationNames, {"resources": "a"})
