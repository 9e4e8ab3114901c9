"""How the author of a scheduler uses the asynchronous client. Checked by mypy and pyright, never run."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Literal, ParamSpec, TypeVar, assert_type

from jobspan import AsyncChangingMethod, AsyncClient, AsyncHandle, AsyncPlan, BatchResult, FleetReport, JobRef, Rows
from jobspan.ciphertrust import FamilyName, SyncJob
from jobspan.delphix import CopyView, Execution, MaskingJob, Run, SourceEngine, Tag
from jobspan.drs import MigrationJob
from jobspan.fleet import FleetLine
from jobspan.groupid import JobName
from jobspan.models import Finding

P = ParamSpec("P")
T = TypeVar("T")
V = TypeVar("V")
R = TypeVar("R")


async def once_a_night(
    method: AsyncChangingMethod[P, AsyncHandle[V, R]], key: str, *args: P.args, **kwargs: P.kwargs
) -> R:
    """Any change that starts a job: shown, made once, waited for."""
    plan = await method.plan(*args, **kwargs)
    assert_type(plan, AsyncPlan[AsyncHandle[V, R]])
    handle = await method.once(key, *args, **kwargs)
    assert_type(handle, AsyncHandle[V, R])
    return await handle.wait()


async def retried(call: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
    """Any call at all."""
    return await call(*args, **kwargs)


async def nightly(client: AsyncClient, clouds: Sequence[FamilyName]) -> None:
    assert_type(await once_a_night(client.masking_jobs.execute, "finance/tonight", "1", engine_id="2"), Execution)
    copied = await once_a_night(
        client.masking_jobs.copy, "copy/1", "1", target_engine_id="2", target_environment_id="3"
    )
    assert_type(copied, MaskingJob)
    for cloud in clouds:
        assert_type(await once_a_night(client.sync_jobs.start, f"keys/{cloud}", cloud, synchronize_all=True), SyncJob)
    assert_type(await retried(client.masking_jobs.get, "1"), MaskingJob)
    assert_type(await retried(client.masking_jobs.execute, "1", engine_id="2"), AsyncHandle[Run, Execution])


def clouds_of(word: Literal["aws", "azure"]) -> FamilyName:
    """Words of closed sets are literals: what is misspelt is found before it runs."""
    return word


async def lists(client: AsyncClient) -> None:
    assert_type(await client.masking_jobs.tags("1"), Rows[Tag])
    assert_type(await client.connectors.table_names("1"), Rows[str])
    assert_type(await client.data_sync_jobs.names(), Rows[JobName])
    assert_type(await client.migration_jobs.get_many(["1"]), Rows[MigrationJob])
    assert_type(await client.findings("delphix"), Rows[Finding])
    async for engine in client.masking_jobs.source_engines():
        assert_type(engine, SourceEngine)
    async for page in client.data_sync_jobs.list().pages():
        print(page.items[0].name)


async def batches(client: AsyncClient) -> None:
    plan = await client.migration_jobs.delete.plan(["1", "2"])
    assert_type(plan, AsyncPlan[BatchResult[str]])
    result = await plan.apply()
    for item in result:
        assert_type(item.item, str)


async def fleets(client: AsyncClient, jobs: Sequence[str]) -> None:
    fleet = client.fleet("qa-refresh", lanes={"engine *": 2})
    for job in jobs:
        fleet.add(client.masking_jobs.execute, job, engine_id="2")
    report = await fleet.run(at_once=5)
    assert_type(report, FleetReport)
    assert_type(client.journal.fleet("qa-refresh"), FleetReport | None)
    assert_type(client.journal.fleets(), Rows[FleetLine])


async def going_on(client: AsyncClient, kept: dict[str, str]) -> None:
    for text in kept.values():
        handle = client.resume(JobRef.from_json(text), started_by=client.masking_jobs.copy)
        assert_type(handle.view, CopyView | None)
        assert_type(await handle.wait(), MaskingJob)
