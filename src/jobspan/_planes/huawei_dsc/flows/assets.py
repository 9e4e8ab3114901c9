"""Assets: buckets, databases and big-data stores to scan, and what DSC may access."""

from collections.abc import Sequence
from typing import Any, Final, get_args

import attrs

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.paginate import Listing, collect
from jobspan._core.reconcile import Confirmed, Finding, Unknown, looking
from jobspan._core.validation import validating
from jobspan._planes.huawei_dsc.flows.calls import ask, cannot_tell, change, if_readable, settings_of
from jobspan._planes.huawei_dsc.flows.paging import Batch, check_limit, pages
from jobspan._planes.huawei_dsc.flows.validation import check_bucket, check_id
from jobspan._planes.huawei_dsc.models.assets import Authorization, Bucket, BucketToAdd, Database, DataSource, Quota
from jobspan._planes.huawei_dsc.models.paging import Paging
from jobspan._planes.huawei_dsc.models.scan_jobs import AssetLastJob
from jobspan._planes.huawei_dsc.models.shared import WriteResult
from jobspan._planes.huawei_dsc.operations.assets import (
    ADD_BUCKETS,
    CHANGE_AUTHORIZATION,
    DELETE_BUCKET,
    LIST_BIG_DATA,
    LIST_BUCKETS,
    LIST_DATABASES,
    RENAME_ASSET,
    SHOW_AUTHORIZATION,
    SHOW_QUOTA,
)
from jobspan._planes.huawei_dsc.operations.scan_jobs import SHOW_LAST_JOB
from jobspan._planes.huawei_dsc.rules import BUCKET_NOT_ADDED, NameAmong
from jobspan._planes.huawei_dsc.words import BucketPolicy

_POLICIES: Final = get_args(BucketPolicy)


def buckets(
    ctx: PlaneContext, *, added: bool | None = None, limit: int | None = None, paging: Paging = Paging.AUTO
) -> Listing[Bucket]:
    """The OBS buckets; ``added`` narrows them to those that DSC may scan, or may not."""
    _check_page(LIST_BUCKETS.call, limit)

    def fetch(paging: dict[str, Any]) -> Flow[Batch[Bucket]]:
        page = yield from ask(ctx, LIST_BUCKETS, query={"added": added, **paging})
        return Batch(rows=page.buckets, total=page.total, unreadable=page.unreadable)

    return pages(ctx, LIST_BUCKETS, fetch, limit=limit, paging=paging, id_of=lambda bucket: bucket.id)


def add_buckets(ctx: PlaneContext, wanted: Sequence[BucketToAdd], *, policy: str) -> Flow[None]:
    """Let DSC scan buckets. Their region is the client's unless ``location`` is given."""
    with validating(ADD_BUCKETS) as problems:
        if not wanted:
            problems.add("buckets", "at least one is required")
        region = settings_of(ctx).region
        placed = [attrs.evolve(bucket, location=bucket.location or region) for bucket in wanted]
        for number, bucket in enumerate(placed):
            check_bucket(problems, f"buckets[{number}].bucket_name", bucket.bucket_name)
            problems.one_of(f"buckets[{number}].bucket_policy", bucket.bucket_policy, _POLICIES)
    names = [bucket.bucket_name for bucket in placed]
    before = yield from if_readable(ctx, LIST_BUCKETS, lambda: _added_names(ctx))
    body, query = {"buckets": ctx.dialect.codec.write(placed)}, {"type": policy}

    def look() -> Flow[Finding[WriteResult]]:
        if before is None:
            return cannot_tell("Which buckets there were before could not be read.")
        if old := before & set(names):
            return cannot_tell(f"These were there before: {', '.join(sorted(old))}.")
        now = (yield from _added_names(ctx)) & set(names)
        if now == set(names):
            return Confirmed(WriteResult())
        return Unknown(
            "Some of the buckets are listed, others are not." if now else "None of the buckets is listed so far."
        )

    yield from change(
        ctx,
        ADD_BUCKETS,
        f"add {len(names)} buckets",
        query=query,
        body=body,
        verdicts=tuple(
            BUCKET_NOT_ADDED.judge(f"bucket {name}", None if before is None else NameAmong(name=name, existing=before))
            for name in names
        ),
        reconcile=looking(look),
    )


def _added_names(ctx: PlaneContext) -> Flow[frozenset[str]]:
    return frozenset(bucket.bucket_name or "" for bucket in (yield from collect(buckets(ctx, added=True))))


def delete_bucket(ctx: PlaneContext, bucket_id: str) -> Flow[None]:
    """Remove a bucket from DSC. If a first request went unanswered, one that is not there any more counts as removed."""
    path, title = {"bucket_id": bucket_id}, f"remove bucket {bucket_id} from DSC"
    yield from change(ctx, DELETE_BUCKET, title, path, gone=Confirmed(WriteResult()))


def rename_asset(ctx: PlaneContext, asset_id: str, name: str) -> Flow[None]:
    """Rename an asset."""
    with validating(RENAME_ASSET) as problems:
        problems.text("asset_id", asset_id)
        problems.text("name", name)
    yield from change(ctx, RENAME_ASSET, f"rename asset {asset_id}", {"asset_id": asset_id}, {"name": name})


def show_authorization(ctx: PlaneContext, kind: str) -> Flow[Authorization]:
    """Which kinds of assets DSC may access."""
    return (yield from ask(ctx, SHOW_AUTHORIZATION, query={"type": kind}))


def authorize(ctx: PlaneContext, kind: str, *, allowed: bool) -> Flow[None]:
    """Allow or forbid DSC to access a kind of asset."""
    title = f"{'allow DSC to access' if allowed else 'forbid DSC to access'} {kind}"
    yield from change(ctx, CHANGE_AUTHORIZATION, title, body={"authorization_status": allowed}, query={"type": kind})


def databases(
    ctx: PlaneContext, instance_type: str, *, limit: int | None = None, paging: Paging = Paging.AUTO
) -> Listing[Database]:
    """The databases of a kind of instance that DSC may scan."""
    with validating(LIST_DATABASES) as problems:
        problems.text("instance_type", instance_type)
        check_limit(problems, limit)

    def fetch(paging: dict[str, Any]) -> Flow[Batch[Database]]:
        page = yield from ask(ctx, LIST_DATABASES, query={"instance_type": instance_type, **paging})
        return Batch(rows=page.databases, total=page.total, unreadable=page.unreadable)

    return pages(ctx, LIST_DATABASES, fetch, limit=limit, paging=paging)


def big_data(ctx: PlaneContext, kind: str) -> Flow[tuple[DataSource, ...]]:
    """The big-data stores of a kind."""
    with validating(LIST_BIG_DATA) as problems:
        problems.text("type", kind)
    answer = yield from ask(ctx, LIST_BIG_DATA, query={"type": kind})
    return answer.datasources


def show_quota(ctx: PlaneContext) -> Flow[Quota]:
    """How many assets may be added."""
    return (yield from ask(ctx, SHOW_QUOTA))


def last_job(ctx: PlaneContext, asset_id: str) -> Flow[AssetLastJob]:
    """The scan job that last scanned an asset."""
    with validating(SHOW_LAST_JOB) as problems:
        check_id(problems, "asset_id", asset_id)
    return (yield from ask(ctx, SHOW_LAST_JOB, path={"asset_id": asset_id}))


def _check_page(call: str, limit: int | None) -> None:
    with validating(call) as problems:
        check_limit(problems, limit)
