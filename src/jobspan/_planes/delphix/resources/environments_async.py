"""Masking environments."""

from jobspan._planes.delphix.models.engines import MaskingEnvironment
from jobspan._planes.delphix.operations import environments as environment_calls
from jobspan._planes.delphix.resources.objects_async import AsyncListed


class AsyncEnvironments(AsyncListed[MaskingEnvironment]):
    """Masking environments: folders on engines. Source: https://help-api.delphix.com/ (MaskingEnvironments)."""

    _list = environment_calls.GET_MASKING_ENVIRONMENTS
    _search = environment_calls.SEARCH_MASKING_ENVIRONMENTS
    _get = environment_calls.GET_MASKING_ENVIRONMENT_BY_ID
    _id = "maskingEnvironmentId"
