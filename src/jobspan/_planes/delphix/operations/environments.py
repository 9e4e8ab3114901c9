"""Operations of MaskingEnvironments."""

from jobspan._core.operation import Operation
from jobspan._planes.delphix.models.engines import MaskingEnvironment
from jobspan._planes.delphix.models.shared import ItemsPage
from jobspan._planes.delphix.operations.table import ENVIRONMENTS

GET_MASKING_ENVIRONMENTS: Operation[ItemsPage[MaskingEnvironment]] = ENVIRONMENTS.read(
    "get_masking_environments",
    "GET /masking-environments",
    call="delphix.environments.list",
    returns=ItemsPage[MaskingEnvironment],
)
SEARCH_MASKING_ENVIRONMENTS: Operation[ItemsPage[MaskingEnvironment]] = ENVIRONMENTS.read(
    "search_masking_environments",
    "POST /masking-environments/search",
    call="delphix.environments.search",
    returns=ItemsPage[MaskingEnvironment],
)
GET_MASKING_ENVIRONMENT_BY_ID: Operation[MaskingEnvironment] = ENVIRONMENTS.read(
    "get_masking_environment_by_id",
    "GET /masking-environments/{maskingEnvironmentId}",
    call="delphix.environments.get",
    returns=MaskingEnvironment,
)
