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
from jobspan.tables import Rows


class AsyncAssets(AsyncResource):
    """What is scanned. Source: https://support.huaweicloud.com/intl/en-us/api-dsc/ListBuckets.html"""

    def buckets(
        self, *, added: bool | None = None, page_size: int | None = None, paging: Paging = Paging.AUTO
    ) -> AsyncPager[Bucket]:
        """List the OBS buckets; ``added=True``: only those that DSC may scan."""
        return self._pager(assets.buckets(self._ctx, added=added, limit=page_size, paging=paging))

    @change
    async def add_buckets(
        self, buckets: Sequence[BucketToAdd], *, type: Literal["private", "public"] = "private"
    ) -> None:
        """Let DSC scan buckets. Their region is the client's unless ``location`` is given.

        Raises:
            ValidationError: a name is not a valid bucket name.
            AmbiguousOutcomeError: the reply was lost, and not all of the buckets are to be seen.
        """
        await self._change(lambda: assets.add_buckets(self._ctx, buckets, policy=type))

    @change
    async def delete_bucket(self, bucket_id: str) -> None:
        """Remove a bucket from DSC, so that it is no longer scanned. The bucket itself stays."""
        await self._change(lambda: assets.delete_bucket(self._ctx, bucket_id))

    @change
    async def rename(self, asset_id: str, name: str) -> None:
        """Rename an asset."""
        await self._change(lambda: assets.rename_asset(self._ctx, asset_id, name))

    async def authorization(self, type: str = "ALL") -> Authorization:
        """Show which kinds of assets DSC may access."""
        return await self._run(assets.show_authorization(self._ctx, type))

    @change
    async def authorize(self, type: str, *, allowed: bool = True) -> None:
        """Allow or forbid DSC to access a kind of asset.

        Args:
            type: ``OBS``, ``DATABASE``, ``BIGDATA``, ``MRS``, ``LTS``, ``DASHBOARD`` or ``ALL``.
        """
        await self._change(lambda: assets.authorize(self._ctx, type, allowed=allowed))

    def databases(
        self, instance_type: str, *, page_size: int | None = None, paging: Paging = Paging.AUTO
    ) -> AsyncPager[Database]:
        """List the databases of a kind of instance, for example ``RDS``."""
        return self._pager(assets.databases(self._ctx, instance_type, limit=page_size, paging=paging))

    async def big_data(self, type: str = "ALL") -> Rows[DataSource]:
        """List the big-data stores of a kind, for example ``Elasticsearch`` or ``Hive``."""
        return await self._rows(assets.big_data(self._ctx, type), DataSource)

    async def quota(self) -> Quota:
        """Show how many assets DSC covers, and how many are in use."""
        return await self._run(assets.show_quota(self._ctx))

    async def last_job(self, asset_id: str) -> AssetLastJob:
        """Show the scan job that last scanned an asset."""
        return await self._run(assets.last_job(self._ctx, asset_id))
