"""How the asynchronous client is used, with the types that a checker must see. Checked by mypy and pyright, never run."""

from typing import assert_type

import pandas

from jobspan import AsyncClient, AsyncHandle, AsyncPager, AsyncPlan, JobRef, Phase, Reply, Rows, Secret
from jobspan.ciphertrust import SyncJob
from jobspan.delphix import Connector, ConnectorTest, CopyView, Execution, ExecutionLog, Job, MaskingJob, Run, Tag


async def starting(client: AsyncClient) -> None:
    copying = await client.masking_jobs.copy("1", target_engine_id="2", target_environment_id="3")
    assert_type(copying, AsyncHandle[CopyView, MaskingJob])
    assert_type(copying.view, CopyView | None)
    assert_type(await copying.refresh(), CopyView)
    assert_type(await copying.wait(timeout=1.0, progress=True), MaskingJob)
    assert_type(await copying.wait_until(lambda view: view.job.phase is Phase.RUNNING), CopyView)
    assert_type(await copying.result(), MaskingJob)
    assert_type(copying.ref, JobRef)
    assert_type(await client.masking_jobs.execute("1", engine_id="2"), AsyncHandle[Run, Execution])
    assert_type(await client.sync_jobs.start("aws", kms=["1"], regions=["2"]), AsyncHandle[SyncJob, SyncJob])
    assert_type(await client.sync_jobs.sap.keys.start(groups=["1"]), AsyncHandle[SyncJob, SyncJob])
    assert_type(await client.sync_jobs.sap.keys.start(containers=["1"]), AsyncHandle[SyncJob, SyncJob])
    assert_type(await (await client.connectors.update("1", password=Secret("x"))).wait(), Connector)
    assert_type((await client.connectors.test("1")).raise_for_failure(), ConnectorTest)


async def planning(client: AsyncClient) -> None:
    plan = await client.masking_jobs.copy.plan("1", target_engine_id="2", target_environment_id="3")
    assert_type(plan, AsyncPlan[AsyncHandle[CopyView, MaskingJob]])
    assert_type(await plan.apply(), AsyncHandle[CopyView, MaskingJob])
    assert_type(await client.masking_jobs.update("1", name="x"), MaskingJob)
    assert_type(await client.masking_jobs.update.plan("1", name="x"), AsyncPlan[MaskingJob])
    assert_type(await client.masking_jobs.add_tags.plan("1", {"a": "b"}), AsyncPlan[Rows[Tag]])
    assert_type(await client.delphix.executions.cancel.plan("1"), AsyncPlan[None])


async def listing(client: AsyncClient) -> None:
    pager = client.masking_jobs.list(page_size=10)
    assert_type(pager, AsyncPager[MaskingJob])
    async for job in pager:
        assert_type(job, MaskingJob)
    async for page in client.connectors.search().pages():
        assert_type(page.items, tuple[Connector, ...])
    assert_type(await pager.first(), MaskingJob | None)
    assert_type(await pager.to_list(limit=5), Rows[MaskingJob])
    assert_type(await pager.to_pandas(), pandas.DataFrame)


async def describing(client: AsyncClient) -> None:
    reply = await client.with_meta(client.masking_jobs.get, "1")
    assert_type(reply, Reply[MaskingJob])
    assert_type(await client.with_meta(client.delphix.executions.log, "1"), Reply[ExecutionLog])
    assert_type(client.with_options(retries=0), AsyncClient)
    assert_type(client.delphix.jobs.watch("1"), AsyncHandle[Job, Job])


async def opening() -> None:
    async with AsyncClient.from_env() as client:
        assert_type(client, AsyncClient)
