"""Collections of Synchronize jobs."""

from collections.abc import Sequence

from jobspan._async.change import change
from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._planes.groupid.flows import collections
from jobspan._planes.groupid.models.collections import CollectionInfo, JobCollection
from jobspan._planes.groupid.models.filters import Filter, is_exactly
from jobspan._planes.groupid.models.jobs import JobInfo


class AsyncCollections(AsyncResource):
    """Collections of jobs that run one after the other. Their jobs are copies with ids of their own."""

    def list(self, *, page_size: int | None = None, sort: str = "", sort_order: int = 1) -> AsyncPager[CollectionInfo]:
        """The heads of all collections.

        Args:
            page_size: rows per request, 1..10000; without it, 100.
            sort: column to sort by, as the server has it; ``modified`` is documented. Without it, the server's own order.
            sort_order: direction, as the server has it; only 1 is documented, and not what it means.

        Raises:
            ValidationError: the page size is out of range.
        """
        return self._pager(collections.collections(self._ctx, page_size=page_size, sort=sort, sort_order=sort_order))

    def search(self, filter: Filter | str, *, page_size: int | None = None) -> AsyncPager[CollectionInfo]:
        """The heads of the collections that satisfy a filter, or have a name.

        Args:
            filter: the name of a collection, or conditions: ``contains("Name", "HR")`` and others of ``jobspan.groupid``.
            page_size: rows per request, 1..10000; without it, 100.

        Raises:
            ValidationError: the page size is out of range.
        """
        chosen = is_exactly("Name", filter) if isinstance(filter, str) else filter
        return self._pager(collections.collections(self._ctx, chosen, page_size=page_size))

    def jobs(
        self,
        collection_id: int,
        filter: Filter | str | None = None,
        *,
        page_size: int | None = None,
        sort: str = "",
        sort_order: int = 1,
    ) -> AsyncPager[JobInfo]:
        """The heads of the jobs in a collection.

        Args:
            collection_id: id of the job collection, as ``list`` shows it.
            filter: the name of a job, or conditions: ``contains("Name", "HR")`` and others of ``jobspan.groupid``; without
                it, all.
            page_size: rows per request, 1..10000; without it, 100.
            sort: column to sort by, as the server has it; ``modified`` is documented. Without it, the server's own order.
            sort_order: direction, as the server has it; only 1 is documented, and not what it means.

        Raises:
            ValidationError: the id is not valid.
        """
        chosen = is_exactly("Name", filter) if isinstance(filter, str) else filter
        return self._pager(
            collections.jobs_in(self._ctx, collection_id, chosen, page_size=page_size, sort=sort, sort_order=sort_order)
        )

    async def get(self, collection_id: int) -> JobCollection:
        """A whole collection with its jobs. Stored passwords and certificates come as ``Secret``.

        Args:
            collection_id: id of the job collection, as ``list`` shows it.

        Raises:
            NotFound: no collection has this id.
        """
        return await self._run(collections.get(self._ctx, collection_id))

    @change
    async def create(self, collection: JobCollection) -> int:
        """Create a collection (see ``jobspan.groupid.make_collection``) and return its id.

        Args:
            collection: the whole document, from ``make_collection`` or ``JobCollection.from_document``. The server stores
                copies of its jobs.

        Raises:
            ValidationError: the document is not valid; every place is named.
            RuleViolation: a documented rule is broken.
            GroupIDError: the server rejects it.
        """
        return await self._change(lambda: collections.create(self._ctx, collection))

    @change
    async def update(self, collection: JobCollection) -> int:
        """Replace a collection by this document, and return its id. Start from :meth:`get`, change with ``attrs.evolve``.

        Everything that was not changed is written back as it was read, including fields unknown to this version.

        Args:
            collection: the whole document with its id, from ``get``. The server drops what it does not contain.

        Raises:
            ValidationError: it has no id, or a new job in it is not valid.
            NotFound: no collection has this id.
            GroupIDError: the server rejects it.
        """
        return await self._change(lambda: collections.update(self._ctx, collection))

    @change
    async def delete(self, collection_ids: int | Sequence[int]) -> None:
        """Delete collections with the copies of jobs in them; the originals stay.

        Args:
            collection_ids: id or ids of job collections, as ``list`` shows them.

        Raises:
            ValidationError: no id is given.
            GroupIDError: the server rejects it.
        """
        ids = [collection_ids] if isinstance(collection_ids, int) else [*collection_ids]
        await self._change(lambda: collections.delete(self._ctx, ids))
