"""One watch over many jobs: pages of looks, not a request a job."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from jobspan import AsyncClient, JobRef, MissingExtra, Phase, Policy
from jobspan._async.lookout import Lookout, News
from jobspan.integrations.airflow.lookout import lookout_for
from jobspan.testing import Clock, Progress, Sandbox, faults


@pytest.fixture
async def dct() -> AsyncIterator[Sandbox]:
    with Sandbox(["delphix"], clock=Clock.manual(), progress=Progress.by_script()) as sandbox:
        yield sandbox


async def started(sandbox: Sandbox, count: int) -> list[JobRef]:
    """References of jobs under way."""
    async with sandbox.async_client() as client:
        connector = await client.connectors.list().first()
        assert connector is not None
        return [(await client.connectors.update(connector.id, port=1000 + n)).ref for n in range(count)]


async def to_the_end(lookout: Lookout, ref: JobRef) -> News:
    async with lookout.following(ref) as news:
        while not (latest := await news()).over:
            pass
        return latest


async def test_two_hundred_jobs_cost_two_requests_a_look(dct: Sandbox) -> None:
    refs = await started(dct, 200)
    before = dct.requests.count("search_jobs")
    lookout = Lookout(dct.async_client())
    following = [asyncio.create_task(to_the_end(lookout, ref)) for ref in refs]
    for ref in refs[1:]:
        dct.delphix.finish(ref.id)
    dct.delphix.fail(refs[0].id, "ORA-12505")
    ended = await asyncio.gather(*following)
    await lookout.close()
    assert [news.phase for news in ended] == [Phase.FAILED, *[Phase.SUCCEEDED] * 199]
    assert dct.requests.count("search_jobs") - before == 2
    assert dct.requests.count("get_job_by_id") == 0


async def test_those_who_share_a_key_share_a_client_that_is_closed_after_the_last(dct: Sandbox) -> None:
    made: list[AsyncClient] = []

    async def make() -> AsyncClient:
        made.append(dct.async_client())
        return made[-1]

    async def use(key: str) -> Lookout:
        async with lookout_for(key, make) as lookout:
            await asyncio.sleep(0)
            return lookout

    first, second, other = await asyncio.gather(use("a"), use("a"), use("b"))
    assert first is second
    assert first is not other
    assert await use("a") is not first
    assert len(made) == 3


async def test_a_client_that_cannot_be_made_is_said_to_each(dct: Sandbox) -> None:
    async def make() -> AsyncClient:
        raise MissingExtra(message="no", extra="x")

    async def use() -> None:
        async with lookout_for("broken", make):
            raise AssertionError

    outcomes = await asyncio.gather(use(), use(), return_exceptions=True)
    assert [type(each) for each in outcomes] == [MissingExtra, MissingExtra]


async def test_a_job_that_cannot_be_looked_at_is_told_with_the_reason(dct: Sandbox) -> None:
    (ref,) = await started(dct, 1)
    for operation in ("search_jobs", "get_job_by_id"):
        dct.faults.add(operation, faults.Answer(403, {"message": "no"}), times=5)
    lookout = Lookout(dct.async_client(policy=Policy(attempts=1)))
    news = await to_the_end(lookout, ref)
    await lookout.close()
    assert news.over
    assert type(news.error).__name__ == "PermissionDenied"


async def test_one_who_comes_later_is_looked_at_with_the_others(dct: Sandbox) -> None:
    early, late = await started(dct, 2)
    lookout = Lookout(dct.async_client())
    async with lookout.following(early) as news:
        assert (await news()).phase is Phase.QUEUED
        dct.delphix.finish(late.id)
        assert (await to_the_end(lookout, late)).phase is Phase.SUCCEEDED
        dct.delphix.finish(early.id)
        assert (await to_the_end(lookout, early)).phase is Phase.SUCCEEDED
    await lookout.close()
