"""Define a job: read the facts of its data sources, check its fields against their columns, and build the document."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Unpack

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit, wall_clock
from jobspan._core.validation import Validator, validating
from jobspan._planes.groupid.flows import data_sources, jobs, reads
from jobspan._planes.groupid.models.data_sources import DataSource
from jobspan._planes.groupid.models.definitions import Container, Map, Place, Provider, Table
from jobspan._planes.groupid.models.enums import KINDS_OF_DATA_SOURCE, ProviderType
from jobspan._planes.groupid.models.job_builder import JobOptions, build_job
from jobspan._planes.groupid.models.jobs import Job
from jobspan._planes.groupid.models.transforms import Transform
from jobspan._planes.groupid.operations.data_sources import (
    DATA_SOURCE_PARAMETERS,
    FIND_DATA_SOURCE,
    LIST_DATA_SOURCES,
    PROVIDER_OPTIONS,
)
from jobspan.errors import AuthError, OperationError
from jobspan.hooks import LookFailed


def define(
    ctx: PlaneContext,
    *,
    name: str,
    source: Place,
    destination: Place,
    fields: Sequence[Map],
    **options: Unpack[JobOptions],
) -> Flow[Job]:
    """The document of a job. Changes nothing.

    Raises:
        ValidationError: a provider, table or column does not exist, or an argument is not valid; every one is named.
    """
    sources: Sequence[DataSource] = ()
    named = [place.source for place in (source, destination) if isinstance(place, Table)]
    wanted = [each for each in named if not isinstance(each, Provider)]
    if wanted:
        sources = yield from _data_sources(ctx, wanted)
    with validating("data_sync_jobs.define") as problems:
        source_provider = yield from _provider(ctx, problems, "source", source, sources)
        destination_provider = yield from _provider(ctx, problems, "destination", destination, sources)
        if isinstance(source, Table):
            problems.stop_if_any()
            yield from _check_columns(ctx, problems, source, source_provider, fields)
    return build_job(
        name=name,
        source=source,
        destination=destination,
        fields=fields,
        source_provider=source_provider,
        destination_provider=destination_provider,
        created=datetime.fromtimestamp((yield from wall_clock()), UTC),
        **options,
    )


def _data_sources(ctx: PlaneContext, wanted: Sequence[str | int]) -> Flow[Sequence[DataSource]]:
    """All data sources; where their list cannot be read, those that are wanted, asked for one by one.

    Raises:
        OperationError: neither can be read, so the facts of a data source are not known.
    """
    try:
        return (yield from reads.data_sources(ctx))
    except AuthError:
        raise
    except OperationError as unreadable:
        yield from emit(LookFailed(plane=ctx.plane, operation=LIST_DATA_SOURCES.id, error=str(unreadable)))
        found: list[DataSource] = []
        for source in dict.fromkeys(wanted):
            found += (yield from jobs.readable(ctx, FIND_DATA_SOURCE, partial(_asked_for, ctx, source))) or ()
        if len(found) < len(set(wanted)):
            raise unreadable.with_hint(
                "Give the facts yourself: Table(Provider(id=..., name=..., kind=...), ...)."
            ) from None
        return found


def _asked_for(ctx: PlaneContext, source: str | int) -> Flow[Sequence[DataSource]]:
    if isinstance(source, int):
        return [(yield from data_sources.get(ctx, source))]
    found: list[DataSource] = []
    for type in KINDS_OF_DATA_SOURCE:
        one = yield from data_sources.find(ctx, type, source)
        found += [] if one is None else [one]
    return found


def _provider(
    ctx: PlaneContext, problems: Validator, argument: str, place: Place, sources: Sequence[DataSource]
) -> Flow[Provider]:
    """The facts of a place. Problems are collected; the result is then blank."""
    if isinstance(place, Container):
        return place.store
    if isinstance(place.source, Provider):
        return place.source
    field = "$.jobInfo.sourceProvider" if argument == "source" else "$.jobInfo.destinationProvider"
    found = [each for each in sources if _is(each, place.source)]
    if len(found) != 1 or found[0].id is None:
        known = sorted(each.name for each in sources)
        problems.add(field, f"there are {len(found)} data sources {place.source!r}", known)
        return Provider(id=0, name="", kind="", type=ProviderType.TABLE)
    facts = found[0]
    options = yield from jobs.readable(
        ctx, PROVIDER_OPTIONS, lambda: call(ctx, PROVIDER_OPTIONS, path={"id": str(facts.id)})
    )
    directory = options is not None and options.is_directory_provider is True and options.is_table_provider is not True
    return Provider(
        id=found[0].id,
        name=facts.name,
        kind=facts.kind or (options and options.provider_type) or "",
        type=ProviderType.DIRECTORY if directory else ProviderType.TABLE,
    )


def _check_columns(
    ctx: PlaneContext, problems: Validator, table: Table, provider: Provider, fields: Sequence[Map]
) -> Flow[None]:
    """Check the table and the source fields against the data source, where it lists them."""
    offered = yield from jobs.readable(ctx, DATA_SOURCE_PARAMETERS, lambda: reads.schemas(ctx, provider.id))
    if offered is None:
        return  # Not every kind of data source lists its tables; check() then reports the rule as not evaluated.
    tables = {name for schema in offered for name in schema.table_names}
    if tables and _bare(table.name) not in {_bare(name) for name in tables}:
        problems.add("$.settings.Source.Table", f"{provider.name!r} has no table {table.name!r}", sorted(tables))
    schema = next((each for each in offered if _bare(each.selected_table or "") == _bare(table.name)), None)
    if schema is None or not schema.column_names:
        return
    known = {name.casefold() for name in schema.column_names}
    for i, each in enumerate(fields):
        wanted = each.value.fields if isinstance(each.value, Transform) else (each.value,)
        for field in wanted:
            if field and field.casefold() not in known:
                problems.add(
                    f"$.fieldsMap[{i}]", f"{table.name!r} has no column {field!r}", sorted(schema.column_names)
                )


def _is(source: DataSource, wanted: str | int) -> bool:
    return source.id == wanted if isinstance(wanted, int) else reads.same_name(source.name, wanted)


def _bare(table: str) -> str:
    return table.strip("[]$").casefold()
