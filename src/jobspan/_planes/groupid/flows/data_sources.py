"""Data sources: create, update, delete, find, validate."""

from collections.abc import Mapping, Sequence
from typing import Any

from jobspan._core.call import call, perform, prepare
from jobspan._core.context import PlaneContext
from jobspan._core.convert import missing_rows
from jobspan._core.effects import Flow
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing, collect
from jobspan._core.proposal import Proposal, Step
from jobspan._core.rules import propose, propose_one, rules_apply
from jobspan._core.validation import validating
from jobspan._planes.groupid.flows import reads, reconcile
from jobspan._planes.groupid.flows.details import check_ids, content
from jobspan._planes.groupid.flows.listing import listing
from jobspan._planes.groupid.models.data_sources import ConnectionParts, DataSource
from jobspan._planes.groupid.models.diff import differences
from jobspan._planes.groupid.models.documents import CODEC
from jobspan._planes.groupid.models.enums import DataSourceType
from jobspan._planes.groupid.models.filters import DATA_SOURCES, AllOf, Filter, contains
from jobspan._planes.groupid.models.jobs import JobInfo
from jobspan._planes.groupid.models.secret_fields import wrap_secrets
from jobspan._planes.groupid.operations.data_sources import (
    CREATE_DATA_SOURCE,
    DELETE_DATA_SOURCE,
    FILE_NAMES,
    FIND_DATA_SOURCE,
    GET_DATA_SOURCE,
    PARSE_CONNECTION_STRING,
    SEARCH_DATA_SOURCES,
    UPDATE_DATA_SOURCE,
    VALIDATE_CONNECTIVITY,
)
from jobspan._planes.groupid.rules import DATA_SOURCE_CONFIGURED, DATA_SOURCE_UNUSED
from jobspan._planes.groupid.rules.data_sources import UseOfDataSource
from jobspan.credentials import Secret
from jobspan.errors import ApiError, DecodeError
from jobspan.models import Verdict

_SENT = ("id", "name", "providerTypeName", "type", "creationDate", "lastUpdate", "configurationValues")


def body_of(source: DataSource, *, with_id: bool) -> dict[str, Any]:
    """The body for a data source: its own fields, without what samples carry along by mistake."""
    tree: dict[str, Any] = CODEC.write(source)
    names = _SENT if with_id else _SENT[1:]
    strangers = {name: value for name, value in tree.items() if name in source.extra and name not in _ENVELOPE}
    return {name: tree[name] for name in names if name in tree and (name != "creationDate" or tree[name])} | strangers


_ENVELOPE = frozenset(
    {
        "identityStoreObject",
        "details",
        "currentDirectoryServer",
        "errorCode",
        "exceptionMessagesAttributeWise",
        "isResyncAble",
    }
)


def get(ctx: PlaneContext, source_id: int) -> Flow[DataSource]:
    """One data source with its configuration."""
    check_ids(GET_DATA_SOURCE.call, "source_id", [source_id])
    reply = yield from call(ctx, GET_DATA_SOURCE, path={"dataSourceId": str(source_id)}, body=True)
    return content(ctx, GET_DATA_SOURCE, reply)


def find(ctx: PlaneContext, type: DataSourceType, name: str) -> Flow[DataSource | None]:
    """The data source of a type and name, without its configuration."""
    with validating(FIND_DATA_SOURCE) as problems:
        problems.text("name", name)
    reply = yield from call(ctx, FIND_DATA_SOURCE, query={"type": int(type), "name": name})
    return next((each for each in reply.data if each.name == name), None)


def search(
    ctx: PlaneContext,
    type: DataSourceType,
    filter: Filter | str | None,
    *,
    page_size: int | None = None,
    with_configuration: bool = False,
) -> Listing[DataSource]:
    """Data sources of one type; a text is searched for in their names."""
    if isinstance(filter, str):
        filter = contains("Datasource Name", filter)
    if filter is not None and not isinstance(filter, AllOf):
        filter = AllOf((filter,))
    return listing(
        ctx,
        SEARCH_DATA_SOURCES,
        style=DATA_SOURCES,
        key=_source_id,
        filter=filter,
        page_size=page_size,
        path={"dataSourceTypeId": str(int(type))},
        extra={"LoadConfigurations": with_configuration},
        rows_of=lambda reply: content(ctx, SEARCH_DATA_SOURCES, reply),
    )


def _source_id(source: DataSource) -> object:
    return source.id or source.name


def create(ctx: PlaneContext, source: DataSource) -> Flow[int]:
    """Create a data source and return its id."""
    with validating(CREATE_DATA_SOURCE) as problems:
        problems.text("$.name", source.name)
    before = yield from _ids_named(ctx, source)
    request = prepare(ctx, CREATE_DATA_SOURCE, body=body_of(source, with_id=False))
    yield from propose(
        ctx, _proposal(ctx, CREATE_DATA_SOURCE, f"Create the data source {source.name!r}", source, request)
    )
    settle = reconcile.created(lambda: _ids_named(ctx, source), before)
    return content(ctx, CREATE_DATA_SOURCE, (yield from perform(ctx, CREATE_DATA_SOURCE, request, settle=settle)))


def update(ctx: PlaneContext, source: DataSource) -> Flow[None]:
    """Replace the configuration of a data source. Jobs that use it read from the new place."""
    check_ids(UPDATE_DATA_SOURCE.call, "$.id", [source.id or 0])
    before = yield from get(ctx, source.id or 0)
    request = prepare(ctx, UPDATE_DATA_SOURCE, body=body_of(source, with_id=True))
    title = f"Update the data source {source.id} ({source.name!r})"
    notes = differences(before, source)
    yield from propose(ctx, _proposal(ctx, UPDATE_DATA_SOURCE, title, source, request, notes))
    yield from perform(ctx, UPDATE_DATA_SOURCE, request)


def delete(ctx: PlaneContext, source_id: int, *, even_if_used: bool = False) -> Flow[None]:
    """Delete a data source, if no job uses it."""
    check_ids(DELETE_DATA_SOURCE.call, "source_id", [source_id])
    source = yield from get(ctx, source_id)
    verdicts: tuple[Verdict, ...] = ()
    if rules_apply(ctx) and not even_if_used:
        users: Sequence[JobInfo] | None = None
        try:
            users = yield from collect(reads.jobs(ctx))
        except (ApiError, DecodeError):
            users = None
        use = UseOfDataSource(name=source.name, jobs=users)
        verdicts = DATA_SOURCE_UNUSED.verdicts(f"data source {source.name!r}", use)
    request = prepare(ctx, DELETE_DATA_SOURCE, path={"dataSourceId": str(source_id)})
    yield from propose_one(
        ctx,
        DELETE_DATA_SOURCE,
        request,
        f"Delete the data source {source_id} ({source.name!r})",
        verdicts=verdicts,
        notes=("Membership queries and search queries that use it break as well; no call lists them.",),
    )

    def left() -> Flow[frozenset[int]]:
        return frozenset(each.id for each in (yield from reads.data_sources(ctx)) if each.id is not None)

    yield from perform(ctx, DELETE_DATA_SOURCE, request, settle=reconcile.gone(left, {source_id}))


def validate(ctx: PlaneContext, source: DataSource) -> Flow[str]:
    """Let the server try to reach a data source, saved or not, and return its message."""
    body = body_of(source, with_id=False)
    reply = yield from call(ctx, VALIDATE_CONNECTIVITY, body=body)
    return reply.message or ""


def file_names(
    ctx: PlaneContext, type: DataSourceType, configuration: Mapping[str, str | Secret]
) -> Flow[tuple[str, ...]]:
    """The files of an account that fit a type of data source."""
    values = wrap_secrets({"configurationValues": dict(configuration)})["configurationValues"]
    return reads.rows(ctx, FILE_NAMES, body={"type": int(type), "configurationValues": values})


def parse_connection_string(ctx: PlaneContext, text: str | Secret, type: DataSourceType) -> Flow[ConnectionParts]:
    """A connection string taken apart by the server."""
    return call(ctx, PARSE_CONNECTION_STRING, body={"connectionString": Secret(text), "dataSourceType": int(type)})


def _ids_named(ctx: PlaneContext, source: DataSource) -> Flow[frozenset[int]]:
    query = {"type": int(source.type), "name": source.name}
    reply = yield from call(ctx, FIND_DATA_SOURCE, query=query, lacks=missing_rows)
    return frozenset(each.id for each in reply.data if each.id is not None and each.name == source.name)


def _proposal(
    ctx: PlaneContext,
    operation: Operation[Any],
    title: str,
    source: DataSource,
    request: Any,
    notes: tuple[str, ...] = (),
) -> Proposal:
    return Proposal(
        title=title,
        plane=ctx.plane,
        operation=operation.id,
        steps=(Step(operation=operation.id, request=request),),
        verdicts=DATA_SOURCE_CONFIGURED.verdicts(f"data source {source.name!r}", source),
        notes=notes,
    )
