"""Lists that no table lists, page by page: what a :class:`~jobspan.raw.PageStyle` says, walked."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import attrs
import msgspec

from jobspan._core.call import publish
from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.convert import Unreadable
from jobspan._core.effects import Flow, emit
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing, Page
from jobspan._core.raw import RawCall, send_raw
from jobspan._core.redact import revealed_leaf
from jobspan._core.validation import validating
from jobspan.errors import DecodeError
from jobspan.hooks import UnexpectedData
from jobspan.raw import PageStyle, RawReply

T = TypeVar("T")


def read_as(ctx: PlaneContext, operation: Operation[Any], model: type[T], tree: Any, place: str = "$") -> Flow[T]:
    """A part of a reply as a model, what is unexpected in it published.

    Raises:
        DecodeError: it does not have the form of the model.
    """
    try:
        value, oddities = ctx.dialect.codec.read(model, tree)
    except Unreadable as bad:
        raise DecodeError(
            message=f"{ctx.plane} {operation.id}: what came is not a {model.__name__}: {bad}",
            plane=ctx.plane,
            operation=operation.id,
            path=place + bad.path.removeprefix("$"),
        ) from None
    yield from publish(ctx, operation, oddities, place)
    return value


def raw_listing(
    ctx: PlaneContext, raw: RawCall, style: PageStyle, page_size: int | None, model: type[T] | None
) -> Listing[T]:
    """The rows at a path.

    Raises:
        ValidationError: the request is not one to this plane, or the page size is not positive.
    """
    with validating(raw.call) as problems:
        problems.whole("page_size", page_size, 1, 100_000)
        if model is not None:
            problems.instance("model", model, type)
        if problems.instance("style", style, PageStyle) and style.in_body and not isinstance(raw.body, Mapping | None):
            problems.add("body", "must be an object: the page is asked for in it")
    operation = raw.operation(ctx)
    size = page_size or style.default_size

    def fetch(position: Any) -> Flow[Page[T]]:
        at: _Position = position or _Position(style.first if style.counts != "cursor" else None)
        asked = _with_page(raw, style, at.at, size)
        reply = yield from send_raw(ctx, operation, asked.request(ctx, operation))
        where, found = _rows(ctx, operation, style, reply)
        rows: list[Any] = []
        for index, row in enumerate(found):
            if model is None:
                rows.append(row)
                continue
            try:
                rows.append((yield from read_as(ctx, operation, model, row, f"{where}[{index}]")))
            except DecodeError as bad:
                if ctx.policy.strict_rows:
                    raise
                yield from emit(
                    UnexpectedData(
                        plane=ctx.plane, operation=operation.id, path=bad.path or where, what=str(bad), row=True
                    )
                )
        total = _total(style, reply.data)
        came = at.came + len(found)
        after = _after(style, at, reply.data, len(found), came, size, total)
        if after is None and total is not None and came < total:
            what = f"the list ends after {came} of {total} rows; perhaps its pages are asked for in another style"
            yield from emit(UnexpectedData(plane=ctx.plane, operation=operation.id, path=where, what=what))
        return Page(
            items=tuple(rows),
            next=after,
            total=total,
            complete=after is not None or total is None or came >= total,
            unreadable=len(found) - len(rows),
        )

    return Listing(fetch=fetch, row=model, key=_identity, plane=ctx.plane, operation=operation.id)


@frozen
class _Position:
    """Where a page begins, in the words of the plane, and how many rows came before it."""

    at: Any = None
    came: int = 0


def _with_page(raw: RawCall, style: PageStyle, at: Any, size: int) -> RawCall:
    asked = {style.size: size} | ({} if at is None else {style.position: at})
    if not style.in_body:
        return attrs.evolve(raw, query={**raw.query, **asked})
    body = dict(raw.body or {})
    body = body | {style.within: {**(body.get(style.within) or {}), **asked}} if style.within else body | asked
    return attrs.evolve(raw, body=body)


def _after(
    style: PageStyle, at: _Position, tree: Any, rows: int, came: int, size: int, total: int | None
) -> _Position | None:
    if style.counts == "cursor":
        cursor = _at(tree, style.cursor)
        return _Position(cursor, came) if cursor else None
    if not rows or (came >= total if total is not None else rows < size):
        return None
    return _Position(at.at + (1 if style.counts == "page" else rows), came)


def _rows(ctx: PlaneContext, operation: Operation[Any], style: PageStyle, reply: RawReply) -> tuple[str, Sequence[Any]]:
    if isinstance(reply.data, list):
        return "$", reply.data
    members = reply.data if isinstance(reply.data, Mapping) else {}
    lists = [name for name, value in members.items() if isinstance(value, list)]
    for name in style.rows or (lists if len(lists) == 1 else ()):
        found = _at(members, name)
        if isinstance(found, list):
            return f"$.{name}", found
    has = ", ".join(sorted(members)) or "no members"
    raise DecodeError(
        message=f"{ctx.plane} {operation.id}: no list of rows at {', '.join(style.rows) or 'the top'} (the reply has {has}).",
        hint="Say where they are: style=PageStyle(rows=(...)).",
        plane=ctx.plane,
        operation=operation.id,
        status=reply.status,
        path="$",
    )


def _total(style: PageStyle, tree: Any) -> int | None:
    numbers = (_at(tree, name) for name in style.total)
    return next((found for found in numbers if isinstance(found, int) and not isinstance(found, bool) and found), None)


def _at(tree: Any, path: str) -> Any:
    for name in path.split(".") if path else ():
        tree = tree.get(name) if isinstance(tree, Mapping) else None
    return tree if path else None


def _identity(row: Any) -> bytes:
    """A row's id where it has one; otherwise all of it."""
    if isinstance(row, Mapping):
        named = next((row[name] for name in ("id", "job_id", "jobId") if row.get(name) is not None), None)
        return msgspec.json.encode([named] if named is not None else row, enc_hook=revealed_leaf)
    own = getattr(row, "id", None)
    return repr(row if own is None else own).encode()
