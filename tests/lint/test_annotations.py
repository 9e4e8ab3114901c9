"""Annotations can be asked for, and mean the same on every Python.

From 3.14 on they are evaluated where they stand, inside of their class. Tools that read them (forms, command lines, dependency
injection) use ``typing.get_type_hints``, which looks for names in the module alone: also for those that are imported on demand.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, get_type_hints

import pytest

import jobspan
from jobspan._async.change import AsyncChange
from jobspan._sync.change import Change

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "jobspan"
FILES = sorted(PACKAGE.rglob("*.py"))


def declared_in(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.expr]:
    given = function.args
    for each in [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]:
        if each is not None and each.annotation is not None:
            yield each.annotation
    if function.returns is not None:
        yield function.returns


def shadowed(tree: ast.AST) -> Iterator[str]:
    """Names in annotations of methods that the class has a method of."""
    for kind in ast.walk(tree):
        if isinstance(kind, ast.ClassDef):
            methods = [each for each in kind.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
            own = {each.name for each in methods}
            for each in methods:
                for annotation in declared_in(each):
                    names = {node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)}
                    yield from (f"{kind.name}.{each.name}: {name}" for name in sorted(names & own))


def test_a_shadowed_name_is_found() -> None:
    source = "class A:\n    def get(self) -> list[int]: ...\n    def list(self) -> set[int]: ..."
    assert [*shadowed(ast.parse(source))] == ["A.get: list"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_no_annotation_names_a_method_of_its_class(file: Path) -> None:
    assert [*shadowed(ast.parse(file.read_text()))] == []


FACES = sorted(
    found.name
    for found in pkgutil.iter_modules(jobspan.__path__)
    if not found.name.startswith("_") and found.name not in ("cli", "integrations", "testing")
)
WRITTEN_OUT = ("__init__", "__call__", "__iter__", "__aiter__", "__enter__", "__aenter__", "__getitem__")


def function_of(member: Any) -> Callable[..., Any] | None:
    """The function behind a method, a class method, a property or a change."""
    match member:
        case classmethod() | staticmethod():
            member = member.__func__
        case property():
            member = member.fget
        case cached_property():
            member = member.func
        case AsyncChange() | Change():
            member = member._function
    return member if inspect.isfunction(member) and member.__module__.startswith("jobspan") else None


def declared(face: str) -> Iterator[tuple[str, Any]]:
    """Every class, function, method and property that a face offers, those of bases that are not public included."""
    module = importlib.import_module(f"jobspan.{face}") if face else jobspan
    names = getattr(module, "__all__", None) or [
        name
        for name, each in vars(module).items()
        if not name.startswith("_") and getattr(each, "__module__", "") == module.__name__
    ]
    for name in names:
        one = getattr(module, name)
        if inspect.isfunction(one):
            yield name, one
        if isinstance(one, type):
            yield name, one
            for base in one.__mro__:
                inspect.getattr_static(base, "__init__"), base.__match_args__ if hasattr(base, "__match_args__") else ()
                for member, each in list(vars(base).items()) if base.__module__.startswith("jobspan") else ():
                    function = function_of(each)
                    made_by_attrs = member == "__init__" and issubclass(one, BaseException)  # nobody else makes errors
                    if function and not made_by_attrs and (member in WRITTEN_OUT or not member.startswith("_")):
                        yield f"{name}.{member}", function


@pytest.mark.parametrize("face", ["", *FACES])
def test_every_annotation_can_be_asked_for(face: str) -> None:
    unknown = {}
    for name, one in declared(face):
        try:
            get_type_hints(one)
        except Exception as error:
            unknown[name] = f"{type(error).__name__}: {error}"
    assert unknown == {}


def test_there_are_many() -> None:
    assert sum(1 for face in ["", *FACES] for _ in declared(face)) > 3500


def test_they_can_be_asked_for_before_anything_else_was_imported() -> None:
    program = """
import typing
from jobspan import AsyncClient, Client, Journal

for one in (Client.fleet, AsyncClient.fleet, Journal.fleet, Journal.fleets, Client.delphix.func, Client.__init__):
    print(typing.get_type_hints(one).get("return"))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[:3] == [
        "<class 'jobspan.Fleet'>",
        "<class 'jobspan.AsyncFleet'>",
        "jobspan.fleet.FleetReport | None",
    ]
