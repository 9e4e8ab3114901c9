"""One engine takes in one job at a time: calls of one client that wait for it do not race with each other."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from jobspan import AsyncClient, Client
from jobspan.delphix import MaskingJob
from jobspan.testing.sandbox import Clock, Sandbox, faults

WAITING: dict[str, Any] = {"target_engine_id": "2", "target_environment_id": "prod-env", "when_busy": "wait"}


@pytest.fixture
def dct() -> Iterator[Sandbox]:
    with Sandbox(["delphix"], clock=Clock.manual()) as sandbox:
        yield sandbox


def _of_different_names(jobs: list[MaskingJob]) -> list[str]:
    return list({job.name: job.id for job in jobs if job.job_type != "HYPERSCALE"}.values())


def _by_threads(client: Client) -> list[Any]:
    ids = _of_different_names(client.masking_jobs.list().to_list())
    with ThreadPoolExecutor(len(ids)) as pool:
        begun = [pool.submit(lambda id: client.masking_jobs.copy(id, **WAITING).wait(), id) for id in ids]
        return [each.exception() or each.result() for each in begun]


async def _by_tasks(client: AsyncClient) -> list[Any]:
    ids = _of_different_names(await client.masking_jobs.list().to_list())

    async def one(id: str) -> MaskingJob:
        return await (await client.masking_jobs.copy(id, **WAITING)).wait()

    return list(await asyncio.gather(*map(one, ids), return_exceptions=True))


def _done_once_each(dct: Sandbox, came: list[Any]) -> None:
    assert [each for each in came if not isinstance(each, MaskingJob)] == []
    assert len({each.id for each in came}) == len(came) == 5
    assert dct.requests.count("copy_masking_job") == 5


@pytest.mark.parametrize("lag", [False, True], ids=["at once", "jobs are listed later"])
def test_copies_of_threads_take_turns(dct: Sandbox, lag: bool) -> None:
    _hide_from_searches(dct, lag)
    with dct.client() as client:
        _done_once_each(dct, _by_threads(client))


@pytest.mark.parametrize("lag", [False, True], ids=["at once", "jobs are listed later"])
async def test_copies_of_tasks_take_turns(dct: Sandbox, lag: bool) -> None:
    _hide_from_searches(dct, lag)
    async with dct.async_client() as client:
        _done_once_each(dct, await _by_tasks(client))


def test_calls_with_other_options_are_in_the_same_queue(dct: Sandbox) -> None:
    with dct.client() as client:
        first, second = _of_different_names(client.masking_jobs.list().to_list())[:2]
        patient = client.with_options(request_timeout=7)
        _hide_from_searches(dct, True)
        copying = client.masking_jobs.copy(first, **WAITING | {"when_busy": "raise"})
        patient.masking_jobs.copy(second, **WAITING).wait()
        assert copying.wait().id
    assert dct.requests.count("copy_masking_job") == 2


def _hide_from_searches(dct: Sandbox, lag: bool) -> None:
    """Jobs are found by their id at once, and by searches never."""
    if lag:
        dct.faults.add("search_jobs", faults.EditJson(lambda page: page | {"items": []}), times=None)
