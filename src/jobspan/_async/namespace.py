"""What the namespaces of all planes offer: any request of the plane, for what jobspan has no method for."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeVar, overload

from jobspan._async.change import change
from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._core.common_arguments import empty_is_meant
from jobspan._core.http import HeaderValue
from jobspan.raw import PageStyle, RawReply

if TYPE_CHECKING:
    from jobspan._core.raw import RawCall

T = TypeVar("T")


class AsyncNamespace(AsyncResource):
    """All of a plane: its resources, and any other request by its path."""

    page_style: ClassVar[PageStyle]
    """How most lists of this plane are read page by page."""

    @change
    async def request(
        self,
        method: str,
        path: str,
        *,
        parameters: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        headers: Mapping[str, HeaderValue] | None = None,
        retry: Literal["read", "never"] | None = None,
    ) -> RawReply:
        """Make any request of this plane, with its credentials, retries, hooks and masking; ``.plan()`` shows it first.

        Args:
            method: GET, HEAD, POST, PUT, PATCH or DELETE.
            path: below the plane's address, with a leading slash; ``{name}`` is filled from ``parameters``.
            parameters: for the placeholders of the path; they are percent-encoded.
            query: absent values (``None``) are left out, lists are repeated.
            body: a JSON tree (``Secret`` values are revealed when it is sent, and shown nowhere), a model, or bytes with a
                ``Content-Type`` in ``headers``.
            headers: besides those of every request; ``Secret`` values are masked.
            retry: ``"read"``: changes nothing, and may be sent again; ``"never"``: nobody knows after a lost reply.
                Default: ``"read"`` for GET and HEAD.

        Raises:
            ValidationError: it is not a request to this plane; nothing was sent.
            AmbiguousOutcomeError: the reply is lost, and the request may have been carried out.
            ApiError: the plane refused.
        """
        from jobspan._core.raw import raw_call

        asked = self._asked("request", method, path, parameters, query, body, headers, retry)
        return await self._change(lambda: raw_call(self._ctx, asked))

    async def read_as(self, model: type[T], reply: RawReply | Any) -> T:
        """Read a reply, or a part of its ``data``, as a model. What is unexpected in it goes to the hooks. Sends nothing.

        Args:
            model: for example ``jobspan.delphix.Engine``.
            reply: of ``request``, or a part of its ``data``.

        Raises:
            DecodeError: it does not have the form of the model.
        """
        from jobspan._core.raw import RawCall
        from jobspan._core.raw_pages import read_as

        asked = RawCall(call=f"{self._name()}.read_as", method="GET", path="/", retry="read")
        data = reply.data if isinstance(reply, RawReply) else reply
        return await self._run(read_as(self._ctx, asked.operation(self._ctx), model, data))

    @overload
    def rows(
        self,
        path: str,
        *,
        model: type[T],
        method: str = "GET",
        parameters: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        page_size: int | None = None,
        style: PageStyle | None = None,
    ) -> AsyncPager[T]: ...

    @overload
    def rows(
        self,
        path: str,
        *,
        model: None = None,
        method: str = "GET",
        parameters: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        page_size: int | None = None,
        style: PageStyle | None = None,
    ) -> AsyncPager[dict[str, Any]]: ...

    @empty_is_meant
    def rows(
        self,
        path: str,
        *,
        model: type[Any] | None = None,
        method: str = "GET",
        parameters: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        page_size: int | None = None,
        style: PageStyle | None = None,
    ) -> AsyncPager[Any]:
        """Read any list of this plane, page by page.

        Args:
            path: below the plane's address, with a leading slash; ``{name}`` is filled from ``parameters``.
            model: what each row is read as; default: the JSON object.
            method: how the plane wants the list to be asked for; it is taken to change nothing.
            parameters: for the placeholders of the path; they are percent-encoded.
            query: absent values (``None``) are left out, lists are repeated.
            body: a JSON tree (``Secret`` values are revealed when it is sent, and shown nowhere), or a model.
            page_size: rows per request, 1..100000; what the plane allows is less. Without it, what ``style`` says.
            style: where this list is not like most of the plane's (``page_style``).

        Raises:
            ValidationError: it is not a request to this plane; nothing was sent.
            DecodeError: while reading: there is no list in the reply.
        """
        from jobspan._core.raw_pages import raw_listing

        asked = self._asked("rows", method, path, parameters, query, body, None, "read")
        return self._pager(raw_listing(self._ctx, asked, style or self.page_style, page_size, model))

    def _asked(
        self,
        call: str,
        method: str,
        path: str,
        parameters: Mapping[str, str] | None,
        query: Mapping[str, Any] | None,
        body: Any,
        headers: Mapping[str, HeaderValue] | None,
        retry: Literal["read", "never"] | None,
    ) -> "RawCall":
        from jobspan._core.raw import RawCall

        usual = {name: value for name, value in self._path_parameters().items() if f"{{{name}}}" in str(path)}
        given: Any = parameters or {}
        return RawCall(
            call=f"{self._name()}.{call}",
            method=method,
            path=path,
            parameters={**usual, **given} if isinstance(given, Mapping) else given,
            query=query or {},
            body=body,
            headers=headers or {},
            retry=retry,
        )

    def _path_parameters(self) -> Mapping[str, str]:
        """What paths of this plane are filled with from the settings."""
        return {}

    def _name(self) -> str:
        return type(self).__name__.removeprefix("Async").lower()
