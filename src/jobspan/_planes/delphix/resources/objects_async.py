"""What most kinds of DCT's objects have in common: they can be listed, searched, read and tagged."""

from typing import Generic, TypeVar

from jobspan._async.change import change
from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.operation import Operation
from jobspan._core.validation import validating
from jobspan._planes.delphix import flows
from jobspan._planes.delphix.filters import Filter
from jobspan._planes.delphix.models.shared import ItemsPage, Tag, Tags, TagsInput
from jobspan.tables import Rows

T = TypeVar("T")


def read_one(ctx: PlaneContext, operation: Operation[T], *arguments: str, **path: str) -> Flow[T]:
    """Read one object, once its ids, which callers know as ``arguments``, are checked."""
    with validating(operation) as problems:
        for argument, value in zip(arguments, path.values(), strict=True):
            problems.text(argument, value)
    return call(ctx, operation, path=path)


class AsyncListed(AsyncResource, Generic[T]):
    """A kind of object that DCT can list, search and read."""

    _list: Operation[ItemsPage[T]]
    _search: Operation[ItemsPage[T]]
    _get: Operation[T]
    _id: str

    def list(self, *, page_size: int | None = None, sort: str | None = None) -> AsyncPager[T]:
        """List all that the account may see.

        Args:
            page_size: rows per request, 1..1000; without it, 100.
            sort: field to order by, ``-`` in front for descending; without it, DCT's own order.

        Raises:
            ValidationError: page size or sort order is not valid.
        """
        return self._pager(flows.listing.listing(self._ctx, self._list, limit=page_size, sort=sort))

    def search(
        self, filter: Filter | str | None = None, *, page_size: int | None = None, sort: str | None = None
    ) -> AsyncPager[T]:
        """Search with a filter: ``field("name").eq("HR") & field("tags").has(field("key").eq("team"))``.

        Args:
            filter: which to return, in DCT's own grammar, such as ``SEARCH 'finance'`` (5..50,000 characters), or built with
                ``jobspan.delphix.field``; without it, all.
            page_size: rows per request, 1..1000; without it, 100.
            sort: field to order by, ``-`` in front for descending; without it, DCT's own order.

        Raises:
            ValidationError: the filter breaks a limit of DCT; page size or sort order is not valid.
        """
        return self._pager(flows.listing.listing(self._ctx, self._search, limit=page_size, sort=sort, filter=filter))

    async def get(self, id: str) -> T:
        """Read one by its id.

        Args:
            id: id of the object, as ``list`` and ``search`` show it.

        Raises:
            NotFound: the id is unknown, or the account may not see the object.
            ValidationError: the id is empty.
        """
        return await self._run(read_one(self._ctx, self._get, "id", **{self._id: id}))


class AsyncTagged(AsyncResource):
    """A kind of object that carries tags. Tags drive access control, so a change of tags can change who sees the object."""

    _tags: Operation[Tags]
    _add_tags: Operation[Tags]
    _delete_tags: Operation[None]
    _tagged: str

    async def tags(self, id: str) -> Rows[Tag]:
        """Read the tags of an object. One key may carry several values.

        Args:
            id: id of the object, as ``list`` and ``search`` show it.

        Raises:
            NotFound: the id is unknown, or the account may not see the object.
            ValidationError: the id is empty.
        """
        return await self._rows(flows.tags.read_tags(self._ctx, self._tags, self._tagged, id), Tag)

    @change
    async def add_tags(self, id: str, tags_to_add: TagsInput) -> Rows[Tag]:
        """Add tags to an object; the others stay.

        Args:
            id: id of the object, as ``list`` and ``search`` show it.
            tags_to_add: a mapping, or pairs where a key has several values. 1..1000, key and value of 1..4000 characters.

        Raises:
            ValidationError: no tag, too many, or an empty or too long key or value.
        """
        return await self._change_as(
            lambda: flows.tags.add_tags(self._ctx, self._add_tags, self._tagged, id, tags_to_add), _table
        )

    @change
    async def delete_tags(
        self,
        id: str,
        *,
        key: str | None = None,
        value: str | None = None,
        pairs: TagsInput | None = None,
        all: bool = False,
    ) -> None:
        """Delete tags: those with a key, the one with a key and a value, exact pairs, or all (only with ``all=True``).

        Args:
            id: id of the object, as ``list`` and ``search`` show it.
            key: delete the tags with this key, 1..4000 characters, whatever their values; not with ``pairs`` or ``all``.
            value: of the tags with ``key``, delete only the one with this value, 1..4000 characters.
            pairs: delete exactly these tags, 1..1000: a mapping, or pairs where a key has several values; not with ``key`` or
                ``all``.
            all: delete every tag of the object; not with ``key`` or ``pairs``.

        Raises:
            ValidationError: not exactly one of ``key``, ``pairs`` and ``all`` is given.
        """
        await self._change(
            lambda: flows.tags.delete_tags(
                self._ctx, self._delete_tags, self._tagged, id, key=key, value=value, pairs=pairs, all=all
            )
        )


def _table(tags: tuple[Tag, ...]) -> Rows[Tag]:
    return Rows(tags, of=Tag)
