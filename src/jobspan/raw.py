"""Requests that jobspan has no method for: what comes back, and how lists are read page by page."""

import json
from typing import Any, Final, Literal

import attrs

from jobspan._core.classes import frozen
from jobspan._core.redact import mask_json
from jobspan._public import public

_SHOWN: Final = 200
COUNTS: Final = ("cursor", "rows", "page")


@public
@frozen(kw_only=True, repr=False)
class RawReply:
    """The reply to a request that was made by its path.

    Attributes:
        status: the HTTP status.
        headers: names in lower case; values that may be credentials are masked.
        data: the JSON document; ``None`` where there is none. It is what the plane sent: secrets in it are not masked.
        content: the bytes of the body.
    """

    status: int
    headers: dict[str, str] = attrs.field(factory=dict)
    data: Any = None
    content: bytes = b""

    @property
    def text(self) -> str:
        """The body as text; bytes that are not UTF-8 are replaced."""
        return self.content.decode("utf-8", "replace")

    def __repr__(self) -> str:
        if self.data is None:
            return f"<RawReply {self.status}, {len(self.content)} bytes>"
        shown = json.dumps(mask_json(self.data), ensure_ascii=False, default=str)
        return f"<RawReply {self.status} {shown[:_SHOWN]}{'...' if len(shown) > _SHOWN else ''}>"


@public
@frozen(kw_only=True)
class PageStyle:
    """How a list is asked for and read, page by page. Names with dots lead into objects: ``response_metadata.next_cursor``.

    Attributes:
        size: the parameter for the rows of a page.
        default_size: rows of a page where none are asked for.
        position: the parameter that says where a page begins.
        counts: what ``position`` is: the ``cursor`` of the page before, the number of ``rows`` to skip, or of the ``page``.
        first: the position of the first page, where it is a number.
        rows: where the rows are; the first of these that is a list counts, or the only list there is.
        cursor: where the cursor of the next page is.
        total: where the number of all rows is; the first of these that is a number counts.
        in_body: the parameters travel in the body, not in the query.
        within: the member of the body that carries them; empty: the body itself.

    Raises:
        ValidationError: a value is not one of these.
    """

    size: str = "limit"
    default_size: int = 100
    position: str = "offset"
    counts: Literal["cursor", "rows", "page"] = "rows"
    first: int = 0
    rows: tuple[str, ...] = ()
    cursor: str = ""
    total: tuple[str, ...] = ("total", "count", "total_count", "total_record")
    in_body: bool = False
    within: str = ""

    def __attrs_post_init__(self) -> None:
        from jobspan._core.validation import validating

        with validating("PageStyle") as problems:
            problems.whole("default_size", self.default_size, 1, 100_000)
            problems.one_of("counts", self.counts, COUNTS)
            problems.flags(in_body=self.in_body)
