"""Schedules of the appliance: what it does by itself, and when."""

from datetime import datetime
from typing import Any

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import wire
from jobspan.models import Model, OpenEnum


class ScheduledOperation(OpenEnum):
    """What a schedule does. The scheduler has more operations than these; ``schedules.operations()`` lists them."""

    SYNCHRONIZATION = "cckm_synchronization"
    KEY_ROTATION = "cckm_key_rotation"
    XKS_CREDENTIAL_ROTATION = "cckm_xks_credential_rotation"
    KEY_BACKUP = "cckm_key_backup"
    ADD_CONTAINERS = "cckm_add_containers"
    DATABASE_BACKUP = "database_backup"


class SyncItem(OpenEnum):
    """What a scheduled synchronization of Azure vaults brings in. The vendor's own Terraform provider knows ``key`` alone."""

    KEYS = "key"
    SECRETS = "secret"
    CERTIFICATES = "certificate"
    ALL = "all"


@frozen(kw_only=True)
class ScheduledSync(Model):
    """What a schedule synchronizes.

    Attributes:
        cloud_name: the scheduler's word for the cloud.
        kms, key_vaults, key_rings, oci_vaults, organizations, groups, partitions, domains: what to synchronize, names or ids;
            which list counts depends on the cloud, and :attr:`containers` is that one.
        sync_items: what is brought in from Azure vaults.
        take_cloud_key_backup: whether keys of Azure are backed up there as well.
        synchronize_all: all containers of the cloud, instead of those of a list.
    """

    cloud_name: str | None = None
    kms: tuple[str, ...] = ()
    key_vaults: tuple[str, ...] = ()
    key_rings: tuple[str, ...] = ()
    oci_vaults: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    partitions: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    sync_items: tuple[SyncItem, ...] = attrs.field(default=(), metadata=wire("sync_item"))
    take_cloud_key_backup: bool | None = None
    synchronize_all: bool | None = None

    @property
    def containers(self) -> tuple[str, ...]:
        """The containers, whatever the cloud calls them."""
        lists = (
            self.kms,
            self.key_vaults,
            self.key_rings,
            self.oci_vaults,
            self.organizations,
            self.groups,
            self.partitions,
            self.domains,
        )
        return next((each for each in lists if each), ())


@frozen(kw_only=True)
class AwsRotation(Model):
    """How keys of AWS are rotated.

    Attributes:
        retain_alias: whether the alias moves to the new key.
        rotate_material: whether the key stays and gets new material.
    """

    retain_alias: bool | None = None
    rotate_material: bool | None = None


@frozen(kw_only=True)
class ScheduledKeyRotation(Model):
    """Which of the keys that are attached to a schedule it rotates, and how. Times are texts such as ``90d`` or ``12h``.

    Attributes:
        cloud_name: the scheduler's name of the cloud.
        expiration: how long a new key lives; absent: for ever.
        expire_in: rotate only keys that expire within this time; absent: all that are attached.
        rotation_after: rotate first this long after a key was made, and then each time it has passed.
        aws_param: for AWS.
    """

    cloud_name: str | None = None
    expiration: str | None = None
    expire_in: str | None = None
    rotation_after: str | None = None
    aws_param: AwsRotation | None = None


@frozen(kw_only=True)
class ScheduledCredentialRotation(Model):
    """The credentials of external key stores are rotated: those that are attached to the schedule.

    Attributes:
        cloud_name: ``aws``; there is no other.
    """

    cloud_name: str | None = None


@frozen(kw_only=True)
class Schedule(Model):
    """A job configuration of the scheduler.

    Attributes:
        id: CipherTrust's own id.
        name: its name, which cannot be changed.
        operation: what it does.
        run_at: a cron expression of five fields, in the appliance's own time zone.
        run_on: id of the node that runs it, or ``any``.
        description: any text.
        disabled: it is kept from running.
        start_date, end_date: it runs only between these times.
        sync: what it synchronizes, if it does that.
        key_rotation: which keys it rotates and how, if it does that.
        credential_rotation: set if it rotates the credentials of external key stores.
        parameters: of other operations, as the plane sent them.
        created_at: when it was made.
        updated_at: when it last changed.
        uri, account, application, dev_account: URNs of the appliance, which mean nothing outside of it.

    Source: https://thalesdocs.com/ctp/cm/latest/reference/cckmapi/scheduler-apis/ (Scheduling Synchronization).
    """

    id: str
    name: str | None = None
    operation: ScheduledOperation | None = None
    run_at: str | None = None
    run_on: str | None = None
    description: str | None = None
    disabled: bool = False
    start_date: datetime | None = None
    end_date: datetime | None = None
    sync: ScheduledSync | None = attrs.field(default=None, metadata=wire("cckm_synchronization_params"))
    key_rotation: ScheduledKeyRotation | None = attrs.field(default=None, metadata=wire("cckm_key_rotation_params"))
    credential_rotation: ScheduledCredentialRotation | None = attrs.field(
        default=None, metadata=wire("cckm_xks_credential_rotation_params")
    )
    parameters: dict[str, Any] | None = attrs.field(default=None, metadata=wire("job_config_params"))
    created_at: datetime | None = attrs.field(default=None, metadata=wire("createdAt"))
    updated_at: datetime | None = attrs.field(default=None, metadata=wire("updatedAt"))
    uri: str | None = None
    account: str | None = None
    application: str | None = None
    dev_account: str | None = attrs.field(default=None, metadata=wire("devAccount"))
