"""What a job should be like although the vendor does not say so. These rules warn."""

from collections.abc import Callable
from typing import Final

from jobspan._core.texts import is_json
from jobspan._planes.groupid.models.enums import NEVER_RAN, JobType, ProviderType, QueryType
from jobspan._planes.groupid.models.job_settings import Side
from jobspan._planes.groupid.models.transforms import Transform, plain
from jobspan._planes.groupid.rules.base import GUIDE, REFERENCE, DocumentRule, Findings, JobFacts, document_rule
from jobspan._planes.groupid.rules.documented import ACTIVE_DIRECTORY

_SAMPLES: Final = f"{REFERENCE} (Create a New Job, sample)"


def _name(facts: JobFacts) -> Findings | None:
    if facts.namesakes is None:
        return None
    ids = ", ".join(str(info.job_id) for info in facts.namesakes)
    return [("$.jobInfo.name", f"{facts.job.name!r} is already the name of job {ids}.")] if ids else []


def _fresh(facts: JobFacts) -> Findings:
    info = facts.job.job_info
    if info.job_id:
        yield "$.jobInfo.jobId", f"It is {info.job_id}; the server gives a new one."
    if info.type != JobType.STANDALONE:
        yield "$.jobInfo.type", f"It is {int(info.type)}; a job of its own has 1."
    if info.collection_id:
        yield "$.jobInfo.collectionId", "It belongs to a collection."
    if info.times_run or info.last_run or info.last_out_come != NEVER_RAN:
        yield "$.jobInfo", "It carries the history of runs of another job."


def _sides(facts: JobFacts) -> tuple[Side, Side]:
    return facts.job.settings.source, facts.job.settings.destination


def _numbers(facts: JobFacts) -> Findings:
    for side, wanted in zip(_sides(facts), (3, 4), strict=True):
        if len(set(side.ids)) > 1:
            yield "$.settings", f"The rows of the {side.which.lower()} name different providers: {', '.join(side.ids)}."
        elif len(side.ids) != wanted:
            yield "$.settings", f"The {side.which.lower()} has {len(side.ids)} rows of its provider's id, not {wanted}."


def _types(facts: JobFacts) -> Findings:
    for side in _sides(facts):
        directory = side.provider_type == ProviderType.DIRECTORY
        if side.provider_type is None or (side.is_directory, side.is_table) != (directory, not directory):
            yield "$.settings", f"{side.which}.ProviderType, IsDirectoryProvider and IsTableProvider do not agree."


def _providers(facts: JobFacts) -> Findings | None:
    """A policy may hide data sources from the account, so one that is not listed may exist all the same."""
    if facts.data_sources is None:
        return None
    names = {source.name.casefold() for source in facts.data_sources}
    ids = {source.id for source in facts.data_sources}
    shown = ", ".join(sorted(source.name for source in facts.data_sources)) or "none"
    info = facts.job.job_info
    found = []
    for place, side, name in (
        ("$.jobInfo.sourceProvider", facts.job.settings.source, info.source_provider),
        ("$.jobInfo.destinationProvider", facts.job.settings.destination, info.destination_provider),
    ):
        if not name or side.provider_type != ProviderType.TABLE:
            continue
        if name.casefold() not in names:
            found.append((place, f"No data source {name!r} is shown to this account; shown are {shown}."))
        elif side.id not in ids:
            found.append((place, f"No data source with the id {side.id} is shown to this account."))
    return found


def _kinds(facts: JobFacts) -> Findings | None:
    if facts.data_sources is None:
        return None
    info = facts.job.job_info
    by_id = {source.id: source for source in facts.data_sources}
    found = []
    for side, name in zip(_sides(facts), (info.source_provider, info.destination_provider), strict=True):
        source = by_id.get(side.id) if side.provider_type == ProviderType.TABLE else None
        if source is not None and source.name.casefold() != name.casefold():
            found.append(("$.settings", f"Data source {side.id} is {source.name!r}, not {name!r}."))
        if source is not None and source.kind and source.kind.casefold() != side.provider_name.casefold():
            found.append(("$.settings", f"{source.name!r} is of kind {source.kind!r}, not {side.provider_name!r}."))
    return found


def _table(facts: JobFacts) -> Findings:
    side = facts.job.settings.source
    if side.provider_type != ProviderType.TABLE:
        return
    if not side.table:
        yield "$.settings", "Source.Table is missing."
    for i, query in enumerate(facts.job.sync_query):
        if query.is_source and side.table and side.table.strip("[]").casefold() not in query.query.casefold():
            yield f"$.syncQuery[{i}].query", f"It does not mention the table {side.table!r}."


def _details(facts: JobFacts) -> Findings:
    for side in _sides(facts):
        details = side.container_details
        if details is not None and details.distinguished_name.casefold() != side.container.casefold():
            yield "$.settings", f"{side.which}.ContainerDetails and {side.which}.Container name different containers."
    inside = facts.job.settings.destination.container.casefold()
    for i, option in enumerate(facts.job.objects_option):
        if inside and option.container_option_value and not option.container_option_value.casefold().endswith(inside):
            yield f"$.objectsOption[{i}].containerOptionValue", "It is not inside Destination.Container."


def _owners(facts: JobFacts) -> Findings:
    owners, ids = facts.job.settings.text("JobOwners"), facts.job.settings.text("JobOwnerIds")
    if owners and "#" in owners and ids and owners.rpartition("#")[2].casefold() not in ids.casefold():
        yield "$.settings", "JobOwners and JobOwnerIds name different people."


def _object_types(facts: JobFacts) -> Findings:
    for i, row in enumerate(facts.job.fields_map):
        if int(row.object_type) not in facts.selected:
            yield f"$.fieldsMap[{i}].objectType", f"Type {int(row.object_type)} does not take part."
    for i, option in enumerate(facts.job.objects_option):
        sides = [query.is_source for query in facts.job.sync_query if query.object_type == option.object_type]
        if option.is_selected and sorted(sides) != [False, True]:
            yield f"$.objectsOption[{i}]", f"{option.display_name!r} needs one source and one destination query."


def _once(facts: JobFacts) -> Findings:
    seen: dict[tuple[int, str], int] = {}
    for i, row in facts.active:
        key = (int(row.object_type), row.destination_field.casefold())
        if key in seen:
            yield (
                f"$.fieldsMap[{i}].destinationField",
                f"{row.destination_field!r} is already mapped by row {seen[key]}.",
            )
        seen.setdefault(key, i)


def _one_value(facts: JobFacts) -> Findings:
    for i, row in facts.active:
        if row.source_field and row.transform != Transform():
            yield f"$.fieldsMap[{i}]", f"{row.destination_field!r} has a source field and a transform."


def _columns(facts: JobFacts) -> Findings | None:
    table = facts.job.settings.source.table.strip("[]$").casefold()
    schema = next((s for s in facts.schemas or () if (s.selected_table or "").strip("[]$").casefold() == table), None)
    if schema is None:
        return None
    known = {name.casefold() for name in schema.column_names}
    return [
        (f"$.fieldsMap[{i}]", f"The source has no column {field!r}.")
        for i, row in facts.active
        for field in (row.source_field, *row.transform.fields)
        if field and field.casefold() not in known
    ]


def _query_types(facts: JobFacts) -> Findings:
    wanted = {ProviderType.TABLE: QueryType.SQL, ProviderType.DIRECTORY: QueryType.GROUPID}
    for i, query in enumerate(facts.job.sync_query):
        side = facts.job.settings.source if query.is_source else facts.job.settings.destination
        expected = wanted.get(side.provider_type) if side.provider_type else None
        if expected is not None and query.query_type != expected:
            yield (
                f"$.syncQuery[{i}].queryType",
                f"It is {query.query_type}, a {side.which.lower()} like this has {expected}.",
            )


def _json(facts: JobFacts) -> Findings:
    for i, row in enumerate(facts.job.fields_map):
        if row.options and not is_json(row.options):
            yield f"$.fieldsMap[{i}].options", "It is not valid JSON."
    for i, setting in enumerate(facts.job.settings):
        if setting.key.endswith(".ContainerDetails") and setting.value and not is_json(plain(setting.value)):
            yield f"$.settings[{i}].value", "It is not valid JSON."


def _complexity(facts: JobFacts) -> Findings:
    if facts.job.settings.destination.provider_name != ACTIVE_DIRECTORY:
        return
    for place, options in facts.generated_passwords:
        if options.character_classes < 3:
            yield (
                place,
                f"{options.character_classes} kinds of characters are allowed; many domains require three of four.",
            )


def _loop(facts: JobFacts) -> Findings:
    source, target = _sides(facts)
    if source.id is not None and source.provider_type == target.provider_type and source.id == target.id:
        place = (source.container or source.table).casefold()
        if place == (target.container or target.table).casefold():
            yield "$.settings", "Source and destination are the same."


def _updates_nothing(facts: JobFacts) -> Findings:
    if facts.active and all(row.for_create_only for _, row in facts.active):
        yield "$.fieldsMap", "Every field is New only: objects are created, and never updated."


def _text_destination(facts: JobFacts) -> Findings:
    if facts.job.settings.destination.provider_name == "Text/CSV":
        yield "$.settings", "The documentation contradicts itself on text files as destinations."


def _sensible(id: str, text: str, find: Callable[[JobFacts], Findings | None]) -> DocumentRule[JobFacts]:
    return document_rule(id, text, find, source=_SAMPLES, advisory=True)


SENSIBLE: Final[tuple[DocumentRule[JobFacts], ...]] = (
    document_rule(
        "providers-exist",
        "Source and destination exist beforehand.",
        _providers,
        source=f"{GUIDE} (Select Your Source and Destination)",
        advisory=True,
    ),
    _sensible("name-unique", "A job has a name of its own.", _name),
    _sensible("fresh-ids", "A new job has no id and no history yet.", _fresh),
    _sensible("provider-numbers", "All rows of a side name the same provider.", _numbers),
    _sensible("provider-type", "A side is a directory or a table.", _types),
    _sensible("provider-kind", "Names and kinds are those of the data source.", _kinds),
    _sensible("source-table", "A table source names its table, and its query reads it.", _table),
    _sensible("container-details", "The container is the same wherever it is named.", _details),
    _sensible("owners", "Owners and their ids agree.", _owners),
    _sensible("object-types", "Fields, queries and object types belong together.", _object_types),
    _sensible("field-once", "A destination field is mapped once.", _once),
    _sensible("one-value", "A field has a source or a transform, not both.", _one_value),
    _sensible("source-columns", "Source fields are columns of the source.", _columns),
    _sensible("query-type", "Tables are queried in SQL, directories in the filter language.", _query_types),
    _sensible("json-text", "JSON inside a string is valid.", _json),
    _sensible("password-complexity", "Generated passwords fit a domain that enforces complexity.", _complexity),
    _sensible("no-loop", "A job does not read what it writes.", _loop),
    _sensible("updates-nothing", "A job usually updates as well as creates.", _updates_nothing),
    _sensible("text-destination", "Text files are documented as sources only.", _text_destination),
)
