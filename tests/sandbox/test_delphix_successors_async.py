"""The successors of calls on masking jobs: one table, and one method that takes what the server has."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from jobspan import NotFound, ServerError, ValidationError
from jobspan._core.operation import rows_of
from jobspan._planes.delphix.operations import masking_jobs
from jobspan._planes.delphix.operations.every import OPERATIONS
from jobspan.delphix import MASKING_JOB_SUCCESSORS, ComplianceJobType, Successor
from jobspan.testing.sandbox import Sandbox, faults
from jobspan.testing.sandbox.delphix.seed import FINANCE_JOB

PAGE = Path(__file__).resolve().parents[2] / "docs" / "planes" / "delphix.md"
NO_SUCH_PATH = faults.Answer(404, "<html>Not found</html>")
TEN = {
    "get_masking_jobs", "search_masking_jobs", "get_masking_job_by_id", "get_masking_job_connectors", "execute_masking_job",
    "create_masking_job_tag", "get_masking_job_tag", "delete_masking_job_tag", "copy_masking_job", "migrate_masking_job",
}  # fmt: skip
"""What DCT's document of 3.28.0 marks as deprecated."""


async def test_the_successor_is_taken_where_the_server_has_it(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        chosen = await client.delphix.successor("masking_jobs.execute")
        assert (chosen.call, chosen.available) == ("delphix.compliance_jobs.execute", True)
        assert chosen.is_successor
        plan = await chosen.method.plan(FINANCE_JOB)
        assert plan.requests[0]["url"].endswith(f"/compliance-jobs/{FINANCE_JOB}/execute")
        run = await (await chosen.method(FINANCE_JOB)).wait()
    assert run.masking_job_id == FINANCE_JOB
    assert dct.requests.count("execute_masking_job") == 0


@pytest.mark.parametrize("answer", [NO_SUCH_PATH, faults.Answer(405), faults.Answer(501)], ids=["404", "405", "501"])
async def test_the_call_itself_is_taken_where_the_server_is_older(dct: Sandbox, answer: faults.Fault) -> None:
    dct.faults.add("get_compliance_jobs", answer, times=None)
    async with dct.async_client() as client:
        chosen = await client.delphix.successor("execute_masking_job")
        assert (chosen.call, chosen.available, chosen.is_successor) == ("masking_jobs.execute", False, False)
        await (await chosen.method(FINANCE_JOB, engine_id="1")).wait()
    assert dct.requests.count("execute_masking_job") == 1


async def test_a_server_between_the_versions_reads_the_new_way_and_writes_the_old_way(dct: Sandbox) -> None:
    dct.faults.add("get_job_orchestrators", NO_SUCH_PATH, times=None)
    async with dct.async_client() as client:
        assert (await client.delphix.successor("masking_jobs.get")).is_successor
        assert (await client.delphix.successor("masking_jobs.update")).call == "masking_jobs.update"


async def test_an_account_that_may_not_look_gets_the_call_itself(dct: Sandbox) -> None:
    dct.faults.add("get_compliance_jobs", faults.Answer(403, '{"error": "forbidden", "error_description": "no"}'))
    async with dct.async_client() as client:
        chosen = await client.delphix.successor("masking_jobs.list")
    assert (chosen.call, chosen.available) == ("masking_jobs.list", None)


async def test_an_outage_decides_nothing(dct: Sandbox) -> None:
    dct.faults.add("get_compliance_jobs", faults.Answer(503), times=None)
    async with dct.async_client() as client:
        with pytest.raises(ServerError):
            await client.delphix.successor("masking_jobs.list")


@pytest.mark.parametrize("call", ["masking_jobs.copy", "migrate_masking_job", "masking_jobs.re_import"])
async def test_where_nothing_takes_its_place_nothing_is_asked(dct: Sandbox, call: str) -> None:
    async with dct.async_client() as client:
        chosen = await client.delphix.successor(call)
    assert (chosen.row.successor, chosen.available, chosen.call) == (None, False, chosen.row.call)
    assert len(dct.requests) == 0


async def test_another_call_has_no_successor(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        with pytest.raises(ValidationError, match=r"masking_jobs\.execute"):
            await client.delphix.successor("connectors.list")


@pytest.mark.parametrize("row", MASKING_JOB_SUCCESSORS, ids=lambda row: row.operation)
async def test_every_row_leads_to_a_method(dct: Sandbox, row: Successor) -> None:
    async with dct.async_client() as client:
        chosen = await client.delphix.successor(row.call)
    assert callable(chosen.method)
    assert chosen.call in {each.call for each in OPERATIONS}


async def test_a_masking_job_is_read_as_a_compliance_job(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        job = await client.masking_jobs.as_compliance_job(FINANCE_JOB)
        assert (job.id, job.type, job.engine_name) == (FINANCE_JOB, ComplianceJobType.MASKING, "prod01")
        with pytest.raises(NotFound, match="need not be one of a compliance job"):
            await client.masking_jobs.as_compliance_job("of another family")


@pytest.mark.parametrize(
    ("operation", "version"),
    [
        ("get_compliance_jobs", r"3\.16\.0"),
        ("get_compliance_job_collections", r"3\.20\.0"),
        ("get_job_collection_executions", r"3\.20\.0"),
        ("get_job_orchestrators", r"3\.27\.0"),
    ],
)
async def test_a_server_that_is_too_old_is_said_to_be(dct: Sandbox, operation: str, version: str) -> None:
    dct.faults.add(operation, NO_SUCH_PATH, times=None)
    async with dct.async_client() as client:
        lists: dict[str, Any] = {
            "get_compliance_jobs": client.delphix.compliance_jobs,
            "get_compliance_job_collections": client.delphix.job_collections,
            "get_job_collection_executions": client.delphix.job_collection_executions,
            "get_job_orchestrators": client.delphix.job_orchestrators,
        }
        with pytest.raises(NotFound, match=version):
            await lists[operation].list().first()


def test_the_table_has_every_call_on_masking_jobs() -> None:
    rows = rows_of(masking_jobs)
    ours = {(row.id, row.call) for row in rows}
    assert {(row.operation, row.call) for row in MASKING_JOB_SUCCESSORS} == ours
    assert {row.operation for row in MASKING_JOB_SUCCESSORS if row.deprecated} == TEN
    assert all((row.successor is None) == (row.since is None) for row in MASKING_JOB_SUCCESSORS)


def test_the_page_shows_the_table() -> None:
    shown = re.findall(
        r"^\| `(masking_jobs\.\w+)` \| (yes|no) \| (\S+) \| (\S+) \| (.+) \|$", PAGE.read_text(), re.MULTILINE
    )
    rows = [
        (
            row.call,
            "yes" if row.deprecated else "no",
            f"`{row.successor.removeprefix('delphix.')}`" if row.successor else "none",
            row.since or "-",
            row.changes,
        )
        for row in MASKING_JOB_SUCCESSORS
    ]
    assert shown == rows
