"""The planes there are. One entry a plane; everything that treats them alike (client, docs, sandbox, tests) starts here."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final, Protocol, cast

import attrs

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.jobs import JobKind
from jobspan._core.operation import Operation
from jobspan._core.rules import AnyRule
from jobspan.config import PlaneSettings
from jobspan.jobs import JobLine
from jobspan.policy import Policy


class PlaneModule(Protocol):
    """What ``planes/<plane>/plane.py`` offers."""

    SETTINGS: type[PlaneSettings]
    OPERATIONS: tuple[Operation[Any], ...]
    RULES: tuple[AnyRule, ...]
    KINDS: Mapping[str, JobKind[Any, Any]]

    def recent(self, ctx: PlaneContext, limit: int) -> Flow[list[JobLine]]:
        """The newest jobs in one line each: one cheap read, for overviews and health checks."""

    def connect(self, settings: Any, policy: Policy) -> PlaneContext:
        """The context of a client's calls. Does no I/O."""


@attrs.frozen
class PlaneEntry:
    """One plane: its name, and the module that describes it."""

    name: str
    module: str

    def load(self) -> PlaneModule:
        return cast(PlaneModule, import_module(self.module))


PLANES: Final[dict[str, PlaneEntry]] = {
    entry.name: entry
    for entry in (
        PlaneEntry("delphix", "jobspan._planes.delphix.plane"),
        PlaneEntry("ciphertrust", "jobspan._planes.ciphertrust.plane"),
        PlaneEntry("groupid", "jobspan._planes.groupid.plane"),
        PlaneEntry("huawei", "jobspan._planes.huawei.plane"),
        PlaneEntry("huawei_dsc", "jobspan._planes.huawei_dsc.plane"),
        PlaneEntry("huawei_drs", "jobspan._planes.huawei_drs.plane"),
    )
}
