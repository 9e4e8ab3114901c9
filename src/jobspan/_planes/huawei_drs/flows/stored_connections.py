"""Connections, by API v5. Source: https://support.huaweicloud.com/intl/en-us/api-drs/"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from jobspan._core.call import call
from jobspan._core.change import change
from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.paginate import Listing, Page, collect
from jobspan._core.reconcile import Reconcile, look_before, looking, newcomer
from jobspan._core.validation import Validator, present, validating
from jobspan._planes.huawei_drs.flows.masks import without_masks
from jobspan._planes.huawei_drs.flows.namesakes import check_description, check_name, is_called
from jobspan._planes.huawei_drs.flows.offsets import offset_listing
from jobspan._planes.huawei_drs.flows.reads import project
from jobspan._planes.huawei_drs.models.connections import ConnectionChange, DatabaseConnection, NewConnection
from jobspan._planes.huawei_drs.models.stored_endpoints import DatabaseAddress
from jobspan._planes.huawei_drs.operations import connections as op
from jobspan._planes.huawei_drs.words import STORED_TYPES
from jobspan.errors import NotFound

_LONGEST_DESCRIPTION: Final = 255
_MARKS: Final = ("endpoint_name", "ip", "db_port", "db_user", "instance_id", "db_name")
"""What lists show of a database."""


@frozen(kw_only=True)
class ConnectionFilter:
    """Which connections are listed, and in what order; the arguments of ``drs.connections.list``."""

    connection_id: str | None = None
    db_type: str | None = None
    name: str | None = None
    instance_id: str | None = None
    ip: str | None = None
    description: str | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None
    enterprise_project_id: str | None = None
    sort_key: str | None = None
    sort_dir: str | None = None

    def check(self, problems: Validator) -> None:
        problems.moment("created_after", self.created_after)
        problems.moment("created_before", self.created_before)
        if (self.created_after is None) != (self.created_before is None):
            absent = "created_after" if self.created_after is None else "created_before"
            problems.add(absent, "is needed as well: DRS wants both ends of the time")

    def query(self) -> dict[str, Any]:
        between = None
        if self.created_after is not None and self.created_before is not None:
            between = f"{_moment(self.created_after)},{_moment(self.created_before)}"
        return present(
            {
                "connection_id": self.connection_id,
                "db_type": self.db_type,
                "name": self.name,
                "inst_id": self.instance_id,
                "ip": self.ip,
                "description": self.description,
                "create_time": between,
                "enterprise_project_id": self.enterprise_project_id,
                "sort_key": self.sort_key,
                "sort_dir": self.sort_dir,
            }
        )


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def connections(
    ctx: PlaneContext, wanted: ConnectionFilter, *, fetch_all: bool, page_size: int
) -> Listing[DatabaseConnection]:
    with validating(op.LIST) as problems:
        wanted.check(problems)
    if fetch_all:
        return _at_once(ctx, wanted.query())
    return offset_listing(
        ctx,
        op.LIST,
        project(ctx),
        lambda reply: reply.connections,
        total_of=lambda reply: reply.count,
        query=wanted.query(),
        page_size=page_size,
        key=lambda found: found.connection_id,
    )


def _at_once(ctx: PlaneContext, query: Mapping[str, Any]) -> Listing[DatabaseConnection]:
    """All in one page: offset and limit would be ignored."""

    def fetch(position: Any) -> Flow[Page[DatabaseConnection]]:
        reply = yield from call(ctx, op.LIST, path=project(ctx), query={**query, "fetch_all": True})
        came = len(reply.connections) + reply.unreadable
        return Page(
            items=reply.connections,
            total=reply.count,
            complete=came >= (reply.count or 0),
            unreadable=reply.unreadable,
        )

    return Listing(fetch=fetch, key=lambda found: found.connection_id, plane=ctx.plane, operation=op.LIST.id)


def create(ctx: PlaneContext, connection: NewConnection) -> Flow[DatabaseConnection]:
    with validating(op.CREATE) as problems:
        if problems.instance("connection", connection, NewConnection):
            check_name(problems, connection.name)
            problems.text("db_type", connection.db_type)
            if connection.db_type:
                problems.one_of("db_type", connection.db_type, STORED_TYPES)
            _check(problems, connection.description)
            check_address(problems, "endpoint", connection.endpoint)

    def before() -> Flow[Reconcile[DatabaseConnection]]:
        there = yield from look_before(lambda: _named(ctx, connection.name), lambda found: found.connection_id)
        look = newcomer(there, ours=lambda found: _is(found, connection), value=lambda found: found, name="connection")
        return looking(look)

    return change(
        ctx,
        op.CREATE,
        f"remember the {connection.db_type} database as {connection.name}",
        path=project(ctx),
        body=ctx.dialect.codec.write(without_masks(connection)),
        before=before,
    )


def _named(ctx: PlaneContext, name: str) -> Flow[list[DatabaseConnection]]:
    found = yield from collect(connections(ctx, ConnectionFilter(name=name), fetch_all=False, page_size=100))
    return [each for each in found if is_called(each.name, name) is not False]


def _is(found: DatabaseConnection, wanted: NewConnection) -> bool | None:
    """Whether a connection is the one that was asked for; ``None``: too little of it is shown."""
    if not is_called(found.name, wanted.name) or found.db_type is None or found.endpoint is None:
        return None
    shown = [getattr(found.endpoint, name) for name in _MARKS]
    asked = [getattr(wanted.endpoint, name) for name in _MARKS]
    if found.db_type != wanted.db_type or any(a != b for a, b in zip(shown, asked, strict=True) if a and b):
        return False
    return True if any(a == b for a, b in zip(shown, asked, strict=True) if a) else None


def update(ctx: PlaneContext, connection_id: str, changed: ConnectionChange) -> Flow[None]:
    with validating(op.UPDATE) as problems:
        problems.text("connection_id", connection_id)
        if not problems.instance("changed", changed, ConnectionChange):
            problems.stop_if_any()
        given = without_masks(changed)
        body = ctx.dialect.codec.write(given)
        if not body:
            problems.add("changed", "says nothing")
        if given.name is not None:
            check_name(problems, given.name)
        problems.one_of("db_type", given.db_type, STORED_TYPES)
        _check(problems, given.description)
        if given.endpoint is not None:
            check_address(problems, "endpoint", given.endpoint)
    return change(
        ctx,
        op.UPDATE,
        f"change {', '.join(body)} of connection {connection_id}",
        path=project(ctx, connection_id=connection_id),
        body=body,
    )


def delete(ctx: PlaneContext, connection_id: str) -> Flow[None]:
    with validating(op.DELETE) as problems:
        problems.text("connection_id", connection_id)
    try:
        yield from change(
            ctx, op.DELETE, f"forget connection {connection_id}", path=project(ctx, connection_id=connection_id)
        )
    except NotFound:
        return


def _check(problems: Validator, description: object) -> None:
    check_description(problems, description)
    if isinstance(description, str) and len(description) > _LONGEST_DESCRIPTION:
        problems.add(
            "description", f"is {len(description)} characters long, at most {_LONGEST_DESCRIPTION} are allowed"
        )


def check_address(problems: Validator, at: str, address: object) -> None:
    """What DRS needs to know of every database."""
    if not isinstance(address, DatabaseAddress):
        problems.instance(at, address, DatabaseAddress)
        return
    for name in ("endpoint_name", "db_user"):
        problems.text(f"{at}.{name}", getattr(address, name) or "")
    if not without_masks(address).db_password:
        problems.add(f"{at}.db_password", "must not be empty, nor a mask")
    port = address.db_port
    if port is not None and not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
        problems.add(f"{at}.db_port", f"is {port!r}", ("1..65535",))
