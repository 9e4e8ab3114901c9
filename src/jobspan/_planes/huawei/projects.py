"""The project that paths name: given, or found by its name at IAM.

Sources: https://support.huaweicloud.com/intl/en-us/api-iam/iam_06_0001.html, .../iam_06_0003.html
"""

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._planes.huawei.models import Project
from jobspan._planes.huawei.operations import LIST_OWN_PROJECTS, LIST_PROJECTS
from jobspan.errors import ApiError, ConfigError, PermissionDenied


def projects(iam: PlaneContext, name: str | None = None) -> Flow[list[Project]]:
    """The projects of the account, or those of a name. Users who may not list them get those that they may enter."""
    try:
        reply = yield from call(iam, LIST_PROJECTS, query={"name": name})
    except PermissionDenied as denied:
        if denied.operation != LIST_PROJECTS.id:
            raise
        reply = yield from call(iam, LIST_OWN_PROJECTS)
    return [project for project in reply.projects if name is None or project.name == name]


def project_named(iam: PlaneContext, name: str) -> Flow[str]:
    """The id of the project of a name; that of a region has the region's name.

    Raises:
        ConfigError: there is none, or there are several, or IAM does not tell.
    """
    try:
        found = yield from projects(iam, name)
    except PermissionDenied as denied:
        if denied.operation != LIST_OWN_PROJECTS.id:
            raise
        raise ConfigError(
            message=f"huawei: the project of {name} is not known, and IAM does not tell it: {denied.message}",
            hint="Give project_id (JOBSPAN_HUAWEI_PROJECT_ID): the console lists it under My Credentials.",
        ) from None
    except ApiError as failed:
        raise failed.with_hint(
            f"This was to find the project of {name}; with project_id it is not asked for."
        ) from None
    usable = [project for project in found if project.enabled is not False] or found
    if len(usable) == 1:
        return usable[0].id
    if not usable:
        raise ConfigError(
            message=f"huawei: the account has no project named {name}.",
            hint="Give project_id, or project_name if it is named otherwise than its region.",
        )
    listed = ", ".join(f"{project.id} ({project.name or 'no name'})" for project in usable)
    raise ConfigError(
        message=f"huawei: the account has {len(usable)} projects named {name}: {listed}.",
        hint="Choose one with project_id (JOBSPAN_HUAWEI_PROJECT_ID).",
    )
