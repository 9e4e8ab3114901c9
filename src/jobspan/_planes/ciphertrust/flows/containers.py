"""Reading containers: one list, one row, and the containers of a family of synchronization jobs."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

import attrs

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.paginate import Listing, Page
from jobspan._core.validation import Validator, present, validating
from jobspan._planes.ciphertrust.container_kinds import ContainerKind
from jobspan._planes.ciphertrust.flows.listing import listing
from jobspan._planes.ciphertrust.models.containers import ContainerRow
from jobspan._planes.ciphertrust.models.estate import Container, SyncSource
from jobspan._planes.ciphertrust.operations.containers import CONTAINER_OPERATIONS
from jobspan._planes.ciphertrust.words import FamilyName

R = TypeVar("R", bound=ContainerRow)
FilterValue: TypeAlias = str | bool | Sequence[str] | None


def list_rows(
    ctx: PlaneContext,
    kind: ContainerKind[R],
    filters: Mapping[str, FilterValue],
    *,
    id: str | None = None,
    sort: str | None = None,
    limit: int | None = None,
) -> Listing[R]:
    """A list of containers.

    Raises:
        ValidationError: a filter that the list does not have, or a page size out of 1..1000.
    """
    operation = CONTAINER_OPERATIONS[kind.key].list
    with validating(operation) as problems:
        problems.optional_text("id", id)
        problems.optional_text("sort", sort)
        for name, value in filters.items():
            _check_filter(problems, kind, name, value)
    query = {name: list(value) if isinstance(value, tuple) else value for name, value in present(filters).items()}
    return listing(ctx, operation, {"id": id, **query, "sort": sort}, limit=limit)


def _check_filter(problems: Validator, kind: ContainerKind[Any], name: str, value: object) -> None:
    if kind.filters is not None and name not in kind.filters:
        problems.add(name, f"{kind.key} cannot be filtered by it", ("id", *kind.filters))
    elif isinstance(value, list | tuple):
        for index, each in enumerate(value):
            problems.text(f"{name}[{index}]", each)
    elif value is not None and not isinstance(value, bool):
        problems.text(name, value)


def get_row(ctx: PlaneContext, kind: ContainerKind[R], id: str) -> Flow[R]:
    """One row of a list.

    Raises:
        NotFound: the list has no such row.
    """
    operation = CONTAINER_OPERATIONS[kind.key].get
    with validating(operation) as problems:
        problems.text("id", id)
    row: R = yield from call(ctx, operation, path={"id": id})
    return row


def list_containers(
    ctx: PlaneContext,
    family: FamilyName,
    kind: ContainerKind[Any],
    filters: Mapping[str, FilterValue],
    *,
    everything: bool = False,
    limit: int | None = None,
) -> Listing[Container]:
    """The containers of a family, as their rows tell of them.

    Args:
        everything: also those that cannot be synchronized.
    """
    rows = list_rows(ctx, kind, filters, limit=limit)

    def fetch(position: Any) -> Flow[Page[Container]]:
        page = yield from rows.fetch(position)
        found = tuple(container_of(family, kind, row) for row in page.items)
        shown = tuple(each for each in found if everything or each.why_not is None)
        return attrs.evolve(page, items=shown, row=Container)

    return Listing(fetch=fetch, row=Container, key=lambda each: each.id, plane=rows.plane, operation=rows.operation)


def container_of(family: FamilyName, kind: ContainerKind[Any], row: ContainerRow) -> Container:
    """A row as a container of a family. Its time is that of the keys: other families have to look at their jobs."""
    synced = row.last_synced_at if family == kind.families[0] else None
    return Container(
        id=row.id,
        name=row.title,
        cloud_id=row.cloud_id,
        family=family,
        connection=row.connection,
        last_synced_at=synced,
        last_sync_source=SyncSource.CONTAINER if synced else None,
        why_not=row.why_not,
        row=row,
    )
