"""Sample calls of Huawei DSC."""

from __future__ import annotations

from jobspan import Client
from jobspan.dsc import BucketToAdd
from jobspan.testing import Sandbox
from jobspan.testing.sandbox.huawei_dsc.seed import BUCKET, EMPTY_BUCKET, FINISHED_SCAN, PCI
from tests.samples.sample import Arguments, Prepare, Sample, given


def _scan(client: Client) -> str:
    return client.dsc.scan_jobs.create("weekly-scan", asset_ids=[BUCKET], rule_group_ids=[PCI]).id


def _waiting_scan(client: Client) -> str:
    return client.dsc.scan_jobs.create("later-scan", asset_ids=[BUCKET], rule_group_ids=[PCI], open=False).id


def _of(make: object, *more: object, **named: object) -> Prepare:
    return lambda client, sandbox: Arguments(make(client), *more, **named)  # type: ignore[operator] # a callable


def _task(client: Client, scan: str) -> str:
    found = client.dsc.scan_jobs.tasks(scan).first()
    assert found is not None
    assert found.id is not None
    return found.id


def _old_list_only(prepare: Prepare) -> Prepare:
    def prepared(client: Client, sandbox: Sandbox) -> Arguments:
        sandbox.huawei_dsc.switches.generations = frozenset({"export"})
        return prepare(client, sandbox)

    return prepared


SAMPLES = (
    Sample("huawei_dsc", "E1", "export_tasks.create", given(FINISHED_SCAN, mask=True)),
    Sample("huawei_dsc", "S3", "dsc.scan_jobs.create", given("weekly-scan", asset_ids=[BUCKET], rule_group_ids=[PCI])),
    Sample(
        "huawei_dsc",
        "S4",
        "dsc.scan_jobs.update",
        _of(_waiting_scan, name="other-scan", asset_ids=[BUCKET], rule_group_ids=[PCI]),
    ),
    Sample("huawei_dsc", "S5", "dsc.scan_jobs.delete", given(FINISHED_SCAN)),
    Sample("huawei_dsc", "S6", "dsc.scan_jobs.enable", _of(_waiting_scan)),
    Sample("huawei_dsc", "S7", "dsc.scan_jobs.start", given(FINISHED_SCAN)),
    Sample("huawei_dsc", "S8", "dsc.scan_jobs.stop", _of(_scan)),
    Sample("huawei_dsc", "S10", "dsc.scan_jobs.start_task", _of(lambda c: _task(c, FINISHED_SCAN))),
    Sample("huawei_dsc", "S11", "dsc.scan_jobs.stop_task", _of(lambda c: _task(c, _scan(c)))),
    Sample("huawei_dsc", "S12", "dsc.scan_jobs.delete_task", _of(lambda c: _task(c, FINISHED_SCAN))),
    Sample(
        "huawei_dsc",
        "A2",
        "dsc.assets.add_buckets",
        given([BucketToAdd(bucket_name="invoices", asset_name="invoices")]),
    ),
    Sample("huawei_dsc", "A3", "dsc.assets.delete_bucket", given(EMPTY_BUCKET)),
    Sample("huawei_dsc", "A4", "dsc.assets.rename", given(BUCKET, "other name")),
    Sample("huawei_dsc", "A5.put", "dsc.assets.authorize", given("OBS")),
    Sample("huawei_dsc", "G2.add", "dsc.rule_groups.create", given("mine", ["rule-card"])),
    Sample(
        "huawei_dsc",
        "G2.delete",
        "dsc.rule_groups.delete",
        _of(lambda c: c.dsc.rule_groups.create("mine", ["rule-card"]).id),
    ),
)
