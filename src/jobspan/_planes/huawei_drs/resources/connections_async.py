"""``client.drs.connections``: databases that DRS remembers."""

from datetime import datetime

from jobspan._async.change import change
from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._planes.huawei_drs.flows import stored_connections as flow
from jobspan._planes.huawei_drs.models.connections import ConnectionChange, DatabaseConnection, NewConnection
from jobspan._planes.huawei_drs.words import ListSortKey, SortDirection, StoredType


class AsyncConnections(AsyncResource):
    """Connections, by API v5: databases with their accounts, remembered by DRS so that tasks can be made of them.

    Passwords and keys of certificates are secrets: no view shows them, also where DRS sends them back. Where a region does not
    offer API v5 each method raises ``NotOffered``.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/
    """

    def list(
        self,
        *,
        connection_id: str | None = None,
        db_type: StoredType | None = None,
        name: str | None = None,
        instance_id: str | None = None,
        ip: str | None = None,
        description: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        enterprise_project_id: str | None = None,
        sort_key: ListSortKey | None = None,
        sort_dir: SortDirection | None = None,
        fetch_all: bool = False,
        page_size: int = 100,
    ) -> AsyncPager[DatabaseConnection]:
        """List connections, the newest first unless asked otherwise.

        Args:
            connection_id: only the connection with this id.
            db_type: only those to databases of this type.
            name: only those of this name, whatever the case.
            instance_id: only those to the instance with this id, which the cloud runs.
            ip: only those to this address.
            description: only those with this description.
            created_after: only those made from this time on, which has a zone; not without ``created_before``.
            created_before: only those made up to this time, which has a zone; not without ``created_after``.
            enterprise_project_id: only those of the enterprise project with this id.
            sort_key: what the rows are sorted by; without it, the time of creation.
            sort_dir: direction of the sort; without it, descending.
            fetch_all: whether all come in one page, by a single request, whatever ``page_size`` says.
            page_size: rows per request, 1..1000; without it, 100.

        Raises:
            ValidationError: an argument cannot be; nothing was sent.
        """
        wanted = flow.ConnectionFilter(
            connection_id=connection_id,
            db_type=db_type,
            name=name,
            instance_id=instance_id,
            ip=ip,
            description=description,
            created_after=created_after,
            created_before=created_before,
            enterprise_project_id=enterprise_project_id,
            sort_key=sort_key,
            sort_dir=sort_dir,
        )
        return self._pager(flow.connections(self._ctx, wanted, fetch_all=fetch_all, page_size=page_size))

    @change
    async def create(self, connection: NewConnection) -> DatabaseConnection:
        """Let DRS remember a database.

        After a lost reply the new connection of this name, to the same database, counts as the one that was made.

        Args:
            connection: what the connection is called, which type of database it is to, and where that is. Its password
                and the key of its certificate are text or ``Secret``; never shown or logged.

        Raises:
            ValidationError: a value cannot be; nothing was sent.
            Conflict: a connection has this name already.
            AmbiguousOutcomeError: the reply was lost, and no connection shows that it was made.
        """
        return await self._change(lambda: flow.create(self._ctx, connection))

    @change
    async def update(self, connection_id: str, changed: ConnectionChange) -> None:
        """Change what DRS remembers. Tasks that were made of the connection keep what they have.

        Secrets that are only a mask (``***``), as servers show them, are not sent.

        Args:
            connection_id: id of the connection, as ``drs.connections.list`` shows it.
            changed: what is to change; the rest stays. An ``endpoint`` is replaced as a whole, account and password
                (text or ``Secret``; never shown or logged) included.

        Raises:
            ValidationError: a value cannot be, or nothing is to change; nothing was sent.
            NotFound: there is no such connection.
            Conflict: another connection has this name.
        """
        return await self._change(lambda: flow.update(self._ctx, connection_id, changed))

    @change
    async def delete(self, connection_id: str) -> None:
        """Let DRS forget a database. One that is gone already counts as deleted.

        Args:
            connection_id: id of the connection, as ``drs.connections.list`` shows it.
        """
        return await self._change(lambda: flow.delete(self._ctx, connection_id))
