"""Odd values end in an error of jobspan wherever a program can give them: in calls, constructors, builders and helpers."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import attrs
import pytest

import jobspan
from jobspan import JobRef, Journal, Secret
from jobspan._public import Public
from jobspan.errors import JobspanError
from jobspan.tables import Rows
from tests.core.test_arguments import CLIENT, DELPHIX, Sent, handle_of

FACES = [
    jobspan,
    *(
        importlib.import_module(f"jobspan.{found.name}")
        for found in pkgutil.iter_modules(jobspan.__path__)
        if not found.name.startswith("_") and found.name not in ("cli", "integrations", "testing")
    ),
]
FOR_PLANES = {
    "jobspan.config",  # where settings come from
    "jobspan.credentials.optional_secret_source",
    "jobspan.credentials.resolve_secret",
    "jobspan.credentials.secret_source",
    "jobspan.errors",  # errors and what they carry are made by jobspan
    "jobspan.fleet.item_of",
    "jobspan.hooks",  # events as well
    "jobspan.models",
    "jobspan.policy.sorted_names",
    "jobspan.progress",
}
"""Modules and functions that those name who write a plane, and nobody who uses one."""
MADE_BY_CLIENTS = ("Async", "ChangingMethod", "Fleet", "Handle", "Namespace", "Pager", "Plan", "PromotionJourney")
OF_LIST = {name for name in dir(list) if not name.startswith("_")}
COSTLY = {"to_arrow", "to_pandas", "to_polars"}


class Odd:
    """What nothing takes."""


ODD = [None, 5, "nonsense", b"x", float("nan"), 10**400, Odd(), [Odd()], {1: 2}, True, "\ud800", "", -1, "x" * 100_000]


def given_odd(parameters: list[inspect.Parameter]) -> Iterator[tuple[list[Any], dict[str, Any]]]:
    """Arguments of which all that are needed, and one more, have the same odd value."""
    needed = [each for each in parameters if each.default is each.empty and each.kind in (0, 1, 3)]
    for one in parameters or ():
        for odd in ODD:
            named = {each.name: odd for each in needed} | ({one.name: odd} if one.kind in (0, 1, 3) else {})
            placed = [named.pop(each.name) for each in parameters if each.kind == 0 and each.name in named]
            if one.kind is one.VAR_POSITIONAL:
                placed += [*(named.pop(each.name) for each in parameters if each.kind == 1 and each.name in named), odd]
            yield placed, named


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """What a program makes, and calls without a client."""
    for face in FACES:
        exported = getattr(face, "__all__", ())
        for name in exported or [each for each in vars(face) if not each.startswith("_")]:
            one = getattr(face, name)
            if not exported and getattr(one, "__module__", "") != face.__name__:
                continue
            home = f"{face.__name__}.{name}"
            if home in FOR_PLANES or getattr(one, "__module__", "") in FOR_PLANES or not callable(one):
                continue
            if not isinstance(one, type):
                if inspect.isfunction(one) and one.__module__.startswith("jobspan"):
                    yield home, one
            elif not issubclass(one, BaseException | Enum) and one.__module__.startswith("jobspan"):
                yield from constructors(home, one)


def constructors(home: str, kind: type[Any]) -> Iterator[tuple[str, Callable[..., Any]]]:
    is_resource = issubclass(kind, Public) and not attrs.has(kind)
    if not (kind.__name__.startswith(MADE_BY_CLIENTS) or is_resource or hasattr(kind, "_called")):
        yield home, kind
        for name, member in list(vars(kind).items()):
            if isinstance(member, classmethod) and not name.startswith("_") and name != "elsewhere":
                yield f"{home}.{name}", getattr(kind, name)


def methods(tmp_path: Path) -> Iterator[tuple[str, Callable[..., Any]]]:
    """What a program calls of the objects that it holds."""
    held = {
        "client": CLIENT,
        "journal": Journal(f"sqlite:///{tmp_path}/journal.sqlite"),
        "fleet": CLIENT.fleet("f"),
        "handle": handle_of(DELPHIX),
        "pager": CLIENT.masking_jobs.list(),
        "rows": Rows([JobRef(plane="p", kind="k", id="1", endpoint="e")]),
        "report": jobspan.FleetReport(name="f", items=()),
        "field": jobspan.delphix.field("name"),
        "secret": Secret("s"),
    }
    for name, one in held.items():
        for method in dir(one):
            if not method.startswith("_") and method not in OF_LIST | COSTLY | {"close", "with_meta"}:
                member = getattr(one, method)
                if inspect.ismethod(member):
                    yield f"{name}.{method}", member


def ends_raw(called: Callable[..., Any]) -> Iterator[str]:
    try:
        parameters = [*inspect.signature(called).parameters.values()]
    except ValueError:
        return
    for placed, named in given_odd([each for each in parameters if each.name != "extra"]):
        try:
            outcome = called(*placed, **named)
            if inspect.iscoroutine(outcome):
                asyncio.run(outcome)
        except (JobspanError, Sent):
            pass
        except Exception as raw:
            yield f"{placed} {named}: {type(raw).__name__}: {raw}"[:300]


@pytest.mark.parametrize(("name", "called"), [pytest.param(*each, id=each[0]) for each in dict(functions()).items()])
def test_nothing_that_is_made_ends_raw(name: str, called: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert [*ends_raw(called)][:3] == []


def test_no_method_ends_raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert {name: found[:3] for name, called in methods(tmp_path) if (found := [*ends_raw(called)])} == {}


def test_there_are_many() -> None:
    assert len(dict(functions())) > 250
