"""Operations of MaskingEnvironments."""

from jobspan._core.operation import Operation, RetryClass
from jobspan._planes.delphix.models.engines import MaskingEnvironment
from jobspan._planes.delphix.models.shared import ItemsPage
from jobspan._planes.delphix.operations.base import operation

GET_MASKING_ENVIRONMENTS: Operation[ItemsPage[MaskingEnvironment]] = operation(
    "MaskingEnvironments",
    "get_masking_environments",
    "GET /masking-environments",
    RetryClass.READ,
    call="delphix.environments.list",
    reason="side-effect free",
    returns=ItemsPage[MaskingEnvironment],
)
SEARCH_MASKING_ENVIRONMENTS: Operation[ItemsPage[MaskingEnvironment]] = operation(
    "MaskingEnvironments",
    "search_masking_environments",
    "POST /masking-environments/search",
    RetryClass.READ,
    call="delphix.environments.search",
    reason="side-effect free",
    returns=ItemsPage[MaskingEnvironment],
)
GET_MASKING_ENVIRONMENT_BY_ID: Operation[MaskingEnvironment] = operation(
    "MaskingEnvironments",
    "get_masking_environment_by_id",
    "GET /masking-environments/{maskingEnvironmentId}",
    RetryClass.READ,
    call="delphix.environments.get",
    reason="side-effect free",
    returns=MaskingEnvironment,
)
