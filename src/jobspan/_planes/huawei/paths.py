"""The paths of Huawei's services: all are below the project."""

from typing import Final

import attrs

from jobspan._core.context import PlaneContext
from jobspan._core.http import Request
from jobspan._core.validation import validating
from jobspan._planes.huawei.settings import HuaweiSettings

UNKNOWN_PROJECT: Final = "~project_id~"
"""Stands in a path for a project that IAM is still to be asked for: that happens when the request gets its credentials."""


def project_path(ctx: PlaneContext, **parameters: str) -> dict[str, str]:
    """The parameters of a path, those of the project included.

    Raises:
        ValidationError: one contains a slash. The gateway decodes a path before it splits it, so such a one would name
            another thing, and its signature would be wrong.
    """
    with validating(f"{ctx.plane} request") as problems:
        for name, value in parameters.items():
            if "/" in value:
                problems.add(name, f"{value!r} must not contain a slash")
    return {"project_id": ctx.settings_as(HuaweiSettings).project_id or UNKNOWN_PROJECT, **parameters}


def lacks_project(request: Request) -> bool:
    """Whether the project is still to be put into the path."""
    return f"/{UNKNOWN_PROJECT}/" in f"{request.url}/"


def with_project(request: Request, project_id: str) -> Request:
    """The request with the project in its path."""
    return attrs.evolve(request, url=request.url.replace(UNKNOWN_PROJECT, project_id, 1))
