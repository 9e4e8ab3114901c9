"""Operations of DataSources."""

from jobspan._core.operation import Operation, RetryClass
from jobspan._planes.groupid.models.data_sources import ConnectionParts, DataSource, Form, ProviderOptions, TableSchema
from jobspan._planes.groupid.models.shared import Envelope, ListResult
from jobspan._planes.groupid.operations.base import operation
from jobspan._planes.groupid.rule_ids import DATA_SOURCE_CONFIGURED, DATA_SOURCE_UNUSED

_FAR = 300.0
"""These look at another server, which may be slow to answer."""

CREATE_DATA_SOURCE: Operation[Envelope[int]] = operation(
    "DataSources",
    "create_data_source",
    "POST /DataSource/Create",
    RetryClass.GUARDED,
    call="groupid.data_sources.create",
    page="Create a Data Source",
    reason="a new id under its type and name tells whether it was created",
    returns=Envelope[int],
    rules=(DATA_SOURCE_CONFIGURED,),
    check="Look for it with groupid.data_sources.find().",
)
UPDATE_DATA_SOURCE: Operation[Envelope[bool]] = operation(
    "DataSources",
    "update_data_source",
    "PUT /DataSource/Update",
    RetryClass.IDEMPOTENT,
    call="groupid.data_sources.update",
    page="Update a Data Source",
    reason="it carries the whole data source",
    returns=Envelope[bool],
    rules=(DATA_SOURCE_CONFIGURED,),
)
DELETE_DATA_SOURCE: Operation[Envelope[object]] = operation(
    "DataSources",
    "delete_data_source",
    "DELETE /DataSource/{dataSourceId}",
    RetryClass.GUARDED,
    call="groupid.data_sources.delete",
    page="Delete a Data Source",
    reason="the list of data sources tells whether it is left",
    returns=Envelope[object],
    rules=(DATA_SOURCE_UNUSED,),
    check="See with groupid.data_sources.list() whether it is left.",
)
GET_DATA_SOURCE: Operation[Envelope[DataSource]] = operation(
    "DataSources",
    "get_data_source",
    "GET /DataSource/{dataSourceId}",
    RetryClass.READ,
    call="groupid.data_sources.get",
    page="Get a Data Source",
    returns=Envelope[DataSource],
)
FIND_DATA_SOURCE: Operation[Envelope[tuple[DataSource, ...]]] = operation(
    "DataSources",
    "find_data_source",
    "GET /DataSource/Get",
    RetryClass.READ,
    call="groupid.data_sources.find",
    page="Get a Data Source by Type and Name",
    returns=Envelope[tuple[DataSource, ...]],
)
SEARCH_DATA_SOURCES: Operation[Envelope[ListResult[DataSource]]] = operation(
    "DataSources",
    "search_data_sources",
    "GET /DataSource/GetByType/{dataSourceTypeId}",
    RetryClass.READ,
    call="groupid.data_sources.search",
    page="Get a Data Source by Type and with ID",
    returns=Envelope[ListResult[DataSource]],
)
LIST_DATA_SOURCES: Operation[tuple[DataSource, ...]] = operation(
    "DataSources",
    "list_data_sources",
    "GET /DataSource/GetAll",
    RetryClass.READ,
    call="groupid.data_sources.list",
    page="Get All Data Sources",
    returns=tuple[DataSource, ...],
)
LIST_DATA_SOURCES_BY_TYPE: Operation[tuple[DataSource, ...]] = operation(
    "DataSources",
    "list_data_sources_by_type",
    "GET /DataSource/GetAllByType/{type}",
    RetryClass.READ,
    call="groupid.data_sources.list",
    page="Get All Data Sources by Type",
    returns=tuple[DataSource, ...],
)
FILTERED_DATA_SOURCES: Operation[tuple[DataSource, ...]] = operation(
    "DataSources",
    "filtered_data_sources",
    "GET /DataSource/GetFilteredDataSources",
    RetryClass.READ,
    call="groupid.data_sources.allowed",
    page="Get Filtered Data Sources by isSource",
    returns=tuple[DataSource, ...],
)
FILE_NAMES: Operation[tuple[str, ...]] = operation(
    "DataSources",
    "file_names",
    "GET /DataSource/GetFilesNameByType",
    RetryClass.READ,
    call="groupid.data_sources.file_names",
    page="Get Filenames by Type",
    returns=tuple[str, ...],
    read_timeout=_FAR,
)
DATA_SOURCE_PARAMETERS: Operation[tuple[TableSchema, ...]] = operation(
    "DataSources",
    "data_source_parameters",
    "GET /DataSource/GetDataSourceParameter/{DatasourceId}",
    RetryClass.READ,
    call="groupid.data_sources.parameters",
    page="Get Parameters of a Data Source",
    returns=tuple[TableSchema, ...],
    read_timeout=_FAR,
)
FILE_SERVER_FORM: Operation[Envelope[Form]] = operation(
    "DataSources",
    "file_server_form",
    "GET /DataSource/GetFileServerMetaDataByType",
    RetryClass.READ,
    call="groupid.data_sources.file_server_form",
    page="Get File Server Metadata by Type",
    returns=Envelope[Form],
)
TYPE_FORM: Operation[Envelope[Form]] = operation(
    "DataSources",
    "type_form",
    "GET /DataSource/GetMetaDataByType/{serverType}/{datasourceType}",
    RetryClass.READ,
    call="groupid.data_sources.form",
    page="Get Metadata of Data Source by Server Type and ID",
    returns=Envelope[Form],
)
FORMS: Operation[Envelope[tuple[Form, ...]]] = operation(
    "DataSources",
    "forms",
    "GET /DataSource/GetMetaData",
    RetryClass.READ,
    call="groupid.data_sources.forms",
    page="Get Metadata of Data Sources",
    returns=Envelope[tuple[Form, ...]],
)
PROVIDER_OPTIONS: Operation[ProviderOptions] = operation(
    "DataSources",
    "provider_options",
    "GET /DataSource/GetDataSourceProviderOptions/{id}",
    RetryClass.READ,
    call="groupid.data_sources.provider_options",
    page="Get Provider Options of a Data Source",
    returns=ProviderOptions,
)
PARSE_CONNECTION_STRING: Operation[ConnectionParts] = operation(
    "DataSources",
    "parse_connection_string",
    "POST /DataSource/ParseConnectionString",
    RetryClass.READ,
    call="groupid.data_sources.parse_connection_string",
    page="Parse a Connection String",
    returns=ConnectionParts,
)
VALIDATE_CONNECTIVITY: Operation[Envelope[object]] = operation(
    "DataSources",
    "validate_connectivity",
    "GET /DataSource/ValidateServerConnectivity",
    RetryClass.READ,
    call="groupid.data_sources.validate",
    page="Validate Data Connectivity of a Data Source",
    reason="it only looks, though with the credentials of the data source",
    returns=Envelope[object],
    read_timeout=_FAR,
)
