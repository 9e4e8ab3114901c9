"""Operations of Containers: two for each list, made from the table of lists."""

from typing import Any, Final

from jobspan._core.classes import frozen
from jobspan._core.operation import Operation
from jobspan._planes.ciphertrust.container_kinds import CONTAINER_KINDS, ContainerKind
from jobspan._planes.ciphertrust.models.envelopes import Slice
from jobspan._planes.ciphertrust.operations.table import CONTAINERS


@frozen(kw_only=True)
class ContainerOperations:
    """The operations of one list."""

    list: Operation[Slice[Any]]
    get: Operation[Any]


def _operations_of(kind: ContainerKind[Any]) -> ContainerOperations:
    page = f"reference/cckmapi/{kind.page}"
    return ContainerOperations(
        list=CONTAINERS.read(
            f"containers.{kind.key}.list", f"GET {kind.path}", call=f"{kind.call}.list", page=page, returns=kind.rows
        ),
        get=CONTAINERS.read(
            f"containers.{kind.key}.get",
            f"GET {kind.path}/{{id}}",
            call=f"{kind.call}.get",
            page=page,
            returns=kind.row,
        ),
    )


CONTAINER_OPERATIONS: Final[dict[str, ContainerOperations]] = {
    kind.key: _operations_of(kind) for kind in CONTAINER_KINDS
}
