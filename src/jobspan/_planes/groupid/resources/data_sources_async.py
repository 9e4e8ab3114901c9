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
        """All data sources, or those of one type. Stored passwords come as ``Secret``."""
        if type is None:
            return await self._rows(reads.rows(self._ctx, data_source_calls.LIST_DATA_SOURCES), DataSource)
        path = {"type": str(int(type))}
        by_type = reads.rows(self._ctx, data_source_calls.LIST_DATA_SOURCES_BY_TYPE, path=path)
        return await self._rows(by_type, DataSource)

    async def allowed(self, *, is_source: bool) -> Rows[DataSource]:
        """With ``is_source=True``, those that the role's policy allows as a source; otherwise all."""
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
            filter: a part of the name, or a filter.
            page_size: rows a page, 1..10000; 100 by default.
            with_configuration: ask for their configuration, too. Some servers send it in any case.
        """
        return self._pager(
            data_sources.search(self._ctx, type, filter, page_size=page_size, with_configuration=with_configuration)
        )

    async def get(self, source_id: int) -> DataSource:
        """One data source with its configuration.

        Raises:
            NotFound: no data source has this id.
        """
        return await self._run(data_sources.get(self._ctx, source_id))

    async def find(self, type: DataSourceType, name: str) -> DataSource | None:
        """The data source of a type and name, without its configuration; ``None`` when there is none."""
        return await self._run(data_sources.find(self._ctx, type, name))

    @change
    async def create(self, source: DataSource) -> int:
        """Create a data source (``DataSource.excel``, ``.text``, ``.sql_server``, ``.of``) and return its id.

        Raises:
            ValidationError: it has no name.
            RuleViolation: its form asks for something that is missing.
            GroupIDError: the server rejects it.
        """
        return await self._change(lambda: data_sources.create(self._ctx, source))

    @change
    async def update(self, source: DataSource) -> None:
        """Replace a data source by this one, which has its id. Every job that uses it follows.

        Raises:
            ValidationError: it has no id.
            RuleViolation: its form asks for something that is missing.
        """
        await self._change(lambda: data_sources.update(self._ctx, source))

    @change
    async def delete(self, source_id: int, *, even_if_used: bool = False) -> None:
        """Delete a data source. Every job, membership query and search query that uses it breaks.

        Args:
            even_if_used: delete it although jobs use it.

        Raises:
            RuleViolation: a job uses it.
            NotFound: no data source has this id.
        """
        await self._change(lambda: data_sources.delete(self._ctx, source_id, even_if_used=even_if_used))

    async def validate(self, source: DataSource) -> str:
        """Let the server try to reach a data source, saved or not, and return its message.

        Raises:
            GroupIDError: it cannot be reached.
        """
        return await self._run(data_sources.validate(self._ctx, source))

    async def parameters(self, source_id: int) -> Rows[TableSchema]:
        """The tables of a data source, with the columns of one.

        Raises:
            NotFound: no data source has this id.
        """
        check_ids("groupid.data_sources.parameters", "source_id", [source_id])
        path = {"DatasourceId": str(source_id)}
        return await self._rows(reads.rows(self._ctx, data_source_calls.DATA_SOURCE_PARAMETERS, path=path), TableSchema)

    async def provider_options(self, source_id: int) -> ProviderOptions:
        """Whether a data source is a directory or a table, and what it can create.

        Raises:
            NotFound: no data source has this id.
        """
        check_ids("groupid.data_sources.provider_options", "source_id", [source_id])
        return await self._run(call(self._ctx, data_source_calls.PROVIDER_OPTIONS, path={"id": str(source_id)}))

    async def file_names(self, type: DataSourceType, configuration: Mapping[str, str | Secret]) -> Rows[str]:
        """The files of a OneDrive account that fit a type of data source."""
        return await self._rows(data_sources.file_names(self._ctx, type, configuration), str)

    async def forms(self) -> Rows[Form]:
        """The form of each kind of data source: what it asks for."""
        return Rows((await self._run(call(self._ctx, data_source_calls.FORMS))).data, of=Form)

    async def form(self, type: DataSourceType, *, file_server: FileServer = "LocalServer") -> Form:
        """The form of one kind of data source: what it asks for."""
        call_ = data_source_calls.TYPE_FORM
        path = {"serverType": file_server, "datasourceType": str(int(type))}
        return content(self._ctx, call_, await self._run(call(self._ctx, call_, path=path)))

    async def file_server_form(self, file_server: FileServer = "OneDrive") -> Form:
        """The form of a file server: what it asks for."""
        call_ = data_source_calls.FILE_SERVER_FORM
        query = {"fileServerType": file_server}
        return content(self._ctx, call_, await self._run(call(self._ctx, call_, query=query)))

    async def parse_connection_string(self, text: str | Secret, type: DataSourceType) -> ConnectionParts:
        """A connection string taken apart by the server."""
        return await self._run(data_sources.parse_connection_string(self._ctx, text, type))
