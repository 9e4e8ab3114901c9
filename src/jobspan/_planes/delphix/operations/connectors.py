"""Operations of Connectors."""

from jobspan._core.operation import Operation, RetryClass
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
from jobspan._planes.delphix.operations.base import operation

GET_CONNECTORS: Operation[ItemsPage[Connector]] = operation(
    "Connectors",
    "get_connectors",
    "GET /connectors",
    RetryClass.READ,
    call="connectors.list",
    reason="side-effect free",
    returns=ItemsPage[Connector],
)
CREATE_CONNECTOR: Operation[CreateStarted] = operation(
    "Connectors",
    "create_connector",
    "POST /connectors",
    RetryClass.NEVER,
    call="connectors.create",
    reason="each call makes another connector",
    returns=CreateStarted,
    check="Look for a connector of this name with connectors.search().",
)
SEARCH_CONNECTORS: Operation[ItemsPage[Connector]] = operation(
    "Connectors",
    "search_connectors",
    "POST /connectors/search",
    RetryClass.READ,
    call="connectors.search",
    reason="side-effect free",
    returns=ItemsPage[Connector],
)
TEST_UNSAVED_CONNECTOR: Operation[ConnectorTest] = operation(
    "Connectors",
    "test_unsaved_connector",
    "POST /connectors/test",
    RetryClass.NEVER,
    call="connectors.test_values",
    reason="it logs in to the data source: repeating a wrong password can lock the account",
    returns=ConnectorTest,
    read_timeout=300.0,
    check="Nothing is changed in DCT; test again if a further login does no harm.",
)
GET_CONNECTOR_BY_ID: Operation[Connector] = operation(
    "Connectors",
    "get_connector_by_id",
    "GET /connectors/{connectorId}",
    RetryClass.READ,
    call="connectors.get",
    reason="side-effect free",
    returns=Connector,
)
UPDATE_CONNECTOR_BY_ID: Operation[JobStarted] = operation(
    "Connectors",
    "update_connector_by_id",
    "PATCH /connectors/{connectorId}",
    RetryClass.IDEMPOTENT,
    call="connectors.update",
    reason="the same fields end with the same values, though each call has a DCT job of its own",
    returns=JobStarted,
    check="Read connectors.get() and jobs.search() before updating again.",
    page="Copy job",
)
DELETE_CONNECTOR: Operation[JobStarted] = operation(
    "Connectors",
    "delete_connector",
    "DELETE /connectors/{connectorId}",
    RetryClass.IDEMPOTENT,
    call="connectors.delete",
    reason="what is deleted stays deleted",
    returns=JobStarted,
    rules=("connector-dct-managed",),
    check="See whether connectors.get() still finds it.",
)
TEST_CONNECTOR: Operation[ConnectorTest] = operation(
    "Connectors",
    "test_connector",
    "POST /connectors/{connectorId}/test",
    RetryClass.NEVER,
    call="connectors.test",
    reason="it logs in to the data source: repeating a wrong password can lock the account",
    returns=ConnectorTest,
    read_timeout=300.0,
    check="Nothing is changed in DCT; test again if a further login does no harm.",
    page="Copy job",
)
GET_CONNECTION_PROPERTIES: Operation[ConnectionProperties] = operation(
    "Connectors",
    "get_connection_properties",
    "GET /connectors/{connectorId}/properties",
    RetryClass.READ,
    call="connectors.properties",
    reason="side-effect free",
    returns=ConnectionProperties,
)
GET_CONNECTOR_DRIVER_SUPPORT_TASKS: Operation[DriverSupportTasks] = operation(
    "Connectors",
    "get_connector_driver_support_tasks",
    "GET /connectors/{connectorId}/driver-support-tasks",
    RetryClass.READ,
    call="connectors.driver_support_tasks",
    reason="side-effect free",
    returns=DriverSupportTasks,
)
FETCH_TABLE_NAMES: Operation[Names] = operation(
    "Connectors",
    "fetch_table_names",
    "POST /connectors/{connectorId}/fetch-table-names",
    RetryClass.READ,
    call="connectors.table_names",
    reason="side-effect free",
    returns=Names,
    read_timeout=300.0,
)
FETCH_FILE_NAMES: Operation[Names] = operation(
    "Connectors",
    "fetch_file_names",
    "POST /connectors/{connectorId}/fetch-file-names",
    RetryClass.READ,
    call="connectors.file_names",
    reason="side-effect free",
    returns=Names,
    read_timeout=300.0,
)
SEARCH_CONNECTOR_JOBS: Operation[ItemsPage[ConnectorUse]] = operation(
    "Connectors",
    "search_connector_jobs",
    "POST /connectors/{connectorId}/masking-jobs/search",
    RetryClass.READ,
    call="connectors.masking_jobs",
    reason="side-effect free",
    returns=ItemsPage[ConnectorUse],
)
GET_CONNECTOR_TAGS: Operation[Tags] = operation(
    "Connectors",
    "get_connector_tags",
    "GET /connectors/{connectorId}/tags",
    RetryClass.READ,
    call="connectors.tags",
    reason="side-effect free",
    returns=Tags,
)
CREATE_CONNECTOR_TAGS: Operation[Tags] = operation(
    "Connectors",
    "create_connector_tags",
    "POST /connectors/{connectorId}/tags",
    RetryClass.IDEMPOTENT,
    call="connectors.add_tags",
    reason="an object has each pair of key and value once",
    returns=Tags,
)
DELETE_CONNECTOR_TAG: Operation[None] = operation(
    "Connectors",
    "delete_connector_tag",
    "POST /connectors/{connectorId}/tags/delete",
    RetryClass.IDEMPOTENT,
    call="connectors.delete_tags",
    reason="what is gone stays gone",
)
