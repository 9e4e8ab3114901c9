"""Builds the whole document of a job from what a person knows of it.

The pieces say what is meant; :func:`build_job` writes the full set of rows that the vendor's sample has, because it is not
documented which of them a server insists on. It is pure: the facts of providers are passed in, not read here.
Source: https://docs-dev.netwrix.com/docs/directorymanager/11_0/api/syncjobs/createjob
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, TypedDict

from jobspan._core.arguments import held_to_types
from jobspan._core.validation import Validator, validating
from jobspan._planes.groupid.models.definitions import Container, Map, Owner, Place, Provider, Table
from jobspan._planes.groupid.models.enums import DISPLAY_NAMES, ObjectType, ProviderType, QueryType, SettingType
from jobspan._planes.groupid.models.job_settings import (
    OWN_TYPES,
    ContainerDetails,
    Setting,
    Settings,
    setting_text,
)
from jobspan._planes.groupid.models.jobs import Job, JobInfo, ObjectOption, SyncQuery
from jobspan._planes.groupid.models.script_template import empty_script
from jobspan._planes.groupid.models.transforms import Text, Transform
from jobspan._public import public

FILTERS: Final = {
    ("Active Directory", ObjectType.USER): 'objectClass is exactly "user"',
    ("Active Directory", ObjectType.GROUP): 'objectClass is exactly "group"',
    ("Microsoft Entra ID", ObjectType.GROUP): 'odatatype is exactly "#microsoft.graph.group"',
}
"""The query for all objects of a type, by provider. Others have to be given."""


class JobOptions(TypedDict, total=False):
    """What a definition may say besides; see :func:`build_job`."""

    object_type: ObjectType
    display_name: str | None
    description: str | None
    owner: Owner | None
    create: bool
    delete: bool
    notify: bool
    settings: dict[str, Text | bool | int] | None


@public
@held_to_types
def build_job(
    *,
    name: str,
    source: Place,
    destination: Place,
    fields: Sequence[Map],
    source_provider: Provider,
    destination_provider: Provider,
    object_type: ObjectType = ObjectType.USER,
    display_name: str | None = None,
    description: str | None = None,
    owner: Owner | None = None,
    create: bool = True,
    delete: bool = False,
    notify: bool = False,
    settings: dict[str, Text | bool | int] | None = None,
    created: datetime | None = None,
) -> Job:
    """The document of a job over one type of object, ready to be checked and created.

    Args:
        name: name of the new job.
        source: where data comes from: a ``Table`` of a data source, or a ``Container`` of an identity store.
        destination: where it goes: a ``Table`` of a data source, or a ``Container`` of an identity store.
        fields: what each destination field gets; at least one is a key.
        source_provider: the facts of the data source or identity store that ``source`` is in.
        destination_provider: the facts of the data source or identity store that ``destination`` is in.
        object_type: what kind of object is synchronized; without it, users.
        display_name: name of that kind in the portal; without it, ``User`` or ``Group``, and ``Object`` for others.
        description: any text; without it, the name.
        owner: who owns the job; without it, nobody.
        create: create objects that the destination lacks.
        delete: delete rows that the source lacks; tables only.
        notify: mail the result of runs.
        settings: further settings by key, or other values of those that are made here.
        created: when it was made, as the document says; it is not known whether the server heeds it.

    Raises:
        ValidationError: an argument is missing or contradicts another; every one is named.
    """
    title = display_name or DISPLAY_NAMES.get(object_type) or "Object"
    with validating("data_sync_jobs.define") as problems:
        problems.text("name", name)
        if not fields:
            problems.add("fields", "must not be empty")
        _check_fields(problems, fields)
        _check_side(problems, "source", source, source_provider)
        _check_side(problems, "destination", destination, destination_provider)
        source_query = _query(problems, "source", source, source_provider, object_type)
        destination_query = _query(problems, "destination", destination, destination_provider, object_type)
    changed_since = source.changed_since
    return Job(
        job_info=JobInfo(
            name=name,
            description=name if description is None else description,
            source_provider=source_provider.name,
            destination_provider=destination_provider.name,
            created=created,
        ),
        fields_map=tuple(each.row(object_type) for each in fields),
        objects_option=(
            ObjectOption(
                object_type=object_type,
                display_name=title,
                is_create=create,
                is_delete=delete,
                container_option_value=destination.dn if isinstance(destination, Container) else "",
            ),
        ),
        sync_query=(
            SyncQuery(
                object_type=object_type,
                query=source_query,
                query_type=_query_type(source),
                time_stamp_field=changed_since,
                update_all=not changed_since,
            ),
            SyncQuery(
                object_type=object_type,
                query=destination_query,
                query_type=_query_type(destination),
                is_source=False,
                time_stamp_field=None,
                update_all=False,
            ),
        ),
        settings=_with(
            Settings(tuple(_settings(source, destination, source_provider, destination_provider, owner, notify))),
            settings or {},
        ),
    )


def _check_fields(problems: Validator, fields: Sequence[Map]) -> None:
    seen: set[str] = set()
    for i, each in enumerate(fields):
        problems.text(f"fields[{i}].to", each.to)
        if each.value in ("", Transform()):
            problems.add(f"fields[{i}].value", f"{each.to!r} has neither a source field nor a transform")
        if each.to.casefold() in seen:
            problems.add(f"fields[{i}].to", f"{each.to!r} is mapped twice")
        if each.key and each.new_only is False:
            problems.add(f"fields[{i}].new_only", f"{each.to!r} is a key, and keys are always New only")
        seen.add(each.to.casefold())
    if fields and not any(each.key for each in fields):
        problems.add("fields", "at least one field must be a key")


def _check_side(problems: Validator, argument: str, place: Place, provider: Provider) -> None:
    """A provider given by hand is a directory unless it says otherwise, so a table of it is most likely an oversight."""
    if isinstance(place, Table) and provider.type == ProviderType.DIRECTORY:
        problems.add(
            argument, f"is a table of {provider.name!r}, a directory: set type=ProviderType.TABLE in its Provider"
        )
    if isinstance(place, Container) and provider.type == ProviderType.TABLE:
        problems.add(argument, f"is a container of {provider.name!r}, which holds tables")


def _query(problems: Validator, argument: str, place: Place, provider: Provider, type: ObjectType) -> str:
    if isinstance(place, Table):
        problems.text(f"{argument}.name", place.name)
        return place.sql(provider.kind)
    problems.text(f"{argument}.dn", place.dn)
    query = place.query or FILTERS.get((provider.kind, type))
    if query is None:
        problems.add(f"{argument}.query", f"is needed for objects of type {int(type)} in {provider.kind!r}")
    return query or ""


def _query_type(place: Place) -> QueryType:
    return QueryType.SQL if isinstance(place, Table) else QueryType.GROUPID


def _settings(
    source: Place, destination: Place, from_: Provider, to: Provider, owner: Owner | None, notify: bool
) -> Iterator[Setting]:
    yield _row("Source.Type", from_.id)
    yield _row("SourceProvider", from_.id)
    if owner is not None:
        yield _row("JobOwners", f"{owner.name}#{owner.guid}")
        yield _row("JobOwnerIds", owner.guid)
    yield _row("Source.ProviderName", from_.kind)
    yield _row("Source.Provider", from_.id)
    yield from _nature("Source", from_.type)
    yield from _location("Source", source)
    yield Setting(key="Destination.Type", value=str(to.id), data_type=SettingType.INT32)
    yield _row("DestinationProvider", to.id)
    yield _row("Destination.ProviderName", to.kind)
    yield _row("Destination.Provider", to.id)
    yield Setting(key="Destination.Type", value=str(to.id), data_type=SettingType.STRING)
    yield from _nature("Destination", to.type)
    yield _row("Destination.ChangeServiceAccount", "")
    yield from _location("Destination", destination)
    yield _row("Destination.ScriptingLanguage", 0)
    yield _row("Destination.ExposedScriptCode", empty_script())
    yield _row("IsNotificationEnabled", notify)
    yield _row("ScheduledTask", "")
    yield _row("SmartGroupScheduleTask", "")


def _nature(side: str, type: ProviderType) -> Iterator[Setting]:
    yield _row(f"{side}.ProviderType", type.value)
    yield _row(f"{side}.IsDirectoryProvider", type == ProviderType.DIRECTORY)
    yield _row(f"{side}.IsTableProvider", type == ProviderType.TABLE)


def _location(side: str, place: Place) -> Iterator[Setting]:
    if isinstance(place, Table):
        yield _row(f"{side}.Table", place.name)
        return
    node = place.node or ContainerDetails.of("", place.dn)
    yield _row(f"{side}.ContainerDetails", node.to_text())
    yield _row(f"{side}.ShouldIncludeSubTree", place.subtree)
    yield _row(f"{side}.Container", place.dn)


def _row(key: str, value: Text | bool | int) -> Setting:
    return Setting(key=key, value=setting_text(key, value), data_type=OWN_TYPES.get(key, SettingType.STRING))


def _with(settings: Settings, more: dict[str, Text | bool | int]) -> Settings:
    for key, value in more.items():
        settings = settings.with_value(key, value)
    return settings
