"""Operations of DataSources."""

from jobspan._planes.groupid.models.data_sources import ConnectionParts, DataSource, Form, ProviderOptions, TableSchema
from jobspan._planes.groupid.models.replies import BareList, Envelope, ListEnvelope, ListResult
from jobspan._planes.groupid.operations.table import DATA_SOURCES
from jobspan._planes.groupid.rules import DATA_SOURCE_CONFIGURED, DATA_SOURCE_UNUSED, rule_ids

_FAR = 300.0
"""These look at another server, which may be slow to answer."""

CREATE_DATA_SOURCE = DATA_SOURCES.guarded(
    "create_data_source",
    "POST /DataSource/Create",
    call="groupid.data_sources.create",
    page="Create a Data Source",
    reason="a new id under its type and name tells whether it was created",
    returns=Envelope[int],
    rules=rule_ids(DATA_SOURCE_CONFIGURED),
    check="Look for it with groupid.data_sources.find().",
)
UPDATE_DATA_SOURCE = DATA_SOURCES.guarded(
    "update_data_source",
    "PUT /DataSource/Update",
    call="groupid.data_sources.update",
    page="Update a Data Source",
    reason="it carries the whole data source, which the server shows",
    returns=Envelope[bool],
    rules=rule_ids(DATA_SOURCE_CONFIGURED),
    check="Compare groupid.data_sources.get() with what was sent.",
)
DELETE_DATA_SOURCE = DATA_SOURCES.guarded(
    "delete_data_source",
    "DELETE /DataSource/{dataSourceId}",
    call="groupid.data_sources.delete",
    page="Delete a Data Source",
    reason="the list of data sources tells whether it is left",
    returns=Envelope[object],
    removes=True,
    rules=rule_ids(DATA_SOURCE_UNUSED),
    check="See with groupid.data_sources.list() whether it is left.",
)
GET_DATA_SOURCE = DATA_SOURCES.read(
    "get_data_source",
    "GET /DataSource/{dataSourceId}",
    call="groupid.data_sources.get",
    page="Get a Data Source",
    returns=Envelope[DataSource],
)
FIND_DATA_SOURCE = DATA_SOURCES.read(
    "find_data_source",
    "GET /DataSource/Get",
    call="groupid.data_sources.find",
    page="Get a Data Source by Type and Name",
    returns=ListEnvelope[DataSource],
)
SEARCH_DATA_SOURCES = DATA_SOURCES.read(
    "search_data_sources",
    "GET /DataSource/GetByType/{dataSourceTypeId}",
    call="groupid.data_sources.search",
    page="Get a Data Source by Type and with ID",
    returns=Envelope[ListResult[DataSource]],
)
LIST_DATA_SOURCES = DATA_SOURCES.read(
    "list_data_sources",
    "GET /DataSource/GetAll",
    call="groupid.data_sources.list",
    page="Get All Data Sources",
    returns=BareList[DataSource],
)
LIST_DATA_SOURCES_BY_TYPE = DATA_SOURCES.read(
    "list_data_sources_by_type",
    "GET /DataSource/GetAllByType/{type}",
    call="groupid.data_sources.list",
    page="Get All Data Sources by Type",
    returns=BareList[DataSource],
)
FILTERED_DATA_SOURCES = DATA_SOURCES.read(
    "filtered_data_sources",
    "GET /DataSource/GetFilteredDataSources",
    call="groupid.data_sources.allowed",
    page="Get Filtered Data Sources by isSource",
    returns=BareList[DataSource],
)
FILE_NAMES = DATA_SOURCES.read(
    "file_names",
    "GET /DataSource/GetFilesNameByType",
    call="groupid.data_sources.file_names",
    page="Get Filenames by Type",
    returns=BareList[str],
    read_timeout=_FAR,
)
DATA_SOURCE_PARAMETERS = DATA_SOURCES.read(
    "data_source_parameters",
    "GET /DataSource/GetDataSourceParameter/{DatasourceId}",
    call="groupid.data_sources.parameters",
    page="Get Parameters of a Data Source",
    returns=BareList[TableSchema],
    read_timeout=_FAR,
)
FILE_SERVER_FORM = DATA_SOURCES.read(
    "file_server_form",
    "GET /DataSource/GetFileServerMetaDataByType",
    call="groupid.data_sources.file_server_form",
    page="Get File Server Metadata by Type",
    returns=Envelope[Form],
)
TYPE_FORM = DATA_SOURCES.read(
    "type_form",
    "GET /DataSource/GetMetaDataByType/{serverType}/{datasourceType}",
    call="groupid.data_sources.form",
    page="Get Metadata of Data Source by Server Type and ID",
    returns=Envelope[Form],
)
FORMS = DATA_SOURCES.read(
    "forms",
    "GET /DataSource/GetMetaData",
    call="groupid.data_sources.forms",
    page="Get Metadata of Data Sources",
    returns=ListEnvelope[Form],
)
PROVIDER_OPTIONS = DATA_SOURCES.read(
    "provider_options",
    "GET /DataSource/GetDataSourceProviderOptions/{id}",
    call="groupid.data_sources.provider_options",
    page="Get Provider Options of a Data Source",
    returns=ProviderOptions,
)
PARSE_CONNECTION_STRING = DATA_SOURCES.read(
    "parse_connection_string",
    "POST /DataSource/ParseConnectionString",
    call="groupid.data_sources.parse_connection_string",
    page="Parse a Connection String",
    returns=ConnectionParts,
)
VALIDATE_CONNECTIVITY = DATA_SOURCES.read(
    "validate_connectivity",
    "GET /DataSource/ValidateServerConnectivity",
    call="groupid.data_sources.validate",
    page="Validate Data Connectivity of a Data Source",
    reason="it only looks, though with the credentials of the data source",
    returns=Envelope[object],
    read_timeout=_FAR,
)
