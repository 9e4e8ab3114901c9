"""Calls that jobspan makes by their names, beside the vendor's SDK: both are filled from what the SDK's models declare."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeAlias

from huaweicloudsdkcore.utils.http_utils import sanitize_for_serialization
from huaweicloudsdkdrs import v5

import jobspan
from jobspan._planes.huawei_drs.operations.named import BY_NAME

Theirs: TypeAlias = Callable[[Any, str], Any]
Ours: TypeAlias = Callable[[jobspan.Client, str], Any]

FILES = {"import_batch_create_jobs", "upload_db_object_template", "upload_jdbc_driver", "upload_user_jdbc_driver"}
"""They send a form with a file: its boundary is another each time."""

_PLAIN = {"str": "text", "int": 7, "float": 0.5, "bool": True, "object": {"any": "thing"}}
_DEEPEST = 5


def _value(declared: str, depth: int = 0) -> Any:
    if declared in _PLAIN:
        return _PLAIN[declared]
    if found := re.fullmatch(r"list\[(.+)\]", declared):
        return [_value(found[1], depth)]
    if found := re.fullmatch(r"dict\(str, (.+)\)", declared):
        return {"name": _value(found[1], depth)}
    kind = getattr(v5, declared)
    if depth == _DEEPEST:
        return None
    filled = {name: _value(each, depth + 1) for name, each in kind.openapi_types.items()}
    try:
        return kind(**filled)
    except ValueError:
        return kind()


def _request(name: str, task: str) -> Any:
    kind = getattr(v5, "".join(word.capitalize() for word in name.split("_")) + "Request")
    declared = {each: type for each, type in kind.openapi_types.items() if each != "x_language"}
    return kind(**{each: task if each == "job_id" else _value(type) for each, type in declared.items()})


def _theirs(name: str) -> Theirs:
    return lambda client, task: getattr(client, name)(_request(name, task))


def _ours(name: str) -> Ours:
    def make(client: jobspan.Client, task: str) -> Any:
        request, row = _request(name, task), BY_NAME[name]
        given = {
            kept: getattr(request, each)
            for each, kept in request.attribute_map.items()
            if each not in ("x_language", "body")
        }
        places = set(re.findall(r"\{(\w+)\}", row.path))
        return client.drs.request_named(
            name,
            parameters={each: value for each, value in given.items() if each in places},
            query={each: value for each, value in given.items() if each not in places},
            body=sanitize_for_serialization(getattr(request, "body", None)),
        )

    return make


PAIRS: dict[str, tuple[Theirs, Ours]] = {
    row.id: (_theirs(name), _ours(name)) for name, row in BY_NAME.items() if name not in FILES
}
