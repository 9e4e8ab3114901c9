"""The official document of DCT, as the vendor's own client was made from it, read strictly.

``delphix-dct-api`` (Apache-2.0) is generated from the document and keeps what it says of each reply: properties, types,
formats, allowed values, bounds and which properties are required. Its own reading lets unknown properties pass; this does not.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from typing import Any

from delphix.api.gateway import ApiClient
from delphix.api.gateway.api.compliance_job_collections_api import ComplianceJobCollectionsApi
from delphix.api.gateway.api.compliance_jobs_api import ComplianceJobsApi
from delphix.api.gateway.api.connectors_api import ConnectorsApi
from delphix.api.gateway.api.executions_api import ExecutionsApi
from delphix.api.gateway.api.job_collection_executions_api import JobCollectionExecutionsApi
from delphix.api.gateway.api.job_orchestrators_api import JobOrchestratorsApi
from delphix.api.gateway.api.jobs_api import JobsApi
from delphix.api.gateway.api.login_api import LoginApi
from delphix.api.gateway.api.management_api import ManagementApi
from delphix.api.gateway.api.masking_environments_api import MaskingEnvironmentsApi
from delphix.api.gateway.api.masking_jobs_api import MaskingJobsApi
from delphix.api.gateway.model import connector
from delphix.api.gateway.model_utils import ModelComposed, ModelNormal, ModelSimple, none_type

from tests.peers.answer_forms import Form, Kind

_APIS = (
    ComplianceJobCollectionsApi,
    ComplianceJobsApi,
    ConnectorsApi,
    ExecutionsApi,
    JobCollectionExecutionsApi,
    JobOrchestratorsApi,
    JobsApi,
    LoginApi,
    ManagementApi,
    MaskingEnvironmentsApi,
    MaskingJobsApi,
)
_BOUNDS: dict[str, Callable[[Any, Any], bool]] = {
    "inclusive_maximum": lambda value, bound: value <= bound,
    "inclusive_minimum": lambda value, bound: value >= bound,
    "max_length": lambda value, bound: len(value) <= bound,
    "min_length": lambda value, bound: len(value) >= bound,
    "max_items": lambda value, bound: len(value) <= bound,
    "min_items": lambda value, bound: len(value) >= bound,
    "regex": lambda value, bound: re.search(bound["pattern"], value) is not None,
}


@cache
def version() -> str:
    """Of the document that the package was made from; every file names it."""
    found = re.search(r"version of the OpenAPI document: ([\d.]+)", connector.__doc__ or "")
    assert found, "the package names its document otherwise"
    return found[1]


@cache
def replies() -> dict[str, tuple[Any, ...]]:
    """What each operation answers with, by operation id; an empty tuple where that is nothing."""
    endpoints = (endpoint for made in _APIS for endpoint in vars(made(ApiClient())).values())
    found = [settings for each in endpoints if (settings := getattr(each, "settings", None))]
    return {settings["operation_id"]: settings["response_type"] or () for settings in found}


def violations(value: Any, types: tuple[Any, ...], path: str = "$") -> Iterator[str]:
    """What is wrong with a value that should be of one of these types."""
    fitting = [each for each in types if _fits(value, each)]
    if not fitting:
        yield f"{path}: {value!r} is not one of {types}"
        return
    declared: Any = fitting[0]
    if isinstance(declared, list):
        for index, each in enumerate(value):
            yield from violations(each, elements(declared), f"{path}[{index}]")
    elif isinstance(declared, dict):
        (inner,) = declared.values()
        for name, each in value.items():
            yield from violations(each, inner, f"{path}.{name}")
    elif issubclass(declared, ModelSimple):
        (inner,) = declared.openapi_types.values()
        yield from violations(value, inner, path)
        yield from _limits(declared, "value", value, path)
    elif issubclass(declared, ModelNormal | ModelComposed):
        yield from _members(value, declared, path)


def elements(declared: list[Any]) -> tuple[Any, ...]:
    """What the elements of a list may be."""
    return declared[0] if isinstance(declared[0], tuple) else (declared[0],)


def _members(value: dict[str, Any], model: Any, path: str) -> Iterator[str]:
    properties = {model.attribute_map[name]: (name, types) for name, types in model.openapi_types.items()}
    for missing in sorted(required(model) - set(value)):
        yield f"{path}.{missing}: is required"
    for name, each in value.items():
        if name not in properties:
            yield f"{path}.{name}: is not in the document"
            continue
        own, types = properties[name]
        yield from violations(each, types, f"{path}.{name}")
        yield from _limits(model, own, each, f"{path}.{name}")


def _limits(model: Any, name: str, value: Any, path: str) -> Iterator[str]:
    if value is None:
        return
    allowed = model.allowed_values.get((name,), {}).values()
    if allowed and not isinstance(value, list) and value not in allowed:
        yield f"{path}: {value!r} is not one of {sorted(map(str, allowed))}"
    for bound, limit in model.validations.get((name,), {}).items():
        if not _BOUNDS[bound](value, limit):
            yield f"{path}: {value!r} is beyond {bound} {limit}"


@cache
def required(model: Any) -> frozenset[str]:
    """The properties that the document requires: the package takes them by position."""
    source = inspect.getsource(model)
    found = re.search(r"def _from_openapi_data\(cls, (.*?)\*args", source, re.DOTALL)
    assert found, f"{model.__name__} is made otherwise"
    names = [each.strip() for each in found[1].split(",") if each.strip() and "=" not in each]
    return frozenset(model.attribute_map[name] for name in names)


def _fits(value: Any, declared: Any) -> bool:
    match declared:
        case list():
            return isinstance(value, list)
        case dict():
            return isinstance(value, dict)
    if declared is none_type:
        return value is None
    if declared is datetime:
        return isinstance(value, str) and re.fullmatch(_MOMENT, value) is not None
    if declared is date:
        return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None
    if declared is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if declared is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if declared in (str, bool, dict, list):
        return isinstance(value, declared)
    if issubclass(declared, ModelSimple):
        return not isinstance(value, dict)
    return issubclass(declared, ModelNormal | ModelComposed) and isinstance(value, dict)


_MOMENT = r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)"
"""RFC 3339, which asks for a zone."""


_KINDS: dict[Any, Kind] = {str: "text", datetime: "text", date: "text", bool: "flag", int: "whole", float: "number"}


def forms(model: Any) -> dict[str, Form]:
    """The members of a model of the document, for comparing."""
    return {
        model.attribute_map[name]: Form(
            frozenset(_kind(each) for each in types if each is not none_type),
            required=model.attribute_map[name] in required(model),
            inner=next((found for each in types if (found := _model(each)) is not None), None),
        )
        for name, types in model.openapi_types.items()
    }


def _kind(declared: Any) -> Kind:
    if isinstance(declared, list):
        return "list"
    if isinstance(declared, type) and issubclass(declared, ModelSimple):
        (types,) = declared.openapi_types.values()  # type: ignore[attr-defined]  # every model of the package has them
        return _kind(types[0])
    return "object" if isinstance(declared, dict) else _KINDS.get(declared, "object")


def _model(declared: Any) -> Any:
    inner = elements(declared)[0] if isinstance(declared, list) else declared
    return inner if isinstance(inner, type) and issubclass(inner, ModelNormal | ModelComposed) else None
