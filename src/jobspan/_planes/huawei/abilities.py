"""What the client can do on IAM, in one value."""

from collections.abc import Mapping
from typing import Any, Final

from jobspan._core.abilities import Abilities
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, pure
from jobspan._core.jobs import JobKind
from jobspan._planes.huawei.findings import findings
from jobspan._planes.huawei.operations import OPERATIONS
from jobspan._planes.huawei.rules import RULES
from jobspan.jobs import JobLine

KINDS: Final[Mapping[str, JobKind[Any, Any]]] = {}


def recent(ctx: PlaneContext, limit: int) -> Flow[list[JobLine]]:
    """A login has no jobs."""
    return pure([])


ABILITIES: Final = Abilities(
    operations=OPERATIONS,
    rules=RULES,
    kinds=KINDS,
    recent=recent,
    findings=findings,
)
