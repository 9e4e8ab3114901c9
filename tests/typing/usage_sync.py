"""How the synchronous client is used, with the types that a checker must see. Checked by mypy and pyright, never run."""

from typing import assert_type

import pandas

from jobspan import BatchResult, Client, Handle, JobRef, Pager, Phase, Plan, Reply, Rows, Secret, Verdict
from jobspan.ciphertrust import SyncJob
from jobspan.delphix import Connector, ConnectorTest, CopyView, Execution, ExecutionLog, Job, MaskingJob, Run, Tag


def starting(client: Client) -> None:
    copying = client.masking_jobs.copy("1", target_engine_id="2", target_environment_id="3")
    assert_type(copying, Handle[CopyView, MaskingJob])
    assert_type(copying.view, CopyView | None)
    assert_type(copying.refresh(), CopyView)
    assert_type(copying.wait(timeout=1.0, progress=True), MaskingJob)
    assert_type(copying.wait_until(lambda view: view.job.phase is Phase.RUNNING), CopyView)
    assert_type(copying.result(), MaskingJob)
    assert_type(copying.ref, JobRef)
    assert_type(copying.phase, Phase)
    assert_type(client.masking_jobs.execute("1", engine_id="2"), Handle[Run, Execution])
    assert_type(client.sync_jobs.start("aws", kms=["1"], regions=["2"]), Handle[SyncJob, SyncJob])
    assert_type(client.sync_jobs.sap.keys.start(groups=["1"]), Handle[SyncJob, SyncJob])
    assert_type(client.sync_jobs.sap.keys.start(containers=["1"]), Handle[SyncJob, SyncJob])
    assert_type(client.connectors.update("1", password=Secret("x")).wait(), Connector)
    assert_type(client.connectors.test("1").raise_for_failure(), ConnectorTest)


def planning(client: Client) -> None:
    plan = client.masking_jobs.copy.plan("1", target_engine_id="2", target_environment_id="3")
    assert_type(plan, Plan[Handle[CopyView, MaskingJob]])
    assert_type(plan.apply(), Handle[CopyView, MaskingJob])
    assert_type(plan.verdicts, tuple[Verdict, ...])
    assert_type(client.masking_jobs.update("1", name="x"), MaskingJob)
    assert_type(client.masking_jobs.update.plan("1", name="x"), Plan[MaskingJob])
    assert_type(client.masking_jobs.add_tags.plan("1", {"a": "b"}), Plan[Rows[Tag]])
    assert_type(client.delphix.executions.cancel.plan("1"), Plan[None])
    assert_type(client.delphix.jobs.watch("1").cancel.plan(), Plan[None])


def listing(client: Client) -> None:
    pager = client.masking_jobs.list(page_size=10)
    assert_type(pager, Pager[MaskingJob])
    for job in pager:
        assert_type(job, MaskingJob)
    for page in client.connectors.search().pages():
        assert_type(page.items, tuple[Connector, ...])
        assert_type(page.total, int | None)
    assert_type(pager.first(), MaskingJob | None)
    assert_type(pager.to_list(limit=5), Rows[MaskingJob])
    assert_type(pager.to_pandas(), pandas.DataFrame)


def describing(client: Client) -> None:
    reply = client.with_meta(client.masking_jobs.get, "1")
    assert_type(reply, Reply[MaskingJob])
    assert_type(reply.value, MaskingJob)
    assert_type(reply.meta.request_id, str | None)
    assert_type(client.with_meta(client.delphix.executions.log, "1"), Reply[ExecutionLog])
    assert_type(client.with_options(retries=0, headers={"X-Trace": "1"}), Client)
    assert_type(client.delphix.jobs.watch("1"), Handle[Job, Job])
    assert_type(client.configured(), tuple[str, ...])


def settling(result: BatchResult[str]) -> None:
    for item in result.raise_for_failures():
        assert_type(item.item, str)


def opening() -> None:
    with Client.from_env() as client:
        assert_type(client, Client)
    with Client.from_profile("prod") as client:
        assert_type(client, Client)
