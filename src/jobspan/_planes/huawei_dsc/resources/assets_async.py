"""What is scanned: buckets, databases, big-data stores."""

from collections.abc import Sequence

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
from jobspan._planes.huawei_dsc.words import AuthorizedKind, BucketPolicy
from jobspan.tables import Rows


class AsyncAssets(AsyncResource):
    """What is scanned. Source: https://support.huaweicloud.com/intl/en-us/api-dsc/ListBuckets.html"""

    def buckets(
        self, *, added: bool | None = None, page_size: int | None = None, paging: Paging = Paging.AUTO
    ) -> AsyncPager[Bucket]:
        """List the OBS buckets.

        Args:
            added: only buckets that DSC may scan; without it, all.
            page_size: rows per request, 1..1000; without it, 100.
            paging: how to ask for the next page. The vendor's lists number pages or rows, and do not say which: ``auto``
                finds out by the second page, the others force a way. ``marker`` is for ``export_tasks.results`` alone.
        """
        return self._pager(assets.buckets(self._ctx, added=added, limit=page_size, paging=paging))

    @change
    async def add_buckets(self, buckets: Sequence[BucketToAdd], *, type: BucketPolicy = "private") -> None:
        """Let DSC scan buckets. Their region is the client's unless ``location`` is given.

        Args:
            buckets: at least one: the name of the bucket, and if need be a name for the asset, the region (``location``) and
                whether it is private or public.
            type: what the request says all of them are; without it, private.

        Raises:
            ValidationError: a name is not a valid bucket name.
            AmbiguousOutcomeError: the reply was lost, and not all of the buckets are to be seen.
        """
        await self._change(lambda: assets.add_buckets(self._ctx, buckets, policy=type))

    @change
    async def delete_bucket(self, bucket_id: str) -> None:
        """Remove a bucket from DSC, so that it is no longer scanned. The bucket itself stays.

        Args:
            bucket_id: id of the bucket, as ``buckets`` shows it.
        """
        await self._change(lambda: assets.delete_bucket(self._ctx, bucket_id))

    @change
    async def rename(self, asset_id: str, name: str) -> None:
        """Rename an asset.

        Args:
            asset_id: id of the asset, as ``buckets``, ``databases`` and ``big_data`` list it.
            name: name that the asset has in DSC from now on.
        """
        await self._change(lambda: assets.rename_asset(self._ctx, asset_id, name))

    async def authorization(self, type: AuthorizedKind = "ALL") -> Authorization:
        """Show which kinds of assets DSC may access.

        Args:
            type: kind of assets that is asked for; without it, all kinds.
        """
        return await self._run(assets.show_authorization(self._ctx, type))

    @change
    async def authorize(self, type: AuthorizedKind, *, allowed: bool = True) -> None:
        """Allow or forbid DSC to access a kind of asset.

        Args:
            type: kind of assets.
            allowed: whether DSC may access them.
        """
        await self._change(lambda: assets.authorize(self._ctx, type, allowed=allowed))

    def databases(
        self, instance_type: str, *, page_size: int | None = None, paging: Paging = Paging.AUTO
    ) -> AsyncPager[Database]:
        """List the databases that DSC may scan, of one kind of instance.

        Args:
            instance_type: kind of instance, for example ``RDS``.
            page_size: rows per request, 1..1000; without it, 100.
            paging: how to ask for the next page. The vendor's lists number pages or rows, and do not say which: ``auto``
                finds out by the second page, the others force a way. ``marker`` is for ``export_tasks.results`` alone.
        """
        return self._pager(assets.databases(self._ctx, instance_type, limit=page_size, paging=paging))

    async def big_data(self, type: str = "ALL") -> Rows[DataSource]:
        """List the big-data stores.

        Args:
            type: kind of store: ``Elasticsearch``, ``DLI``, ``Hive``, ``HBase``, ``MRS_HIVE``, ``LTS``, ``HIVE_ONLY``,
                ``JUST_BIG_DATA`` or ``ALL``; without it, all.
        """
        return await self._rows(assets.big_data(self._ctx, type), DataSource)

    async def quota(self) -> Quota:
        """Show how many assets DSC covers, and how many are in use."""
        return await self._run(assets.show_quota(self._ctx))

    async def last_job(self, asset_id: str) -> AssetLastJob:
        """Show the scan job that last scanned an asset.

        Args:
            asset_id: id of the asset, as ``buckets``, ``databases`` and ``big_data`` list it.

        Raises:
            NotFound: the asset does not exist.
            NotFound: the asset does not exist.
        """
        return await self._run(assets.last_job(self._ctx, asset_id))
