"""Operations of Assets: buckets, databases, big-data stores, and what DSC may access."""

from jobspan._planes.huawei_dsc.models.assets import Authorization, Buckets, Databases, DataSources, Quota
from jobspan._planes.huawei_dsc.models.shared import WriteResult
from jobspan._planes.huawei_dsc.operations.table import ASSETS

LIST_BUCKETS = ASSETS.read(
    "A1",
    "GET /sdg/asset/obs/buckets",
    call="dsc.assets.buckets",
    page="ListBuckets",
    returns=Buckets,
)
ADD_BUCKETS = ASSETS.guarded(
    "A2",
    "POST /sdg/asset/obs/buckets",
    call="dsc.assets.add_buckets",
    page="AddBuckets",
    reason="the list tells whether the buckets are there; that a second request is refused is not documented",
    returns=WriteResult,
    rules=("bucket-not-added",),
    check="Look for the buckets in dsc.assets.buckets().",
)
DELETE_BUCKET = ASSETS.idempotent(
    "A3",
    "DELETE /sdg/asset/obs/bucket/{bucket_id}",
    call="dsc.assets.delete_bucket",
    page="DeleteBucket",
    reason="what is gone stays gone",
    returns=WriteResult,
    removes=True,
)
RENAME_ASSET = ASSETS.idempotent(
    "A4",
    "PUT /sdg/asset/{asset_id}/name",
    call="dsc.assets.rename",
    page="UpdateAssetName",
    reason="the name ends the same",
    returns=WriteResult,
)
SHOW_AUTHORIZATION = ASSETS.read(
    "A5.get",
    "GET /sdg/asset/authorization",
    call="dsc.assets.authorization",
    page="",
    returns=Authorization,
)
CHANGE_AUTHORIZATION = ASSETS.idempotent(
    "A5.put",
    "PUT /sdg/asset/authorization",
    call="dsc.assets.authorize",
    page="",
    reason="the switch ends in the same position",
    returns=WriteResult,
    may_answer_nothing=True,
)
LIST_DATABASES = ASSETS.read(
    "A6",
    "GET /asset-center/database/authorized-databases",
    call="dsc.assets.databases",
    page="",
    returns=Databases,
)
LIST_BIG_DATA = ASSETS.read(
    "A7",
    "GET /sdg/asset/bigdata",
    call="dsc.assets.big_data",
    page="",
    returns=DataSources,
)
SHOW_QUOTA = ASSETS.read(
    "A8",
    "GET /sdg/asset/quota",
    call="dsc.assets.quota",
    page="",
    returns=Quota,
)
