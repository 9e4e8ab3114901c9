"""Assets that scans look at. Source: https://support.huaweicloud.com/intl/en-us/api-dsc/ListBuckets.html"""

import attrs

from jobspan._core.convert import RowsReply, rows
from jobspan.models import Model


@attrs.frozen(kw_only=True)
class Bucket(Model):
    """An OBS bucket. ``id`` is what a scan job takes as asset id. ``create_time`` is in milliseconds."""

    id: str | None = None
    asset_name: str | None = None
    bucket_name: str | None = None
    bucket_location: str | None = None
    bucket_policy: str | None = None
    create_time: int | None = None
    is_deleted: bool | None = None
    deleted: bool | None = None


@attrs.frozen(kw_only=True)
class Buckets(RowsReply):
    """One page of buckets."""

    buckets: tuple[Bucket, ...] = attrs.field(metadata=rows(total="total"))
    total: int | None = None


@attrs.frozen(kw_only=True)
class BucketToAdd(Model):
    """A bucket to be scanned: its name, a name for the asset, the region it is in, ``private`` or ``public``."""

    asset_name: str | None = None
    location: str | None = None
    bucket_name: str
    bucket_policy: str = "private"


@attrs.frozen(kw_only=True)
class Authorization(Model):
    """Which kinds of assets DSC may reach."""

    obs_authorization: bool | None = None
    database_authorization: bool | None = None
    bigdata_authorization: bool | None = None
    mrs_authorization: bool | None = None
    lts_authorization: bool | None = None
    dashboard_authorization: bool | None = None


@attrs.frozen(kw_only=True)
class Database(Model):
    """A database that DSC may scan. ``id`` is what a scan job takes as asset id."""

    id: str | None = None
    asset_name: str | None = None
    db_name: str | None = None
    db_type: str | None = None
    ins_id: str | None = None
    ins_name: str | None = None
    ins_type: str | None = None
    authorized: bool | None = None
    region: str | None = None
    create_time: int | None = None


@attrs.frozen(kw_only=True)
class Databases(RowsReply):
    """One page of databases."""

    databases: tuple[Database, ...] = attrs.field(metadata=rows(total="total"))
    total: int | None = None


@attrs.frozen(kw_only=True)
class DataSource(Model):
    """A big-data store. ``id`` is what a scan job takes as asset id."""

    id: str | None = None
    asset_name: str | None = None
    ds_name: str | None = None
    ds_type: str | None = None
    authorized: bool | None = None


@attrs.frozen(kw_only=True)
class DataSources(RowsReply):
    """The big-data stores of a kind."""

    datasources: tuple[DataSource, ...] = attrs.field(metadata=rows())


@attrs.frozen(kw_only=True)
class Quota(Model):
    """How many assets the DSC instance covers, and how many are in use."""

    total_size: int | None = None
    use_size: int | None = None
