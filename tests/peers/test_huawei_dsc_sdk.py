"""The vendor's own SDK runs against the sandbox, and its requests are those of jobspan."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import jobspan
from jobspan._core.convert import fields_of
from jobspan._planes.huawei_dsc.models import assets, results, rules, scan_jobs
from jobspan._planes.huawei_dsc.models.shared import AssetType, Category, WriteResult
from jobspan.dsc import BucketToAdd
from jobspan.testing import Progress, Sandbox
from jobspan.testing.sandbox.huawei.access import ACCESS_KEY, PROJECT_ID, SECRET_KEY
from jobspan.testing.sandbox.huawei_dsc.seed import BUCKET, FINISHED_SCAN, PCI
from jobspan.testing.sandbox.recorder import RecordedRequest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    sdk = pytest.importorskip("huaweicloudsdkdsc.v1")
    core = pytest.importorskip("huaweicloudsdkcore")
    from huaweicloudsdkcore.auth.credentials import BasicCredentials
    from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(["huawei_dsc"], progress=Progress.at_once()) as sandbox:
        sandbox.huawei_dsc.switches.generations = frozenset("A")
        yield sandbox


@pytest.fixture
def vendor(sandbox: Sandbox) -> Any:
    keys = BasicCredentials(ACCESS_KEY, SECRET_KEY, PROJECT_ID)
    builder = sdk.DscClient.new_builder().with_credentials(keys)
    return builder.with_endpoint(sandbox.url("huawei_dsc")).build()


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[jobspan.Client]:
    with sandbox.client() as client:
        yield client


SETTINGS: dict[str, Any] = {
    "asset_ids": [BUCKET],
    "cycle": "ONCE",
    "name": "weekly-scan",
    "rule_group_ids": [PCI],
    "start_time": 0,
    "time_zone": "8",
    "use_nlp": False,
}
BEAN: dict[str, Any] = {
    "asset_name": "invoices",
    "location": "eu-west-101",
    "bucket_name": "invoices",
    "bucket_policy": "private",
}

Vendor = Callable[[Any], Any]
Ours = Callable[[jobspan.Client], Any]

PAIRS: dict[str, tuple[str, Vendor, Ours]] = {
    "list scan jobs": (
        "S2",
        lambda v: v.show_scan_jobs(sdk.ShowScanJobsRequest(offset=0, limit=10)).tasks[0].id,
        lambda c: c.dsc.scan_jobs.list(page_size=10).to_list()[0].id,
    ),
    "list scan jobs of a time": (
        "S2",
        lambda v: len(
            v.show_scan_jobs(
                sdk.ShowScanJobsRequest(
                    offset=0, limit=10, content="customer", start_time="1", end_time="1800000000000"
                )
            ).tasks
        ),
        lambda c: len(
            c.dsc.scan_jobs.list(page_size=10, name="customer", start_time="1", end_time=1_800_000_000_000).to_list()
        ),
    ),
    "create scan job": (
        "S3",
        lambda v: v.add_scan_job(sdk.AddScanJobRequest(body=sdk.ScanJobRequest(**SETTINGS))).status,
        lambda c: (c.dsc.scan_jobs.create(**SETTINGS), "RESPONSE_SUCCESS")[1],
    ),
    "delete scan job": (
        "S5",
        lambda v: v.delete_scan_job(sdk.DeleteScanJobRequest(job_id=FINISHED_SCAN)) and None,
        lambda c: c.dsc.scan_jobs.delete(FINISHED_SCAN),
    ),
    "results": (
        "R4",
        lambda v: [
            row.table_name
            for row in v.show_scan_job_results(
                sdk.ShowScanJobResultsRequest(job_id=FINISHED_SCAN, type="DATABASE", offset=0, limit=100)
            ).db_scan_result.db_scan_results
        ],
        lambda c: [row.table_name for row in c.dsc.scan_jobs.results(FINISHED_SCAN, type="DATABASE")],
    ),
    "results of a time": (
        "R4",
        lambda v: (
            v.show_scan_job_results(
                sdk.ShowScanJobResultsRequest(
                    job_id=FINISHED_SCAN, type="OBS", offset=0, limit=100, start_time="1", end_time="2"
                )
            ).obs_scan_result.total
        ),
        lambda c: len(c.dsc.scan_jobs.results(FINISHED_SCAN, type="OBS", start_time="1", end_time="2").to_list()),
    ),
    "list buckets": (
        "A1",
        lambda v: [
            b.bucket_name for b in v.list_buckets(sdk.ListBucketsRequest(added=True, offset=0, limit=10)).buckets
        ],
        lambda c: [b.bucket_name for b in c.dsc.assets.buckets(added=True, page_size=10)],
    ),
    "add bucket": (
        "A2",
        lambda v: (
            v.add_buckets(
                sdk.AddBucketsRequest(type="private", body=sdk.BucketsRequest(buckets=[sdk.BucketBean(**BEAN)]))
            )
            and None
        ),
        lambda c: c.dsc.assets.add_buckets([BucketToAdd(**BEAN)]),
    ),
    "delete bucket": (
        "A3",
        lambda v: v.delete_bucket(sdk.DeleteBucketRequest(bucket_id=BUCKET)) and None,
        lambda c: c.dsc.assets.delete_bucket(BUCKET),
    ),
    "rename asset": (
        "A4",
        lambda v: (
            v.update_asset_name(sdk.UpdateAssetNameRequest(asset_id=BUCKET, body=sdk.AssetNameRequest(name="files")))
            and None
        ),
        lambda c: c.dsc.assets.rename(BUCKET, "files"),
    ),
    "list rule groups": (
        "G1",
        lambda v: [g.group_name for g in v.list_rule_groups(sdk.ListRuleGroupsRequest(offset=0, limit=100)).groups],
        lambda c: [g.group_name for g in c.dsc.rule_groups.list()],
    ),
    "create rule group": (
        "G2.add",
        lambda v: (
            v.add_rule_group(
                sdk.AddRuleGroupRequest(body=sdk.RuleGroupRequest(group_name="Phones", rule_ids=["rule-phone"]))
            )
            and None
        ),
        lambda c: c.dsc.rule_groups.create("Phones", ["rule-phone"]).delete_allowed and None,
    ),
    "delete rule group": (
        "G2.delete",
        lambda v: v.delete_rule_group(sdk.DeleteRuleGroupRequest(group_id=PCI)) and None,
        lambda c: c.dsc.rule_groups.delete(PCI),
    ),
    "list rules": (
        "G3",
        lambda v: [r.rule_name for r in v.show_rules(sdk.ShowRulesRequest(offset=0, limit=100)).rules],
        lambda c: [r.rule_name for r in c.dsc.rule_groups.rules()],
    ),
}


def shape(request: RecordedRequest) -> dict[str, Any]:
    """What the server can tell of a request, apart from who signed it when."""
    return {
        "method": request.method,
        "path": request.path,
        "query": sorted(request.query.multi_items()),
        "body": request.json,
        "content-type": request.headers.get("content-type"),
        "x-project-id": request.headers.get("x-project-id"),
    }


@pytest.mark.parametrize("name", PAIRS)
def test_request_for_request(name: str, sandbox: Sandbox, vendor: Any, client: jobspan.Client) -> None:
    operation, theirs, ours = PAIRS[name]
    with Sandbox(["huawei_dsc"], progress=Progress.at_once()) as other:
        other.huawei_dsc.switches.generations = frozenset("A")
        with other.client() as client:
            our_value = ours(client)
        our_request = other.requests.of(operation)[0]
    their_value = theirs(vendor)
    their_request = sandbox.requests.of(operation)[0]
    assert (their_request.status, our_request.status) == (200, 200)
    assert shape(our_request) == shape(their_request)
    assert our_value == their_value


def test_errors_have_the_shape_the_vendors_sdk_reads(sandbox: Sandbox, vendor: Any) -> None:
    with pytest.raises(ClientRequestException) as caught:
        vendor.show_scan_job_results(sdk.ShowScanJobResultsRequest(job_id="no-such-job", type="OBS"))
    assert (caught.value.status_code, caught.value.error_code) == (404, "dsc.sandbox.404")
    sandbox.huawei_dsc.switches.enabled = False
    with pytest.raises(ClientRequestException) as caught:
        vendor.list_rule_groups(sdk.ListRuleGroupsRequest())
    assert (caught.value.status_code, caught.value.error_code) == (401, "dsc.10000009")


MODELS: dict[str, tuple[type, set[str]]] = {
    "ShowScanJobsResponse": (scan_jobs.ScanJobs, set()),
    "ScanJob": (scan_jobs.ScanJob, {"scan_templates", "security_level_name", "security_level_color", "asset_infos"}),
    "ShowScanJobResultsResponse": (results.ScanJobResults, set()),
    "DbScanResult": (results.FindingList, set()),
    "ListBucketsResponse": (assets.Buckets, set()),
    "Bucket": (assets.Bucket, set()),
    "ListRuleGroupsResponse": (rules.RuleGroups, set()),
    "ResponseGroup": (rules.RuleGroup, set()),
    "ShowRulesResponse": (rules.Rules, set()),
    "ResponseRule": (rules.Rule, set()),
    "AddScanJobResponse": (WriteResult, {"id"}),
    "AddBucketsResponse": (WriteResult, {"id"}),
    "AddRuleGroupResponse": (WriteResult, {"id"}),
    "DeleteRuleGroupResponse": (WriteResult, {"id"}),
    "DeleteScanJobResponse": (WriteResult, {"id"}),
    "DeleteBucketResponse": (WriteResult, {"id"}),
    "UpdateAssetNameResponse": (WriteResult, {"id"}),
}
"""By the name of the vendor's model: ours, and what newer pages have on top of it."""
OPEN_ENUMS = (AssetType, Category, scan_jobs.Cycle, scan_jobs.ScanStatus)
TYPES = {"str": str, "int": int, "bool": bool}


@pytest.mark.parametrize("name", MODELS)
def test_answers_are_read_as_the_vendors_sdk_reads_them(name: str) -> None:
    ours, newer = MODELS[name]
    theirs: dict[str, str] = getattr(sdk, name).openapi_types
    fields = {field.name: declared for field, declared in fields_of(ours) if field.name not in ("extra", "unreadable")}
    assert set(fields) == set(theirs) | newer
    for field, declared in theirs.items():
        read = str(fields[field])
        if declared in TYPES:
            kinds = {TYPES[declared].__name__, *(each.__name__ for each in OPEN_ENUMS if declared == "str")}
            assert any(kind in read for kind in kinds), f"{name}.{field}: {declared}, read as {read}"
            assert "tuple" not in read, f"{name}.{field}: one value, read as {read}"
        if declared.startswith("list"):
            assert "tuple" in read, f"{name}.{field}: a list, read as {read}"


@pytest.mark.parametrize(
    ("name", "key"), [("DbScanResultInfo", "db"), ("ObsScanResultInfo", "obs"), ("EsScanResultInfo", "es")]
)
def test_a_finding_has_the_fields_of_each_kind(name: str, key: str) -> None:
    assert set(getattr(sdk, name).openapi_types) <= {field.name for field, _ in fields_of(results.Finding)}, key
