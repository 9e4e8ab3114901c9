"""Operations of API v5 on connections."""

from jobspan._core.operation import Operation
from jobspan._planes.huawei_drs.models import connections as model
from jobspan._planes.huawei_drs.operations.table import SAME_VALUES, V5

CREATE: Operation[model.DatabaseConnection] = V5.guarded(
    "v5.create_connection",
    "POST /connections",
    call="drs.connections.create",
    reason="names are unique, so a list by name tells whether it was made",
    page="drs_03_0159",
    returns=model.DatabaseConnection,
    domain="Connections",
    check="Look for a connection of this name with drs.connections.list().",
)
LIST: Operation[model.DatabaseConnections] = V5.read(
    "v5.list_connections",
    "GET /connections",
    call="drs.connections.list",
    page="drs_03_0159",
    returns=model.DatabaseConnections,
    domain="Connections",
)
UPDATE: Operation[None] = V5.idempotent(
    "v5.modify_connection",
    "PUT /connections/{connection_id}",
    call="drs.connections.update",
    reason=SAME_VALUES,
    page="drs_03_0159",
    domain="Connections",
)
DELETE: Operation[None] = V5.idempotent(
    "v5.delete_connection",
    "DELETE /connections/{connection_id}",
    call="drs.connections.delete",
    reason="what is gone stays gone",
    page="drs_03_0159",
    domain="Connections",
    removes=True,
)
