"""Operations of Engines."""

from jobspan._core.operation import Operation, RetryClass
from jobspan._planes.delphix.models.engines import Engine
from jobspan._planes.delphix.models.shared import ItemsPage, Tags
from jobspan._planes.delphix.operations.base import operation

GET_REGISTERED_ENGINES: Operation[ItemsPage[Engine]] = operation(
    "Engines",
    "get_registered_engines",
    "GET /management/engines",
    RetryClass.READ,
    call="delphix.engines.list",
    reason="side-effect free",
    returns=ItemsPage[Engine],
)
SEARCH_ENGINES: Operation[ItemsPage[Engine]] = operation(
    "Engines",
    "search_engines",
    "POST /management/engines/search",
    RetryClass.READ,
    call="delphix.engines.search",
    reason="side-effect free",
    returns=ItemsPage[Engine],
)
GET_REGISTERED_ENGINE: Operation[Engine] = operation(
    "Engines",
    "get_registered_engine",
    "GET /management/engines/{engineId}",
    RetryClass.READ,
    call="delphix.engines.get",
    reason="side-effect free",
    returns=Engine,
)
GET_ENGINE_TAGS: Operation[Tags] = operation(
    "Engines",
    "get_engine_tags",
    "GET /management/engines/{engineId}/tags",
    RetryClass.READ,
    call="delphix.engines.tags",
    reason="side-effect free",
    returns=Tags,
)
CREATE_ENGINE_TAGS: Operation[Tags] = operation(
    "Engines",
    "create_engine_tags",
    "POST /management/engines/{engineId}/tags",
    RetryClass.IDEMPOTENT,
    call="delphix.engines.add_tags",
    reason="an object has each pair of key and value once",
    returns=Tags,
)
DELETE_ENGINE_TAGS: Operation[None] = operation(
    "Engines",
    "delete_engine_tags",
    "POST /management/engines/{engineId}/tags/delete",
    RetryClass.IDEMPOTENT,
    call="delphix.engines.delete_tags",
    reason="what is gone stays gone",
)
