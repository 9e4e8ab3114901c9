"""Assets that scans look at. Source: https://support.huaweicloud.com/intl/en-us/api-dsc/ListBuckets.html"""

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import RowsReply, rows
from jobspan.models import Model


@frozen(kw_only=True)
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


@frozen(kw_only=True)
class Buckets(RowsReply):
    """One page of buckets."""

    buckets: tuple[Bucket, ...] = attrs.field(metadata=rows(total="total"))
    total: int | None = None


@frozen(kw_only=True)
class BucketToAdd(Model):
    """A bucket to be scanned: its name, a name for the asset, the region it is in, ``private`` or ``public``."""

    asset_name: str | None = None
    location: str | None = None
    bucket_name: str
    bucket_policy: str = "private"


@frozen(kw_only=True)
class Authorization(Model):
    """Which kinds of assets DSC may access."""

    obs_authorization: bool | None = None
    database_authorization: bool | None = None
    bigdata_authorization: bool | None = None
    mrs_authorization: bool | None = None
    lts_authorization: bool | None = None
    dashboard_authorization: bool | None = None


@frozen(kw_only=True)
class Database(Model):
    """A database that DSC may scan. ``id`` is what a scan job takes as asset id.

    ``authorize_fail_reason`` says why DSC could not get access, ``db_authorized`` how far that is; ``create_time`` is in
    milliseconds.
    """

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
    auth_type: str | None = None
    authorize_fail_reason: str | None = None
    db_address: str | None = None
    db_authorized: str | None = None
    db_port: int | None = None
    db_user: str | None = None
    db_version: str | None = None
    default: bool | None = None
    service_name: str | None = None
    sid: str | None = None
    subnet_ids: tuple[str, ...] | None = None
    vpc_ids: tuple[str, ...] | None = None


@frozen(kw_only=True)
class Databases(RowsReply):
    """One page of databases."""

    databases: tuple[Database, ...] = attrs.field(metadata=rows(total="total"))
    total: int | None = None


@frozen(kw_only=True)
class DataSource(Model):
    """A big-data store. ``id`` is what a scan job takes as asset id.

    ``authorize_fail_reason`` says why DSC could not get access, ``ds_authorized`` how far that is; ``create_time`` is in
    milliseconds.
    """

    id: str | None = None
    asset_name: str | None = None
    ds_name: str | None = None
    ds_type: str | None = None
    authorized: bool | None = None
    authorize_fail_reason: str | None = None
    create_time: int | None = None
    default: bool | None = None
    ds_address: str | None = None
    ds_authorized: str | None = None
    ds_port: int | None = None
    ds_user: str | None = None
    ds_version: str | None = None
    ins_id: str | None = None
    ins_name: str | None = None
    ins_type: str | None = None
    region: str | None = None
    security_group_id: str | None = None
    source_type: str | None = None
    subnet_id: str | None = None
    vpc_id: str | None = None


@frozen(kw_only=True)
class DataSources(RowsReply):
    """The big-data stores of a kind."""

    datasources: tuple[DataSource, ...] = attrs.field(metadata=rows())


@frozen(kw_only=True)
class Quota(Model):
    """How many assets the DSC instance covers, and how many are in use."""

    total_size: int | None = None
    use_size: int | None = None
