"""One list of containers, as its cloud has it. One class serves all lists."""

from typing import Generic, Self, TypeVar

from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._planes.ciphertrust.container_kinds import ContainerKind
from jobspan._planes.ciphertrust.flows.containers import FilterValue, get_row, list_rows
from jobspan._planes.ciphertrust.models.containers import ContainerRow

R = TypeVar("R", bound=ContainerRow)


class AsyncContainerList(AsyncResource, Generic[R]):
    """One list of containers, or of what groups them.

    Attributes:
        kind: what the rows are, and where the list is.
    """

    kind: ContainerKind[R]

    @classmethod
    def of(cls, parent: AsyncResource, kind: ContainerKind[R]) -> Self:
        """The list of this kind, bound to the parent's client.

        Args:
            parent: a resource, whose client is used.
            kind: which list.
        """
        made = cls(parent._ctx, parent._driver)
        made.kind = kind
        return made

    def list(
        self, *, id: str | None = None, sort: str | None = None, page_size: int | None = None, **filters: FilterValue
    ) -> AsyncPager[R]:
        """List the rows, filtered.

        Args:
            id: CipherTrust's own id of a row: only this one.
            sort: fields by the vendor's names, separated by commas, descending with a leading minus, for example
                ``-createdAt``; the vendor does not document the order without it.
            page_size: rows per request, 1..1000; without it, 100.
            **filters: ``name=value`` for each of the filters that the vendor names for this list; another one is refused, and
                the error names them. A list of texts asks for any of them. Where the vendor names none (subscriptions,
                partitions, domains), all are passed on.

        Raises:
            ValidationError: an unknown filter.
        """
        return self._pager(list_rows(self._ctx, self.kind, filters, id=id, sort=sort, limit=page_size))

    async def get(self, id: str) -> R:
        """Get one row by CipherTrust's own id.

        Args:
            id: CipherTrust's own id of the row, as ``list`` shows it; not the cloud's.

        Raises:
            NotFound: the list has no row with this id.
        """
        return await self._run(get_row(self._ctx, self.kind, id))
