"""What the files of a blueprint must look like, and what they mean where they say nothing."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from jobspan._planes.groupid.models.blueprints.placeholders import parts_of
from jobspan._planes.groupid.models.blueprints.portrait import JOB_FORMAT, SOURCE_FORMAT
from jobspan._planes.groupid.models.blueprints.rows import WITHOUT_PLACEHOLDERS, Path, Tree, mapped, shown_path

COLLECTION_FORMAT: Final = "jobspan.groupid.collection/1"

_JOB: Final[Tree] = {
    "format": JOB_FORMAT,
    "name": "",
    "description": "",
    "enabled": True,
    "source": {},
    "destination": {},
    "owners": [],
    "notifications": False,
    "objects": [],
    "queries": [],
    "fields": [],
    "script": None,
    "settings": [],
}
_SIDE: Final[Tree] = {"provider": "", "kind": "", "side": ""}
_ROWS: Final[dict[str, Tree]] = {
    "objects": {
        "objectType": 1,
        "displayName": "User",
        "isSelected": True,
        "isCreate": True,
        "isDelete": False,
        "isDeprovisioning": False,
        "containerOption": "1",
        "createObjectContainerStrategy": 1,
    },
    "queries": {
        "objectType": 1,
        "side": "source",
        "queryType": "SQL",
        "query": "",
        "updateAll": True,
        "timeStampField": "",
    },
    "fields": {
        "objectType": 1,
        "destinationField": "",
        "sourceField": "",
        "isKey": False,
        "forCreateOnly": False,
        "transform": "",
        "delimiter": "",
        "options": None,
    },
    "settings": {"key": "", "dataType": "System.String", "value": ""},
}
_COLLECTION: Final[Tree] = {
    "format": COLLECTION_FORMAT,
    "name": "",
    "description": "",
    "notifications": {"enabled": False, "individually": False, "when": 3, "recipients": ""},
    "members": [],
}
_MEMBER: Final[Tree] = {"job": "", "onFailure": "Abort"}
_SOURCE: Final[Tree] = {"format": SOURCE_FORMAT, "name": "", "type": 0, "kind": "", "configuration": {}}


def job_form(tree: Mapping[str, Any]) -> Tree:
    """The tree of a job with all that it does not say, in the order of the format."""
    whole = _over(_JOB, tree)
    for side in ("source", "destination"):
        whole[side] = _over(_SIDE, whole[side] or {})
    for name, row in _ROWS.items():
        whole[name] = [_over(row, each) for each in whole[name] or []]
    return whole


def collection_form(tree: Mapping[str, Any]) -> Tree:
    """The same for a collection."""
    whole = _over(_COLLECTION, tree)
    whole["notifications"] = _over(_COLLECTION["notifications"], whole["notifications"] or {})
    whole["members"] = [_member_form(each) for each in whole["members"] or []]
    return whole


def source_form(tree: Mapping[str, Any]) -> Tree:
    """The same for a data source."""
    return _over(_SOURCE, tree)


def _member_form(tree: Mapping[str, Any]) -> Tree:
    whole = _over(_MEMBER, tree)
    if "definition" in whole:
        definition = job_form(whole["definition"])
        whole["definition"] = {name: each for name, each in definition.items() if name not in ("format", "name")}
    return whole


def _over(defaults: Tree, tree: Mapping[str, Any]) -> Tree:
    return defaults | dict(tree)


FORMS: Final = {JOB_FORMAT: job_form, COLLECTION_FORMAT: collection_form, SOURCE_FORMAT: source_form}


def problems_of(tree: Any) -> Iterator[tuple[str, str]]:
    """The places of a tree, as it was read from a file, that are wrong."""
    if not isinstance(tree, Mapping) or tree.get("format") not in [*FORMS]:
        yield "format", f"must be one of {', '.join(FORMS)}"
        return
    if not (isinstance(tree.get("name"), str) and tree["name"].strip()):
        yield "name", "must not be empty"
    if tree.get("isTemplate"):
        yield "isTemplate", "templates are not supported"
    yield from _shapes(tree)


def _shapes(tree: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if tree["format"] == JOB_FORMAT:
        yield from _job_shapes(tree)
    elif tree["format"] == COLLECTION_FORMAT:
        if not isinstance(tree.get("notifications") or {}, Mapping):
            yield "notifications", "must be an object"
        yield from _lists(tree, "members")
        members = tree.get("members")
        for index, member in enumerate(members if isinstance(members, list) else ()):
            if isinstance(member, Mapping):
                yield from ((f"members[{index}].{place}", what) for place, what in _member_shapes(member))
    elif type(tree.get("type")) is not int or not isinstance(tree.get("configuration", {}), Mapping):
        yield "type", "a data source has a type, which is a number, and a configuration"


def _member_shapes(member: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if not isinstance(member.get("job", ""), str):
        yield "job", "must be a text"
    if not isinstance(definition := member.get("definition", {}), Mapping):
        yield "definition", "must be an object"
    elif "definition" in member:
        yield from ((f"definition.{place}", what) for place, what in _job_shapes(definition))


def _job_shapes(tree: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in ("source", "destination"):
        if not isinstance(side := tree.get(name), Mapping):
            yield name, "must be an object"
            continue
        yield from ((f"{name}.{each}", "must be a text") for each in _TEXTS if not _is_text(side.get(each)))
    yield from _lists(tree, *_ROWS)
    owners = tree.get("owners") or []
    if not (isinstance(owners, list) and all(isinstance(owner, str) for owner in owners)):
        yield "owners", "must be a list of texts"
    if not isinstance(script := tree.get("script") or {}, Mapping):
        yield "script", "must be an object"
    else:
        yield from (
            (f"script.{each}", "must be a text") for each in ("language", "file") if not _is_text(script.get(each))
        )


_TEXTS: Final = ("provider", "kind", "side", "table", "container")


def _is_text(value: object) -> bool:
    return value is None or isinstance(value, str)


def _lists(tree: Mapping[str, Any], *names: str) -> Iterator[tuple[str, str]]:
    for name in names:
        rows = tree.get(name, [])
        if not (isinstance(rows, list) and all(isinstance(row, Mapping) for row in rows)):
            yield name, "must be a list of objects"


def malformed_placeholders(tree: Tree) -> list[tuple[str, str]]:
    """The places where something begins like a placeholder and is not a whole one."""
    found: list[tuple[str, str]] = []

    def look(path: Path, text: str) -> str:
        if path[-1] not in WITHOUT_PLACEHOLDERS:
            try:
                parts_of(text)
            except ValueError as bad:
                found.append((shown_path(path), str(bad)))
        return text

    mapped(tree, look)
    return found
