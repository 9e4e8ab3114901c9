"""What is scanned: buckets, databases, big-data stores."""

from collections.abc import Sequence
from typing import Literal

from jobspan._async.change import change
from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._planes.huawei_dsc.flows import (
    assets,
)
from jobspan._planes.huawei_dsc.models.assets import (
    Authorization,
    Bucket,
    BucketToAdd,
    Database,
    DataSource,
    Quota,
)
from jobspan._planes.huawei_dsc.models.paging import Paging
from jobspan._planes.huawei_dsc.models.scan_jobs import AssetLastJob


class AsyncAssets(AsyncResource):
    """What is scanned. Source: https://support.huaweicloud.com/intl/en-us/api-dsc/ListBuckets.html"""

    def buckets(
        self, *, added: bool | None = None, limit: int | None = None, paging: Paging = Paging.AUTO
    ) -> AsyncPager[Bucket]:
        """The OBS buckets; ``added=True``: those that DSC may scan."""
        return self._pager(assets.buckets(self._ctx, added=added, limit=limit, paging=paging))

    @change
    async def add_buckets(
        self, buckets: Sequence[BucketToAdd], *, type: Literal["private", "public"] = "private"
    ) -> None:
        """Let DSC scan buckets. They are in the client's region unless they say otherwise.

        Raises:
            ValidationError: a name is no bucket name.
            RuleViolation: a bucket is added already.
        """
        await self._change(lambda: assets.add_buckets(self._ctx, buckets, policy=type))

    @change
    async def delete_bucket(self, bucket_id: str) -> None:
        """Let DSC scan a bucket no longer. The bucket itself stays."""
        await self._change(lambda: assets.delete_bucket(self._ctx, bucket_id))

    @change
    async def rename(self, asset_id: str, name: str) -> None:
        """Give an asset another name."""
        await self._change(lambda: assets.rename_asset(self._ctx, asset_id, name))

    async def authorization(self, type: str = "ALL") -> Authorization:
        """Which kinds of assets DSC may reach."""
        return await self._run(assets.show_authorization(self._ctx, type))

    @change
    async def authorize(self, type: str, *, allowed: bool = True) -> None:
        """Let DSC reach a kind of assets (``OBS``, ``DATABASE``, ``BIGDATA``, ``MRS``, ``LTS``, ``DASHBOARD``, ``ALL``)."""
        await self._change(lambda: assets.authorize(self._ctx, type, allowed=allowed))

    def databases(
        self, instance_type: str, *, limit: int | None = None, paging: Paging = Paging.AUTO
    ) -> AsyncPager[Database]:
        """The databases of a kind of instance, for example ``RDS``."""
        return self._pager(assets.databases(self._ctx, instance_type, limit=limit, paging=paging))

    async def big_data(self, type: str = "ALL") -> tuple[DataSource, ...]:
        """The big-data stores of a kind, for example ``Elasticsearch`` or ``Hive``."""
        return await self._run(assets.big_data(self._ctx, type))

    async def quota(self) -> Quota:
        """How many assets DSC covers, and how many are in use."""
        return await self._run(assets.show_quota(self._ctx))

    async def last_job(self, asset_id: str) -> AssetLastJob:
        """The scan job that looked at an asset last."""
        return await self._run(assets.last_job(self._ctx, asset_id))
