"""What the package consists of: planes, models, errors, and a filled-in sample of each."""

from __future__ import annotations

import importlib
import pkgutil
import types
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

import attrs
import pytest

import jobspan
from jobspan import AsyncClient, Client
from jobspan._core.convert import WHOLE, WIRE, RowsReply, fields_of
from jobspan._core.envelope import ReplyEnvelope
from jobspan._planes.groupid.models.transforms import Text
from jobspan.credentials import Secret
from jobspan.errors import Interrupted, JobspanError
from jobspan.fleet import Window
from jobspan.models import Model
from jobspan.testing import Sandbox

CANARY = "canary-7f3a"


@cache
def modules() -> tuple[types.ModuleType, ...]:
    """Every module of the package, those left out that need an optional library as soon as they are imported."""
    left_out = (".integrations.", ".__main__", "._io.aiohttp_transport", "._io.successor")
    names = (each.name for each in pkgutil.walk_packages(jobspan.__path__, "jobspan."))
    return tuple(importlib.import_module(name) for name in names if not any(part in name for part in left_out))


@cache
def subclasses(root: type[Any]) -> tuple[type[Any], ...]:
    """All public classes below one, wherever in the package they are."""
    classes = {
        value
        for module in modules()
        for name, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, root) and not name.startswith("_")
    }
    return tuple(sorted((each for each in classes if each.__module__.startswith("jobspan")), key=str))


def sample(declared: Any, depth: int = 0) -> Any:
    """A value of a type; texts and secrets are canaries."""
    origin, arguments = get_origin(declared), get_args(declared)
    if origin in (Union, types.UnionType):
        return sample(next(each for each in arguments if each is not type(None)), depth)
    if origin in (tuple, list, frozenset):
        return origin([sample(arguments[0], depth)])
    if origin in (dict, Mapping) or declared is dict:
        return {"key": sample(arguments[1], depth) if arguments else "value"}
    if isinstance(declared, TypeVar) or declared in (Any, object):
        return {"any": [1]}
    if origin is Literal:
        return arguments[0]
    if attrs.has(origin or declared):
        variants = [] if issubclass(origin or declared, Model) else (origin or declared).__subclasses__()
        return filled(variants[0] if variants else declared, depth + 1)
    if issubclass(declared, Enum):
        return next(iter(declared))
    plain = {
        str: "text", Text: "text", int: 1, float: 0.5, bool: True,
        datetime: datetime(2026, 3, 1, tzinfo=UTC), Secret: Secret(CANARY),
        Path: Path("file"),
    }  # fmt: skip
    return plain[declared]


def filled(model: Any, depth: int = 0) -> Any:
    """An instance with every field filled; models within themselves end after a few levels."""
    values: dict[str, Any] = {}
    is_whole = any(field.metadata.get(WIRE) == WHOLE for field, _ in fields_of(model))
    for field, declared in fields_of(model):
        if field.name == "extra":
            values["extra"] = {} if is_whole else {"unknown": CANARY}
        elif field.metadata.get(WIRE, "") is None:
            continue  # not a field of the wire
        elif field.init and (depth < 3 or field.default is attrs.NOTHING):
            values[field.name.lstrip("_")] = sample(declared, depth)
    if model is Window:
        values["stop_at"] += timedelta(hours=1)
    return (get_origin(model) or model)(**values)


MODELS = [each for each in subclasses(Model) if each not in (Model, ReplyEnvelope, RowsReply)]
ERRORS = [*subclasses(JobspanError), Interrupted]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    for name, classes in (("model", MODELS), ("error_class", ERRORS)):
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, classes, ids=[f"{each.__module__}.{each.__name__}" for each in classes])


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture(scope="session")
def client(sandbox: Sandbox) -> Iterator[Client]:
    """A client for which every plane is configured."""
    with sandbox.client() as made:
        yield made


@pytest.fixture(scope="session")
def async_client(sandbox: Sandbox) -> AsyncClient:
    return sandbox.async_client()
