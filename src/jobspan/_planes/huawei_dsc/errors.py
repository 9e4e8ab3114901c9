"""Errors that DSC alone has."""

from jobspan.errors import ApiError


class RouteNotPublished(ApiError):
    """The gateway does not publish this operation in this region: another generation of the API may."""


class ServiceNotEnabled(ApiError):
    """DSC is not bought, or has expired, in this project and region. The credentials are fine: a new token does not help."""
