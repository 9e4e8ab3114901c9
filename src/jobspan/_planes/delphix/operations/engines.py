"""Operations of Engines."""

from jobspan._core.operation import Operation
from jobspan._planes.delphix.models.engines import Engine
from jobspan._planes.delphix.models.shared import ItemsPage, Tags
from jobspan._planes.delphix.operations.table import ENGINES

GET_REGISTERED_ENGINES: Operation[ItemsPage[Engine]] = ENGINES.read(
    "get_registered_engines", "GET /management/engines", call="delphix.engines.list", returns=ItemsPage[Engine]
)
SEARCH_ENGINES: Operation[ItemsPage[Engine]] = ENGINES.read(
    "search_engines", "POST /management/engines/search", call="delphix.engines.search", returns=ItemsPage[Engine]
)
GET_REGISTERED_ENGINE: Operation[Engine] = ENGINES.read(
    "get_registered_engine", "GET /management/engines/{engineId}", call="delphix.engines.get", returns=Engine
)
GET_ENGINE_TAGS: Operation[Tags] = ENGINES.read(
    "get_engine_tags", "GET /management/engines/{engineId}/tags", call="delphix.engines.tags", returns=Tags
)
CREATE_ENGINE_TAGS: Operation[Tags] = ENGINES.idempotent(
    "create_engine_tags",
    "POST /management/engines/{engineId}/tags",
    call="delphix.engines.add_tags",
    reason="an object has each pair of key and value once",
    returns=Tags,
)
DELETE_ENGINE_TAGS: Operation[None] = ENGINES.idempotent(
    "delete_engine_tags",
    "POST /management/engines/{engineId}/tags/delete",
    call="delphix.engines.delete_tags",
    reason="what is gone stays gone",
    removes=True,
)
