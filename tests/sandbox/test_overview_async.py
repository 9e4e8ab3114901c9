"""The newest jobs of every plane, in the same form."""

import pytest

from jobspan import AsyncClient
from jobspan._planes.registry import PLANES
from jobspan.jobs import JobLine
from jobspan.testing import Clock, Sandbox


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


async def start_one(client: AsyncClient, plane: str) -> None:
    """Where the sandbox begins without a job."""
    if plane == "ciphertrust":
        await client.sync_jobs.aws.keys.start(kms=["kms"])
    elif plane == "delphix":
        await client.masking_jobs.execute("d53812ce-9186-485d-a388-44bc52087ead", engine_id="1")
