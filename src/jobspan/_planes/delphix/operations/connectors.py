"""Operations of Connectors."""

from jobspan._core.operation import Operation
from jobspan._planes.delphix.models.connectors import (
    ConnectionProperties,
    Connector,
    ConnectorTest,
    ConnectorUse,
    DriverSupportTasks,
    Names,
)
from jobspan._planes.delphix.models.masking_jobs import CreateStarted, JobStarted
from jobspan._planes.delphix.models.shared import ItemsPage, Tags
from jobspan._planes.delphix.operations.table import CONNECTORS

GET_CONNECTORS: Operation[ItemsPage[Connector]] = CONNECTORS.read(
    "get_connectors", "GET /connectors", call="connectors.list", returns=ItemsPage[Connector]
)
CREATE_CONNECTOR: Operation[CreateStarted] = CONNECTORS.never(
    "create_connector",
    "POST /connectors",
    call="connectors.create",
    reason="each call makes another connector",
    returns=CreateStarted,
    check="Look for a connector of this name with connectors.search().",
)
SEARCH_CONNECTORS: Operation[ItemsPage[Connector]] = CONNECTORS.read(
    "search_connectors", "POST /connectors/search", call="connectors.search", returns=ItemsPage[Connector]
)
TEST_UNSAVED_CONNECTOR: Operation[ConnectorTest] = CONNECTORS.never(
    "test_unsaved_connector",
    "POST /connectors/test",
    call="connectors.test_values",
    reason="it logs in to the data source: repeating a wrong password can lock the account",
    returns=ConnectorTest,
    read_timeout=300.0,
    check="Nothing is changed in DCT; test again if a further login does no harm.",
)
GET_CONNECTOR_BY_ID: Operation[Connector] = CONNECTORS.read(
    "get_connector_by_id", "GET /connectors/{connectorId}", call="connectors.get", returns=Connector
)
UPDATE_CONNECTOR_BY_ID: Operation[JobStarted] = CONNECTORS.idempotent(
    "update_connector_by_id",
    "PATCH /connectors/{connectorId}",
    call="connectors.update",
    reason="the same fields end with the same values, though each call has a DCT job of its own",
    returns=JobStarted,
    check="Read connectors.get() and jobs.search() before updating again.",
    page="Copy job",
)
DELETE_CONNECTOR: Operation[JobStarted] = CONNECTORS.idempotent(
    "delete_connector",
    "DELETE /connectors/{connectorId}",
    call="connectors.delete",
    reason="what is deleted stays deleted",
    returns=JobStarted,
    removes=True,
    rules=("connector-dct-managed",),
    check="See whether connectors.get() still finds it.",
)
TEST_CONNECTOR: Operation[ConnectorTest] = CONNECTORS.never(
    "test_connector",
    "POST /connectors/{connectorId}/test",
    call="connectors.test",
    reason="it logs in to the data source: repeating a wrong password can lock the account",
    returns=ConnectorTest,
    read_timeout=300.0,
    check="Nothing is changed in DCT; test again if a further login does no harm.",
    page="Copy job",
)
GET_CONNECTION_PROPERTIES: Operation[ConnectionProperties] = CONNECTORS.read(
    "get_connection_properties",
    "GET /connectors/{connectorId}/properties",
    call="connectors.properties",
    returns=ConnectionProperties,
)
GET_CONNECTOR_DRIVER_SUPPORT_TASKS: Operation[DriverSupportTasks] = CONNECTORS.read(
    "get_connector_driver_support_tasks",
    "GET /connectors/{connectorId}/driver-support-tasks",
    call="connectors.driver_support_tasks",
    returns=DriverSupportTasks,
)
FETCH_TABLE_NAMES: Operation[Names] = CONNECTORS.read(
    "fetch_table_names",
    "POST /connectors/{connectorId}/fetch-table-names",
    call="connectors.table_names",
    returns=Names,
    read_timeout=300.0,
)
FETCH_FILE_NAMES: Operation[Names] = CONNECTORS.read(
    "fetch_file_names",
    "POST /connectors/{connectorId}/fetch-file-names",
    call="connectors.file_names",
    returns=Names,
    read_timeout=300.0,
)
SEARCH_CONNECTOR_JOBS: Operation[ItemsPage[ConnectorUse]] = CONNECTORS.read(
    "search_connector_jobs",
    "POST /connectors/{connectorId}/masking-jobs/search",
    call="connectors.masking_jobs",
    returns=ItemsPage[ConnectorUse],
)
GET_CONNECTOR_TAGS: Operation[Tags] = CONNECTORS.read(
    "get_connector_tags", "GET /connectors/{connectorId}/tags", call="connectors.tags", returns=Tags
)
CREATE_CONNECTOR_TAGS: Operation[Tags] = CONNECTORS.idempotent(
    "create_connector_tags",
    "POST /connectors/{connectorId}/tags",
    call="connectors.add_tags",
    reason="an object has each pair of key and value once",
    returns=Tags,
)
DELETE_CONNECTOR_TAG: Operation[None] = CONNECTORS.idempotent(
    "delete_connector_tag",
    "POST /connectors/{connectorId}/tags/delete",
    call="connectors.delete_tags",
    reason="what is gone stays gone",
    removes=True,
)
