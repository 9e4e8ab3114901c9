"""What the rows of all lists of containers have in common."""

from datetime import datetime

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import wire
from jobspan._planes.ciphertrust.models.times import set_time
from jobspan.models import Model


@frozen(kw_only=True)
class AccessEntry(Model):
    """Who may do what with a container.

    Attributes:
        user_id: id of a user.
        group: name of a group.
        actions: what they may do; ``keysynchronize`` is what a synchronization needs.
    """

    user_id: str | None = None
    group: str | None = None
    actions: tuple[str, ...] = ()


@frozen(kw_only=True)
class ContainerRow(Model):
    """One row of a list of containers.

    Attributes:
        id: CipherTrust's own id; :attr:`cloud_id` is the cloud's.
        connection: the connection over which CipherTrust reaches it.
        cloud_name: the appliance's word for the cloud.
        synced_at, refreshed_at: when it was synchronized last, where the cloud's list says so; :attr:`last_synced_at` is
            whichever there is.
        created_at: when it was made.
        updated_at: when it last changed.
        uri, account, application, dev_account: URNs of the appliance, which mean nothing outside of it.
        acls: who may do what with it.
    """

    id: str
    connection: str | None = None
    cloud_name: str | None = None
    synced_at: datetime | None = None
    refreshed_at: datetime | None = None
    created_at: datetime | None = attrs.field(default=None, metadata=wire("createdAt"))
    updated_at: datetime | None = attrs.field(default=None, metadata=wire("updatedAt"))
    uri: str | None = None
    account: str | None = None
    application: str | None = None
    dev_account: str | None = attrs.field(default=None, metadata=wire("devAccount"))
    acls: tuple[AccessEntry, ...] = ()

    @property
    def title(self) -> str:
        """What people call it; the id where it has no name."""
        return self.id

    @property
    def cloud_id(self) -> str | None:
        """What the cloud calls it."""
        return None

    @property
    def last_synced_at(self) -> datetime | None:
        """When it was synchronized last, if the row says so. The year 1 is how the appliance writes *never*."""
        return set_time(self.synced_at) or set_time(self.refreshed_at)

    @property
    def why_not(self) -> str | None:
        """Why it cannot be synchronized; ``None`` if it can."""
        return None
