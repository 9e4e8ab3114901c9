"""The newest jobs of every plane, in the same form."""

import pytest

from jobspan import AsyncClient, PermissionDenied, Policy
from jobspan._planes.ciphertrust.families import BY_KEY
from jobspan._planes.registry import PLANES
from jobspan.hooks import Event, LookFailed
from jobspan.jobs import JobLine
from jobspan.testing import Clock, Sandbox, faults


@pytest.mark.parametrize("plane", list(PLANES))
async def test_the_newest_jobs_in_one_line_each(plane: str) -> None:
    with Sandbox(clock=Clock.manual()) as sandbox:
        async with sandbox.async_client() as client:
            assert plane in client.configured()
            assert client.address(plane).startswith("http://127.0.0.1:")
            await start_one(client, plane)
            lines = await client.recent_jobs(plane, 2)
    assert len(lines) <= 2
    assert bool(lines) == (plane != "huawei"), "a login has no jobs, all others have some"
    for line in lines:
        assert isinstance(line, JobLine)
        assert line.id
        assert line.state


@pytest.mark.parametrize("status", [403, 404, 500])
async def test_one_kind_that_is_refused_costs_itself(status: int) -> None:
    missed: list[LookFailed] = []
    with Sandbox(["ciphertrust"], clock=Clock.manual()) as sandbox:
        sandbox.faults.add("google.keys.list", refusal(status), times=None)
        policy = Policy(attempts=1)
        async with sandbox.async_client(policy=policy, hooks=[lambda event: note(event, missed)]) as client:
            await start_one(client, "ciphertrust")
            lines = await client.recent_jobs("ciphertrust", 5)
    assert [line.name for line in lines] == ["AWS keys: kms"]
    assert [each.operation for each in missed] == ["google.keys"]


async def test_one_use_of_tasks_that_is_refused_costs_itself() -> None:
    missed: list[LookFailed] = []
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        sandbox.faults.add("show_job_list", refusal(403), times=1)
        policy = Policy(attempts=1)
        async with sandbox.async_client(policy=policy, hooks=[lambda event: note(event, missed)]) as client:
            lines = await client.recent_jobs("huawei_drs", 20)
    assert {line.name for line in lines} >= {"shop-search", "shop-standby"}
    assert [each.operation for each in missed] == ["tasks of use migration"]


@pytest.mark.parametrize(("plane", "operation"), [("ciphertrust", None), ("huawei_drs", "show_job_list")])
async def test_an_overview_without_any_list_is_no_empty_one(plane: str, operation: str | None) -> None:
    with Sandbox([plane], clock=Clock.manual()) as sandbox:
        for each in [operation] if operation else [f"{family}.list" for family in BY_KEY]:
            sandbox.faults.add(each, refusal(403), times=None)
        async with sandbox.async_client(policy=Policy(attempts=1)) as client:
            with pytest.raises(PermissionDenied):
                await client.recent_jobs(plane, 5)


def refusal(status: int) -> faults.Answer:
    return faults.Answer(status, {"code": 1, "codeDesc": "refused", "error_code": "DRS.M00000", "error_msg": "refused"})


def note(event: Event, missed: list[LookFailed]) -> None:
    if isinstance(event, LookFailed):
        missed.append(event)


async def start_one(client: AsyncClient, plane: str) -> None:
    """Where the sandbox begins without a job."""
    if plane == "ciphertrust":
        await client.sync_jobs.aws.keys.start(kms=["kms"])
    elif plane == "delphix":
        await client.masking_jobs.execute("d53812ce-9186-485d-a388-44bc52087ead", engine_id="1")
