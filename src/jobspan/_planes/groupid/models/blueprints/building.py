"""Documents for a server, made of what a blueprint says and what is known of that server."""

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import attrs

from jobspan._core.classes import frozen
from jobspan._planes.groupid.models.blueprints.distinguished_names import parts_of_dn
from jobspan._planes.groupid.models.blueprints.portrait import SIDES
from jobspan._planes.groupid.models.blueprints.rows import Tree
from jobspan._planes.groupid.models.data_sources import DataSource
from jobspan._planes.groupid.models.documents import CODEC, Document
from jobspan._planes.groupid.models.enums import JobType, SettingType
from jobspan._planes.groupid.models.job_settings import OWN_TYPES, ContainerDetails, Which
from jobspan._planes.groupid.models.jobs import FieldMap, Job, JobInfo, ObjectOption, SyncQuery
from jobspan._planes.groupid.models.script_template import empty_script
from jobspan._planes.groupid.models.transforms import Text, plain
from jobspan.credentials import Secret

_KINDS_OF_SIDES: Final = {word: number for number, word in SIDES.items()}
_MADE_BEFORE: Final = "2000-01-01T00:00:00.000Z"
"""What a new document gives as the time of its creation. The documented one carries a time, so leaving it out is not safe;
and the present one would make each plan another."""


@frozen(kw_only=True)
class Place:
    """What is known of one side of a job on the server."""

    id: int
    name: str
    kind: str


Nodes = Callable[[str], str | None]
"""The text of the portal's node of a container, by its distinguished name, where a job of the server has it."""


def job_of(
    tree: Tree, source: Place, destination: Place, owners: Mapping[str, str], nodes: Nodes, base: Job | None = None
) -> Job:
    """The document of a job.

    Args:
        tree: grounded, its secrets filled in.
        owners: the names of owners by their GUIDs.
        base: the stored job that it takes the place of: what belongs to the server is kept from it.
    """
    document: Tree = copy.deepcopy(base.to_document()) if base else _blank(Job())
    kept = {row.get("key"): row.get("value") for row in document.get("settings") or []} if base else {}
    more = tree.get("more") or {}
    info = document["jobInfo"] if base else _blank(JobInfo()) | {"created": _MADE_BEFORE}
    document |= {
        "jobInfo": info
        | {
            "name": tree["name"],
            "description": tree.get("description") or "",
            "isEnable": tree.get("enabled", True),
            "sourceProvider": source.name,
            "destinationProvider": destination.name,
        }
        | (more.get("info") or {}),
        "fieldsMap": [_field(row) for row in tree.get("fields") or []],
        "objectsOption": [_object(row, tree) for row in tree.get("objects") or []],
        "syncQuery": [_query(row) for row in tree.get("queries") or []],
        "settings": [*_settings(tree, source, destination, owners, nodes, kept)],
        **{name: tree.get(name) for name in ("delimiterSchema", "sourceSchema", "destinationSchema")},
        **(more.get("job") or {}),
    }
    if base:
        _with_row_ids(document, base.to_document())
    return Job.from_document(document)


def as_replacement(job: Job, created: str | None) -> Job:
    """The document of a job that takes the place of another: nothing of its history, but its age."""
    tree = job.to_document()
    tree["jobInfo"] |= {"created": created or _MADE_BEFORE}
    return Job.from_document(tree)


def in_collection(job: Job, place: int, on_failure: str, collection_id: int) -> Job:
    """The copy of a job in a collection."""
    tree = job.to_document()
    tree["jobInfo"] |= {
        "type": int(JobType.IN_COLLECTION),
        "runOrder": place,
        "onFailure": on_failure,
        "collectionId": collection_id,
    }
    return Job.from_document(tree | {"hasAccess": False})


def source_of(tree: Tree, name: str, base: DataSource | None = None) -> DataSource:
    """The document of a data source; ``tree`` is grounded, its secrets filled in."""
    document: Tree = copy.deepcopy(base.to_document()) if base else _blank(DataSource())
    before = (document.get("configurationValues") or {}) if base else {}
    given = tree.get("configuration") or {}
    document |= {
        "name": name,
        "type": tree["type"],
        "providerTypeName": document.get("providerTypeName") or tree.get("kind") or None,
        "configurationValues": {key: value for key, value in before.items() if key not in given and not value} | given,
    }
    return DataSource.from_document(document)


def _blank(document: Document) -> Tree:
    """What a new document has that nobody said anything of."""
    tree: Tree = CODEC.write(document)
    return tree


def _field(row: Tree) -> Tree:
    options = row.get("options")
    return (
        _blank(FieldMap())
        | row
        | {
            "transform": row.get("transform") or "",
            "options": json.dumps(options, separators=(",", ":"), ensure_ascii=False)
            if isinstance(options, dict)
            else options,
        }
    )


def _object(row: Tree, tree: Tree) -> Tree:
    container = tree["destination"].get("container") or ""
    return _blank(ObjectOption()) | {"containerOptionValue": container} | row


def _query(row: Tree) -> Tree:
    is_source = row.get("side") == "source"
    known = {name: value for name, value in row.items() if name != "side"}
    if not is_source and not known.get("timeStampField"):
        known["timeStampField"] = None
    return _blank(SyncQuery()) | known | {"isSource": is_source}


def _settings(
    tree: Tree, source: Place, destination: Place, owners: Mapping[str, str], nodes: Nodes, kept: Mapping[Any, Any]
) -> Iterator[Tree]:
    yield _row("Source.Type", source.id)
    yield _row("SourceProvider", source.id)
    for guid in tree.get("owners") or []:
        yield _row("JobOwners", f"{owners.get(guid, guid)}#{guid}")
        yield _row("JobOwnerIds", guid)
    yield from _side(Which.SOURCE, tree["source"], source, nodes)
    yield _row("Destination.Type", destination.id) | {"dataType": SettingType.INT32.value}
    yield _row("DestinationProvider", destination.id)
    yield _row("Destination.Type", destination.id)
    own = {row["key"] for row in tree.get("settings") or []}
    if "Destination.ChangeServiceAccount" not in own:
        yield _row("Destination.ChangeServiceAccount", "")
    yield from _side(Which.DESTINATION, tree["destination"], destination, nodes)
    script = tree.get("script") or {}
    yield _row("Destination.ScriptingLanguage", script.get("language") or "0")
    yield _row("Destination.ExposedScriptCode", _on_the_wire(script.get("code")) or empty_script())
    yield _row("IsNotificationEnabled", bool(tree.get("notifications")))
    yield _row("ScheduledTask", kept.get("ScheduledTask") or "")
    yield _row("SmartGroupScheduleTask", kept.get("SmartGroupScheduleTask") or "")
    for row in tree.get("settings") or []:
        yield {
            "action": 0,
            "id": 0,
            "key": row["key"],
            "value": row.get("value") or "",
            "dataType": row["dataType"],
        } | {
            "objectType": row.get("objectType"),
            **{name: value for name, value in row.items() if name not in ("key", "value", "dataType", "objectType")},
        }


def _side(which: Which, tree: Tree, place: Place, nodes: Nodes) -> Iterator[Tree]:
    yield _row(f"{which}.ProviderName", place.kind)
    yield _row(f"{which}.Provider", place.id)
    word = tree.get("side") or ""
    yield _row(f"{which}.ProviderType", _KINDS_OF_SIDES.get(word, word))
    yield _row(f"{which}.IsDirectoryProvider", word == "directory")
    yield _row(f"{which}.IsTableProvider", word == "table")
    if tree.get("table"):
        yield _row(f"{which}.Table", tree["table"])
    if container := tree.get("container"):
        yield _row(f"{which}.ContainerDetails", nodes(container) or node_of(container))
    if tree.get("includeSubtree") is not None:
        yield _row(f"{which}.ShouldIncludeSubTree", bool(tree["includeSubtree"]))
    if container:
        yield _row(f"{which}.Container", container)


def node_of(dn: str) -> str:
    """The node of a container that no job of the server uses, without the ids that only the portal knows."""
    node = ContainerDetails.of("", dn)
    if all(part.startswith("dc=") for part in parts_of_dn(dn)):
        node = attrs.evolve(node, node_type="Domain")
    return node.to_text()


def _row(key: str, value: Text | bool | int) -> Tree:
    kind = OWN_TYPES.get(key, SettingType.STRING).value
    text = value if not isinstance(value, bool | int) else str(value)
    return {"action": 0, "id": 0, "key": key, "value": text, "dataType": kind, "objectType": None}


def _on_the_wire(code: Text | None) -> Text:
    """A script with the line ends of the portal."""
    text = plain(code or "").replace("\n", "\r\n")
    return Secret(text) if isinstance(code, Secret) else text


_ROWS: Final = {
    "fieldsMap": ("objectType", "destinationField"),
    "objectsOption": ("objectType",),
    "syncQuery": ("objectType", "isSource"),
    "settings": ("key", "dataType"),
}


def _with_row_ids(document: Tree, before: Tree) -> None:
    """Rows of the same name keep their ids; new ones have none."""
    for name, keys in _ROWS.items():
        known = {tuple(row.get(key) for key in keys): row for row in reversed(before.get(name) or [])}
        for row in document[name]:
            old = known.pop(tuple(row.get(key) for key in keys), {})
            row |= {key: old[key] for key in ("id", "jobId") if key in old}
