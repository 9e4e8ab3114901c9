"""Assets that scans look at. Source: https://support.huaweicloud.com/intl/en-us/api-dsc/ListBuckets.html"""

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import RowsReply, rows
from jobspan.models import Model


@frozen(kw_only=True)
class Bucket(Model):
    """An OBS bucket.

    Attributes:
        id: what a scan job takes as asset id.
        asset_name: its name in DSC.
        bucket_name: its name in OBS.
        bucket_location: the region that it is in.
        bucket_policy: ``private`` or ``public``.
        create_time: when DSC got to know it, Unix milliseconds.
        is_deleted, deleted: it is not there any more; the vendor documents both as the same.
    """

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
    """A bucket to be scanned.

    Attributes:
        asset_name: name that it has in DSC.
        location: the region that it is in; without it, that of the client.
        bucket_name: its name in OBS.
        bucket_policy: ``private`` or ``public``; without it, private.
    """

    asset_name: str | None = None
    location: str | None = None
    bucket_name: str
    bucket_policy: str = "private"


@frozen(kw_only=True)
class Authorization(Model):
    """Which kinds of assets DSC may access.

    Attributes:
        obs_authorization: OBS buckets.
        database_authorization: databases.
        bigdata_authorization: big-data stores.
        mrs_authorization: stores of MapReduce Service (MRS).
        lts_authorization: log streams of Log Tank Service (LTS).
        dashboard_authorization: the dashboard.
    """

    obs_authorization: bool | None = None
    database_authorization: bool | None = None
    bigdata_authorization: bool | None = None
    mrs_authorization: bool | None = None
    lts_authorization: bool | None = None
    dashboard_authorization: bool | None = None


@frozen(kw_only=True)
class Database(Model):
    """A database that DSC may scan.

    Attributes:
        id: what a scan job takes as asset id.
        asset_name: its name in DSC.
        db_name: its own name.
        db_type, db_version: its engine.
        ins_id, ins_name, ins_type: the instance that it is in.
        authorized: whether DSC has access.
        region: the region that it is in.
        create_time: when DSC got to know it, Unix milliseconds.
        auth_type: kind of the authorization, in the vendor's words.
        authorize_fail_reason: why DSC could not get access.
        db_address, db_port: where it is reached.
        db_authorized: how far the authorization is.
        db_user: the user that DSC connects as.
        default: the vendor does not explain it.
        service_name, sid: as Oracle has them.
        subnet_ids, vpc_ids: the networks that it is in.
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
    """A big-data store.

    Attributes:
        id: what a scan job takes as asset id.
        asset_name: its name in DSC.
        ds_name: its own name.
        ds_type, ds_version: its engine.
        authorized: whether DSC has access.
        authorize_fail_reason: why DSC could not get access.
        create_time: when DSC got to know it, Unix milliseconds.
        default: the vendor does not explain it.
        ds_address, ds_port: where it is reached.
        ds_authorized: how far the authorization is.
        ds_user: the user that DSC connects as.
        ins_id, ins_name, ins_type: the instance that it is in.
        region: the region that it is in.
        security_group_id, subnet_id, vpc_id: the network that it is in.
        source_type: where it comes from, in the vendor's words.
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
    """How many assets the DSC instance covers, and how many are in use.

    Attributes:
        total_size: how many it covers.
        use_size: how many are in use.
    """

    total_size: int | None = None
    use_size: int | None = None
