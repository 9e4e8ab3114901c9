"""The paths of Huawei's services: all are below the project."""

from jobspan._core.context import PlaneContext
from jobspan._core.validation import validating
from jobspan._planes.huawei.settings import HuaweiSettings


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
    return {"project_id": ctx.settings_as(HuaweiSettings).project_id, **parameters}
