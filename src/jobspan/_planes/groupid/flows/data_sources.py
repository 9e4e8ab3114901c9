"""Data sources: create, update, delete, find, validate."""

from collections.abc import Mapping
from typing import Any, Final

from jobspan._core.call import call
from jobspan._core.change import change
from jobspan._core.context import PlaneContext
from jobspan._core.convert import missing_rows
from jobspan._core.effects import Flow
from jobspan._core.paginate import Listing, collect
from jobspan._core.reconcile import Confirmed, Reconcile
from jobspan._core.rules import rules_apply
from jobspan._core.validation import Validator, validating
from jobspan._planes.groupid.flows import reads, reconcile
from jobspan._planes.groupid.flows.details import absent, check_ids, content, made
from jobspan._planes.groupid.flows.jobs import readable
from jobspan._planes.groupid.flows.listing import listing
from jobspan._planes.groupid.flows.reconcile import says_too_little
from jobspan._planes.groupid.models.data_sources import ConnectionParts, DataSource
from jobspan._planes.groupid.models.diff import differences
from jobspan._planes.groupid.models.documents import CODEC
from jobspan._planes.groupid.models.enums import DataSourceType
from jobspan._planes.groupid.models.filters import DATA_SOURCES, AllOf, Filter, contains
from jobspan._planes.groupid.models.masks import is_mask, masked_in_source
from jobspan._planes.groupid.models.replies import Envelope, ListEnvelope, ListResult
from jobspan._planes.groupid.models.secret_fields import wrap_secrets
from jobspan._planes.groupid.models.transforms import plain
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
from jobspan._planes.groupid.operations.jobs import LIST_JOBS
from jobspan._planes.groupid.rules import DATA_SOURCE_CONFIGURED, DATA_SOURCE_UNUSED
from jobspan._planes.groupid.rules.data_sources import UseOfDataSource
from jobspan.credentials import Secret
from jobspan.errors import ApiError, AuthError, NotFound, OperationError
from jobspan.models import Verdict

_DELETED: Final[Envelope[object]] = Envelope(status=0)
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

    def sought(reply: ListEnvelope[DataSource]) -> DataSource | None:
        return next((each for each in reply.data if reads.same_name(each.name, name)), None)

    reply = yield from call(
        ctx,
        FIND_DATA_SOURCE,
        query={"type": int(type), "name": name},
        lacks=lambda reply: None if sought(reply) else missing_rows(reply),
    )
    return sought(reply)


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
        rows_of=_inner,
    )


def _inner(reply: Envelope[ListResult[DataSource]]) -> ListResult[DataSource] | None:
    return reply.data


def _source_id(source: DataSource) -> object:
    return source.id or source.name


def create(ctx: PlaneContext, source: DataSource) -> Flow[int]:
    """Create a data source and return its id."""
    with validating(CREATE_DATA_SOURCE) as problems:
        problems.text("$.name", source.name)
        check_masks(problems, source)
    reply = yield from change(
        ctx,
        CREATE_DATA_SOURCE,
        f"Create the data source {source.name!r}",
        body=body_of(source, with_id=False),
        verdicts=verdicts_on(ctx, source),
        before=lambda: look_before_creation(ctx, source),
        lacks=made,
    )
    return content(ctx, CREATE_DATA_SOURCE, reply)


def look_before_creation(ctx: PlaneContext, source: DataSource) -> Flow[Reconcile[Envelope[int]]]:
    """What there is of this type and name, and what to do when the reply to the creation of another one is lost."""

    def shows_what_was_sent(id: int) -> Flow[bool]:
        return _shows(source, (yield from get(ctx, id)))

    return (yield from reconcile.before_creation(lambda: _ids_named(ctx, source), shows_what_was_sent))


def update(ctx: PlaneContext, source: DataSource) -> Flow[None]:
    """Replace the configuration of a data source. Jobs that use it read from the new place."""
    check_ids(UPDATE_DATA_SOURCE.call, "$.id", [source.id or 0])
    with validating(UPDATE_DATA_SOURCE) as problems:
        check_masks(problems, source)
    id = source.id or 0
    before = yield from readable(ctx, GET_DATA_SOURCE, lambda: get(ctx, id))
    yield from change(
        ctx,
        UPDATE_DATA_SOURCE,
        f"Update the data source {source.id} ({source.name!r})",
        body=body_of(source, with_id=True),
        verdicts=verdicts_on(ctx, source),
        notes=("What is stored could not be read.",) if before is None else differences(before, source),
        reconcile=of_update(ctx, source),
        lacks=says_too_little,
    )


def of_update(ctx: PlaneContext, source: DataSource) -> Reconcile[Envelope[bool]]:
    """What to do after a lost reply to an update."""

    def shows_what_was_sent() -> Flow[bool]:
        return _shows(source, (yield from get(ctx, source.id or 0)))

    return reconcile.of_update(shows_what_was_sent, Envelope(status=0, data=True), may_repeat=True)


def _shows(sent: DataSource, read: DataSource) -> bool:
    """Whether the server shows what was sent. What it shows masked cannot be compared, nor can what it fills in itself."""
    values = read.configuration_values
    return (
        reads.same_name(read.name, sent.name)
        and read.type == sent.type
        and all(
            is_mask(values.get(name)) or plain(values.get(name) or "") == plain(value or "")
            for name, value in sent.configuration_values.items()
        )
    )


def delete(ctx: PlaneContext, source_id: int, *, even_if_used: bool = False) -> Flow[None]:
    """Delete a data source, if no job uses it."""
    check_ids(DELETE_DATA_SOURCE.call, "source_id", [source_id])
    source = yield from _if_readable(ctx, source_id)
    name = f"{source_id} ({source.name!r})" if source is not None else str(source_id)
    verdicts: tuple[Verdict, ...] = ()
    if rules_apply(ctx) and not even_if_used:
        users = None if source is None else (yield from readable(ctx, LIST_JOBS, lambda: collect(reads.jobs(ctx))))
        use = UseOfDataSource(name=source.name if source is not None else "", jobs=users)
        verdicts = DATA_SOURCE_UNUSED.verdicts(f"data source {use.name!r}", use)

    def listed() -> Flow[list[int]]:
        return [each.id for each in (yield from reads.data_sources(ctx)) if each.id is not None]

    yield from change(
        ctx,
        DELETE_DATA_SOURCE,
        f"Delete the data source {name}",
        path={"dataSourceId": str(source_id)},
        verdicts=verdicts,
        notes=("Membership queries and search queries that use it break as well; no call lists them.",),
        reconcile=reconcile.of_deletion(
            reconcile.left_of([source_id], listed, lambda id: _there(ctx, id)), frozenset({source_id})
        ),
        gone=Confirmed(_DELETED),
        lacks=says_too_little,
    )


def _if_readable(ctx: PlaneContext, source_id: int) -> Flow[DataSource | None]:
    """The data source; ``None`` when it cannot be read.

    Raises:
        NotFound: it does not exist.
    """
    try:
        return (yield from get(ctx, source_id))
    except (NotFound, AuthError):
        raise
    except ApiError as refused:
        if refused.status == 200:
            raise
    except OperationError:
        pass
    return None


def _there(ctx: PlaneContext, id: int) -> Flow[object]:
    """The data source of an id.

    Raises:
        NotFound: the server shows none under it.
    """
    reply = yield from call(ctx, GET_DATA_SOURCE, path={"dataSourceId": str(id)}, body=True)
    if reply.data is None:
        raise absent(ctx, GET_DATA_SOURCE, "data source", id)
    return reply.data


def validate(ctx: PlaneContext, source: DataSource) -> Flow[str]:
    """Let the server try to reach a data source, saved or not, and return its message."""
    with validating(VALIDATE_CONNECTIVITY) as problems:
        check_masks(problems, source)
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
    found = (yield from call(ctx, FIND_DATA_SOURCE, query=query, lacks=missing_rows)).data
    return frozenset(each.id for each in found if each.id is not None and reads.same_name(each.name, source.name))


def verdicts_on(ctx: PlaneContext, source: DataSource) -> tuple[Verdict, ...]:
    """What the rules say of a data source that is to be written."""
    return DATA_SOURCE_CONFIGURED.verdicts(f"data source {source.name!r}", source) if rules_apply(ctx) else ()


def check_masks(problems: Validator, source: DataSource) -> None:
    """Collect the places where a mask, or nothing, stands for a password."""
    for place, what in masked_in_source(source):
        problems.add(place, what)
