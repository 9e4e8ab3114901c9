"""Bad input is refused before any request; unknown ids, strange replies and wrong addresses say what they are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from jobspan import (
    AmbiguousOutcomeError,
    ApiError,
    AsyncClient,
    DecodeError,
    DelphixSettings,
    NotFound,
    PermissionDenied,
    ValidationError,
)
from jobspan.delphix import Credentials, field
from jobspan.testing.sandbox import Sandbox, faults
from jobspan.testing.sandbox.delphix.seed import API_KEY, FINANCE_JOB, READER_API_KEY

# The types refuse some of these as well, so they are made through Any.
WRONG: dict[str, Callable[[Any], Any]] = {
    "empty masking job id": lambda c: c.masking_jobs.get(""),
    "blank masking job id": lambda c: c.masking_jobs.connectors("  "),
    "empty id of a copy": lambda c: c.masking_jobs.copy("", target_engine_id="2", target_environment_id="e"),
    "empty engine": lambda c: c.masking_jobs.copy("j", target_engine_id="", target_environment_id="e"),
    "empty environment": lambda c: c.masking_jobs.migrate("j", target_engine_id="2", target_environment_id=""),
    "engine too long": lambda c: c.masking_jobs.copy("j", target_engine_id="2" * 257, target_environment_id="e"),
    "empty engine of execute": lambda c: c.masking_jobs.execute("j", engine_id=""),
    "neither raise nor wait": lambda c: c.masking_jobs.execute("j", engine_id="1", when_busy="hope"),
    "negative patience": lambda c: c.masking_jobs.execute("j", engine_id="1", busy_timeout=-1),
    "unknown role": lambda c: c.masking_jobs.copy(
        "j",
        target_engine_id="2",
        target_environment_id="e",
        connector_credentials={"MIDDLE": Credentials("u", "p")},
    ),
    "empty password of a copy": lambda c: c.masking_jobs.copy(
        "j", target_engine_id="2", target_environment_id="e", connector_credentials=Credentials("u", "")
    ),
    "credentials that are none": lambda c: c.masking_jobs.copy(
        "j", target_engine_id="2", target_environment_id="e", connector_credentials=("u", "canary-1b7e")
    ),
    "credentials of a role that are none": lambda c: c.masking_jobs.copy(
        "j", target_engine_id="2", target_environment_id="e", connector_credentials={"TARGET": ("u", "canary-1b7e")}
    ),
    "nothing to update": lambda c: c.masking_jobs.update("j"),
    "name too long": lambda c: c.masking_jobs.update("j", name="n" * 1025),
    "user name too long": lambda c: c.masking_jobs.update("j", connector_username="u" * 257),
    "password too long": lambda c: c.masking_jobs.update("j", connector_password="p" * 4097),
    "unknown retention": lambda c: c.masking_jobs.update("j", retain_execution_data="SOMETIMES"),
    "empty connector id": lambda c: c.connectors.update("", username="u"),
    "nothing to change": lambda c: c.connectors.update("c"),
    "port 0": lambda c: c.connectors.update("c", port=0),
    "port 65536": lambda c: c.connectors.update("c", port=65536),
    "port of a test": lambda c: c.connectors.test("c", port=70000),
    "port of a fraction": lambda c: c.connectors.update("c", port=1521.5),
    "a name cannot be cleared": lambda c: c.connectors.update("c", name=None),
    "connector name too long": lambda c: c.connectors.create("n" * 256, "DATABASE"),
    "new connector name too long": lambda c: c.connectors.update("c", name="n" * 256),
    "key and password": lambda c: c.connectors.update("c", ssh_key="k", password="p"),
    "key and vault": lambda c: c.connectors.create("n", "FILE", ssh_key="k", credential_path_id="v"),
    "vault and password": lambda c: c.connectors.test("c", credential_path_id="v", password="p"),
    "vault and Kerberos": lambda c: c.connectors.test("c", credential_path_id="v", kerberos_auth=True),
    "owner of no kind": lambda c: c.connectors.create("n", "DATABASE", owning_entity_id="o"),
    "extended without a driver": lambda c: c.connectors.create("n", "DATABASE", database_type="EXTENDED"),
    "test without a driver": lambda c: c.connectors.test_values(hostname="h", database_type="EXTENDED"),
    "test of files in no form": lambda c: c.connectors.test_values(type="FILE", connection_mode="SFTP"),
    "test of files reached by nothing": lambda c: c.connectors.test_values(type="FILE", file_type="XML"),
    "test of a mount of no kind": lambda c: c.connectors.test_values(connection_mode="MOUNT"),
    "test of a mount of no path": lambda c: c.connectors.test_values(mount_type="NFS4"),
    "unknown type": lambda c: c.connectors.create("n", "FAX"),
    "nothing to test with": lambda c: c.connectors.test_values(),
    "empty execution id": lambda c: c.delphix.executions.cancel(""),
    "unexpected status": lambda c: c.delphix.executions.cancel("x", expected_status="SUCCEEDED"),
    "empty engine id": lambda c: c.delphix.engines.busy_with(""),
    "empty engine to wait for": lambda c: c.delphix.engines.wait_until_idle(""),
    "endless patience": lambda c: c.delphix.engines.wait_until_idle("1", timeout=float("nan")),
    "negative wait": lambda c: c.delphix.engines.wait_until_idle("1", timeout=-1),
    "memory that no int32 holds": lambda c: c.masking_jobs.update("j", max_memory=2**31),
    "less than no parallelism": lambda c: c.masking_jobs.update("j", parallelism_degree=-2),
    "compliance job without a rule set": lambda c: c.delphix.compliance_jobs.create({"name": "n", "type": "MASKING"}),
    "compliance job of no type": lambda c: c.delphix.compliance_jobs.create({"name": "n", "rule_set_id": "r"}),
    "place 0": lambda c: c.delphix.job_collections.add_member("c", "j", sequence=0),
    "place 101": lambda c: c.delphix.job_collections.add_member("c", "j", sequence=101),
    "empty job id": lambda c: c.delphix.jobs.abandon(""),
    "no tags": lambda c: c.masking_jobs.add_tags("j", {}),
    "empty key": lambda c: c.masking_jobs.add_tags("j", {"": "v"}),
    "value too long": lambda c: c.masking_jobs.add_tags("j", {"k": "v" * 4001}),
    "too many tags": lambda c: c.masking_jobs.add_tags("j", {str(n): "v" for n in range(1001)}),
    "no tags chosen": lambda c: c.masking_jobs.delete_tags("j"),
    "key and all": lambda c: c.masking_jobs.delete_tags("j", key="k", all=True),
    "key and pairs": lambda c: c.masking_jobs.delete_tags("j", key="k", pairs={"a": "b"}),
    "value without key": lambda c: c.masking_jobs.delete_tags("j", value="v", all=True),
    "no pairs": lambda c: c.masking_jobs.delete_tags("j", pairs=[]),
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_wrong_arguments_are_refused_before_any_request(dct: Sandbox, wrong: str) -> None:
    async with dct.async_client() as client:
        with pytest.raises(ValidationError) as refused:
            await WRONG[wrong](client)
    assert refused.value.problems
    assert len(dct.requests) == 0


UNSENDABLE: dict[str, Callable[[Any], Any]] = {
    "page size of a fraction": lambda c: c.masking_jobs.list(page_size=2.5),
    "tags as text": lambda c: c.masking_jobs.search(field("tags").contains("production")),
    "page size 0": lambda c: c.masking_jobs.list(page_size=0),
    "page size 1001": lambda c: c.masking_jobs.list(page_size=1001),
    "sort of no field": lambda c: c.masking_jobs.list(sort="name desc"),
    "filter too short": lambda c: c.masking_jobs.search("a b"),
    "filter too long": lambda c: c.masking_jobs.search("name EQ '" + "x" * 50_000 + "'"),
    "too many attributes": lambda c: c.delphix.executions.search(_nine_attributes()),
    "too many values": lambda c: c.masking_jobs.search(field("id").any_of([str(n) for n in range(101)])),
    "no values": lambda c: c.masking_jobs.search(field("id").any_of([])),
    "both quotes": lambda c: c.masking_jobs.search(field("name").eq("'\"")),
    "no attribute name": lambda c: c.masking_jobs.search(field("name EQ 1 OR id").eq(1)),
    "not a number": lambda c: c.connectors.search(field("port").eq(float("nan"))),
    "empty id of a sub-list": lambda c: c.delphix.executions.events(""),
    "empty id to watch": lambda c: c.delphix.jobs.watch(""),
}


def _nine_attributes() -> Any:
    names = "id engine_id engine_name masking_job_id masking_job_name status rows_masked rows_total submit_time"
    first, *rest = [field(name).present() for name in names.split()]
    whole = first
    for each in rest:
        whole = whole & each
    return whole


@pytest.mark.parametrize("wrong", UNSENDABLE)
async def test_wrong_lists_are_refused_when_they_are_asked_for(dct: Sandbox, wrong: str) -> None:
    async with dct.async_client() as client:
        with pytest.raises(ValidationError):
            UNSENDABLE[wrong](client)
    assert len(dct.requests) == 0


async def test_every_problem_is_named_at_once(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        with pytest.raises(ValidationError) as refused:
            await client.masking_jobs.copy("", target_engine_id="", target_environment_id="")
    assert [problem.field for problem in refused.value.problems] == [
        "job_id",
        "target_engine_id",
        "target_environment_id",
    ]


UNKNOWN: dict[str, Callable[[AsyncClient], Awaitable[Any]]] = {
    "masking job": lambda c: c.masking_jobs.get("no-such-id"),
    "connector": lambda c: c.connectors.get("no-such-id"),
    "engine": lambda c: c.masking_jobs.execute(FINANCE_JOB, engine_id="no-such-id"),
    "job to copy": lambda c: c.masking_jobs.copy("no-such-id", target_engine_id="2", target_environment_id="prod-env"),
    "connector to change": lambda c: c.connectors.update("no-such-id", username="u"),
    "execution": lambda c: c.delphix.executions.log("no-such-id"),
}


@pytest.mark.parametrize("what", UNKNOWN)
async def test_what_is_unknown_is_named(dct: Sandbox, what: str) -> None:
    async with dct.async_client() as client:
        with pytest.raises(NotFound) as missing:
            await UNKNOWN[what](client)
    assert "no-such-id" in str(missing.value)
    assert missing.value.status == 404


@pytest.mark.parametrize("dots", [".", ".."])
async def test_an_id_does_not_climb_up_the_path(dct: Sandbox, dots: str) -> None:
    """Many servers take ``%2E%2E`` for ``..``, so that another thing would be read, or deleted."""
    async with dct.async_client() as client:
        for method in (client.masking_jobs.get, client.delphix.compliance_jobs.delete):
            with pytest.raises(ValidationError, match="another thing"):
                await method(dots)
    assert not [request for request in dct.requests if ".." in request.path or "%2E" in request.path.upper()]


async def test_an_unknown_environment_is_named_too(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        with pytest.raises(ApiError, match="no-such-env"):
            await client.masking_jobs.copy(FINANCE_JOB, target_engine_id="2", target_environment_id="no-such-env")


async def test_ids_travel_percent_encoded(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        with pytest.raises(NotFound, match="a b/1"):
            await client.masking_jobs.get("a b/1")
    assert dct.requests[-1].path == "/v3/masking-jobs/a%20b%2F1"


STRANGE = {
    "an HTML page": (faults.Answer(200, "<html><body>Welcome</body></html>"), DecodeError, "HTML"),
    "an HTML error page": (faults.Answer(502, "<html>Bad gateway</html>"), ApiError, "HTML"),
    "no JSON": (faults.Answer(200, b"masking-job"), DecodeError, "not JSON"),
    "truncated JSON": (faults.Answer(200, b'{"id": "d538'), DecodeError, "truncated"),
    "another shape": (faults.Answer(200, ["d538"]), DecodeError, r"\$: expected an object, found a list"),
    "no id": (faults.Answer(200, {"name": "x"}), DecodeError, r"\$\.id: is missing"),
    "an error with a message only": (faults.Answer(400, {"message": "bad sort"}), ApiError, "bad sort"),
    "an error without description": (faults.Answer(404, {"error": "gone"}), NotFound, "gone"),
    "an empty error": (faults.Answer(409), ApiError, "no error text"),
}


@pytest.mark.parametrize("what", STRANGE)
async def test_a_strange_reply_is_told_as_what_it_is(dct: Sandbox, what: str) -> None:
    fault, error, words = STRANGE[what]
    dct.faults.add("get_masking_job_by_id", fault, times=None)
    async with dct.async_client() as client:
        with pytest.raises(error, match=words):
            await client.masking_jobs.get(FINANCE_JOB)


async def test_a_strange_answer_to_a_change_says_that_it_was_answered(dct: Sandbox) -> None:
    dct.faults.add("execute_masking_job", faults.Answer(200, "<html>portal</html>"))
    async with dct.async_client() as client:
        with pytest.raises(AmbiguousOutcomeError, match="HTML") as strange:
            await client.masking_jobs.execute(FINANCE_JOB, engine_id="1")
    assert "executions.search()" in strange.value.check
    assert dct.requests.count("execute_masking_job") == 1


async def test_a_wrong_base_path_is_told(dct: Sandbox) -> None:
    dct.faults.add("*", faults.Answer(404, "<html>not here</html>"))
    settings = DelphixSettings(url=dct.url("delphix") + "/dct/v9", api_key=API_KEY)
    async with AsyncClient(delphix=settings) as client:
        with pytest.raises(NotFound, match="/dct/v3"):
            await client.masking_jobs.get(FINANCE_JOB)


@pytest.mark.parametrize("path", ["/v3", "/dct/v3", "/v3/", ""])
async def test_both_base_paths_work_and_v3_is_the_default(dct: Sandbox, path: str) -> None:
    settings = DelphixSettings(url=dct.url("delphix") + path, api_key=API_KEY)
    async with AsyncClient(delphix=settings) as client:
        assert (await client.masking_jobs.get(FINANCE_JOB)).id == FINANCE_JOB
    assert dct.requests[-1].path.startswith((path or "/v3").rstrip("/") + "/masking-jobs/")


async def test_an_account_that_may_only_read_is_told_so(dct: Sandbox) -> None:
    settings = DelphixSettings(url=dct.url("delphix"), api_key=READER_API_KEY)
    async with AsyncClient(delphix=settings) as client:
        assert await client.masking_jobs.list().first()
        with pytest.raises(PermissionDenied):
            await client.masking_jobs.update(FINANCE_JOB, name="other")
