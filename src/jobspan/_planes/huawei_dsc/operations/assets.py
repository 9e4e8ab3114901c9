"""Operations of Assets: buckets, databases, big-data stores, and what DSC may reach."""

from jobspan._core.operation import Operation, RetryClass
from jobspan._planes.huawei_dsc.models.assets import Authorization, Buckets, Databases, DataSources, Quota
from jobspan._planes.huawei_dsc.models.shared import WriteResult
from jobspan._planes.huawei_dsc.operations.base import operation

LIST_BUCKETS: Operation[Buckets] = operation(
    "Assets",
    "A1",
    "GET /sdg/asset/obs/buckets",
    RetryClass.READ,
    call="dsc.assets.buckets",
    page="ListBuckets",
    returns=Buckets,
)
ADD_BUCKETS: Operation[WriteResult] = operation(
    "Assets",
    "A2",
    "POST /sdg/asset/obs/buckets",
    RetryClass.GUARDED,
    call="dsc.assets.add_buckets",
    page="AddBuckets",
    reason="the list tells whether the buckets are there",
    returns=WriteResult,
    rules=("bucket-not-added",),
    check="Look for the buckets in dsc.assets.buckets().",
)
DELETE_BUCKET: Operation[WriteResult] = operation(
    "Assets",
    "A3",
    "DELETE /sdg/asset/obs/bucket/{bucket_id}",
    RetryClass.IDEMPOTENT,
    call="dsc.assets.delete_bucket",
    page="DeleteBucket",
    reason="what is gone stays gone",
    returns=WriteResult,
)
RENAME_ASSET: Operation[WriteResult] = operation(
    "Assets",
    "A4",
    "PUT /sdg/asset/{asset_id}/name",
    RetryClass.IDEMPOTENT,
    call="dsc.assets.rename",
    page="UpdateAssetName",
    reason="the name ends the same",
    returns=WriteResult,
)
SHOW_AUTHORIZATION: Operation[Authorization] = operation(
    "Assets",
    "A5.get",
    "GET /sdg/asset/authorization",
    RetryClass.READ,
    call="dsc.assets.authorization",
    page="",
    returns=Authorization,
)
CHANGE_AUTHORIZATION: Operation[WriteResult] = operation(
    "Assets",
    "A5.put",
    "PUT /sdg/asset/authorization",
    RetryClass.IDEMPOTENT,
    call="dsc.assets.authorize",
    page="",
    reason="the switch ends in the same position",
    returns=WriteResult,
)
LIST_DATABASES: Operation[Databases] = operation(
    "Assets",
    "A6",
    "GET /asset-center/database/authorized-databases",
    RetryClass.READ,
    call="dsc.assets.databases",
    page="",
    returns=Databases,
)
LIST_BIG_DATA: Operation[DataSources] = operation(
    "Assets",
    "A7",
    "GET /sdg/asset/bigdata",
    RetryClass.READ,
    call="dsc.assets.big_data",
    page="",
    returns=DataSources,
)
SHOW_QUOTA: Operation[Quota] = operation(
    "Assets",
    "A8",
    "GET /sdg/asset/quota",
    RetryClass.READ,
    call="dsc.assets.quota",
    page="",
    returns=Quota,
)
