"""One list of containers, as its cloud has it. One class serves all lists."""

from typing import Generic, Self, TypeVar

from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._planes.ciphertrust.container_kinds import ContainerKind
from jobspan._planes.ciphertrust.flows.containers import FilterValue, get_row, list_rows
from jobspan._planes.ciphertrust.models.containers import ContainerRow

R = TypeVar("R", bound=ContainerRow)


class AsyncContainerList(AsyncResource, Generic[R]):
    """One list of containers, or of what groups them."""

    kind: ContainerKind[R]

    @classmethod
    def of(cls, parent: AsyncResource, kind: ContainerKind[R]) -> Self:
        """The list of this kind, bound to the parent's client."""
        made = cls(parent._ctx, parent._driver)
        made.kind = kind
        return made

    def list(
        self, *, id: str | None = None, sort: str | None = None, page_size: int | None = None, **filters: FilterValue
    ) -> AsyncPager[R]:
        """List the rows, filtered.

        Args:
            id: exactly this row.
            sort: field names separated by commas, descending with a leading minus, for example ``-createdAt``.
            page_size: the size of a page, 1..1000.
            **filters: those that the vendor names for this list (another one is refused, with their names); a list of texts asks
                for any of them. Where the vendor names none, all are passed on.

        Raises:
            ValidationError: an unknown filter.
        """
        return self._pager(list_rows(self._ctx, self.kind, filters, id=id, sort=sort, limit=page_size))

    async def get(self, id: str) -> R:
        """Get one row by CipherTrust's own id.

        Raises:
            NotFound: the list has no row with this id.
        """
        return await self._run(get_row(self._ctx, self.kind, id))
