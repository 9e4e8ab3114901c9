"""Data sources of Directory Manager."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from jobspan._async.change import change
from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._core.call import call
from jobspan._planes.groupid.flows import data_sources, reads
from jobspan._planes.groupid.flows.details import check_ids, content
from jobspan._planes.groupid.models.data_sources import ConnectionParts, DataSource, Form, ProviderOptions, TableSchema
from jobspan._planes.groupid.models.enums import DataSourceType
from jobspan._planes.groupid.models.filters import Filter
from jobspan._planes.groupid.operations import data_sources as data_source_calls
from jobspan.credentials import Secret
from jobspan.tables import Rows

FileServer: TypeAlias = Literal["LocalServer", "OneDrive"]


class AsyncDataSources(AsyncResource):
    """Files and databases that jobs read from or write to. Their paths are those of the server."""

    async def list(self, type: DataSourceType | None = None) -> Rows[DataSource]:
        """All data sources, or those of one type. Stored passwords come as ``Secret``.

        Args:
            type: only data sources of this kind: Excel (1), Access (2), SQL Server (3), text file (4), Oracle (5) or ODBC
                (6); without it, all.
        """
        if type is None:
            return await self._rows(reads.rows(self._ctx, data_source_calls.LIST_DATA_SOURCES), DataSource)
        path = {"type": str(int(type))}
        by_type = reads.rows(self._ctx, data_source_calls.LIST_DATA_SOURCES_BY_TYPE, path=path)
        return await self._rows(by_type, DataSource)

    async def allowed(self, *, is_source: bool) -> Rows[DataSource]:
        """Data sources, as the role's policy sees them.

        Args:
            is_source: only those that the policy of the role allows as a source of jobs; turned off, all.
        """
        query = {"isSource": is_source}
        found = reads.rows(self._ctx, data_source_calls.FILTERED_DATA_SOURCES, query=query)
        return await self._rows(found, DataSource)

    def search(
        self,
        type: DataSourceType,
        filter: Filter | str | None = None,
        *,
        page_size: int | None = None,
        with_configuration: bool = False,
    ) -> AsyncPager[DataSource]:
        """Data sources of one type; a text is searched for in their names.

        Args:
            type: kind of the data source: Excel (1), Access (2), SQL Server (3), text file (4), Oracle (5) or ODBC (6).
            filter: a part of the name, or conditions: ``is_exactly("Datasource Name", "HR")`` and others of
                ``jobspan.groupid``; without it, all of the kind.
            page_size: rows per request, 1..10000; without it, 100.
            with_configuration: ask for their configuration as well. Some servers send it in any case.

        Raises:
            ValidationError: the page size is out of range.
        """
        return self._pager(
            data_sources.search(self._ctx, type, filter, page_size=page_size, with_configuration=with_configuration)
        )

    async def get(self, source_id: int) -> DataSource:
        """One data source with its configuration.

        Args:
            source_id: id of the data source, as ``list`` shows it.

        Raises:
            NotFound: no data source has this id.
        """
        return await self._run(data_sources.get(self._ctx, source_id))

    async def find(self, type: DataSourceType, name: str) -> DataSource | None:
        """The data source of a type and name, without its configuration; ``None`` when there is none.

        Args:
            type: kind of the data source: Excel (1), Access (2), SQL Server (3), text file (4), Oracle (5) or ODBC (6).
            name: the whole name; the case of letters does not matter.
        """
        return await self._run(data_sources.find(self._ctx, type, name))

    @change
    async def create(self, source: DataSource) -> int:
        """Create a data source (``DataSource.excel``, ``.text``, ``.sql_server``, ``.of``) and return its id.

        Args:
            source: what to create: name, kind and what its form asks for; from ``DataSource.excel``, ``.text``,
                ``.sql_server`` or ``.of``. Paths are those of the server.

        Raises:
            ValidationError: it has no name.
            RuleViolation: its form asks for something that is missing.
            GroupIDError: the server rejects it.
        """
        return await self._change(lambda: data_sources.create(self._ctx, source))

    @change
    async def update(self, source: DataSource) -> None:
        """Replace a data source by this one, which has its id. Every job that uses it follows.

        Args:
            source: the whole data source, as it is to be, with its id: name, kind and what its form asks for; from
                ``DataSource.excel``, ``.text``, ``.sql_server`` or ``.of``, or changed from ``get``. Paths are those of the
                server.

        Raises:
            ValidationError: it has no id.
            RuleViolation: its form asks for something that is missing.
        """
        await self._change(lambda: data_sources.update(self._ctx, source))

    @change
    async def delete(self, source_id: int, *, even_if_used: bool = False) -> None:
        """Delete a data source. Every job, membership query and search query that uses it breaks.

        Args:
            source_id: id of the data source, as ``list`` shows it.
            even_if_used: delete it although jobs use it.

        Raises:
            RuleViolation: a job uses it.
            NotFound: no data source has this id.
        """
        await self._change(lambda: data_sources.delete(self._ctx, source_id, even_if_used=even_if_used))

    async def validate(self, source: DataSource) -> str:
        """Let the server try to reach a data source, saved or not, and return its message.

        Args:
            source: what to reach, with or without an id: name, kind and what its form asks for; from ``DataSource.excel``,
                ``.text``, ``.sql_server`` or ``.of``, or ``get``. Paths are those of the server.

        Raises:
            GroupIDError: it cannot be reached.
        """
        return await self._run(data_sources.validate(self._ctx, source))

    async def parameters(self, source_id: int) -> Rows[TableSchema]:
        """The tables of a data source, with the columns of one.

        Args:
            source_id: id of the data source, as ``list`` shows it.

        Raises:
            NotFound: no data source has this id.
        """
        check_ids("groupid.data_sources.parameters", "source_id", [source_id])
        path = {"DatasourceId": str(source_id)}
        return await self._rows(reads.rows(self._ctx, data_source_calls.DATA_SOURCE_PARAMETERS, path=path), TableSchema)

    async def provider_options(self, source_id: int) -> ProviderOptions:
        """Whether a data source is a directory or a table, and what it can create.

        Args:
            source_id: id of the data source, as ``list`` shows it.

        Raises:
            NotFound: no data source has this id.
        """
        check_ids("groupid.data_sources.provider_options", "source_id", [source_id])
        return await self._run(call(self._ctx, data_source_calls.PROVIDER_OPTIONS, path={"id": str(source_id)}))

    async def file_names(self, type: DataSourceType, configuration: Mapping[str, str | Secret]) -> Rows[str]:
        """The files of a OneDrive account that fit a type of data source.

        Args:
            type: kind of the data source: Excel (1), Access (2), SQL Server (3), text file (4), Oracle (5) or ODBC (6).
            configuration: the account, by the names of ``file_server_form``: ``ServiceAccounUserName`` (the vendor's
                spelling), ``ServiceAccountPassword`` (text or ``Secret``; never shown or logged), ``ApplicationId``,
                ``TenantId``.
        """
        return await self._rows(data_sources.file_names(self._ctx, type, configuration), str)

    async def forms(self) -> Rows[Form]:
        """The form of each kind of data source: what it asks for."""
        return Rows((await self._run(call(self._ctx, data_source_calls.FORMS))).data, of=Form)

    async def form(self, type: DataSourceType, *, file_server: FileServer = "LocalServer") -> Form:
        """The form of one kind of data source: what it asks for.

        Args:
            type: kind of the data source: Excel (1), Access (2), SQL Server (3), text file (4), Oracle (5) or ODBC (6).
            file_server: where the file is: on the server itself, or in a OneDrive account; without it, on the server itself.
        """
        call_ = data_source_calls.TYPE_FORM
        path = {"serverType": file_server, "datasourceType": str(int(type))}
        return content(self._ctx, call_, await self._run(call(self._ctx, call_, path=path)))

    async def file_server_form(self, file_server: FileServer = "OneDrive") -> Form:
        """The form of a file server: what it asks for.

        Args:
            file_server: whose form: of files on the server itself, or in a OneDrive account; without it, OneDrive.
        """
        call_ = data_source_calls.FILE_SERVER_FORM
        query = {"fileServerType": file_server}
        return content(self._ctx, call_, await self._run(call(self._ctx, call_, query=query)))

    async def parse_connection_string(self, text: str | Secret, type: DataSourceType) -> ConnectionParts:
        """A connection string taken apart by the server.

        Args:
            text: the connection string; text or ``Secret``, never shown or logged.
            type: kind of the data source: Excel (1), Access (2), SQL Server (3), text file (4), Oracle (5) or ODBC (6).
        """
        return await self._run(data_sources.parse_connection_string(self._ctx, text, type))
