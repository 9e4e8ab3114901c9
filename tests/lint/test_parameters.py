"""What a call takes is explained: in an editor, in the reference, in ``--help`` and to assistants alike."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from typing import Any, get_args, get_type_hints, is_typeddict

import pytest

from jobspan.cli.calls import CALLS
from jobspan.cli.docstrings import doc_of
from tests.lint.test_faces import PUBLIC

EMPTY_WORDS = {"a", "an", "the", "its", "of", "to", "be"}


def functions() -> Iterator[tuple[str, Any]]:
    """Public functions, methods and constructors written by hand, by the class that says them."""
    for path in PUBLIC:
        module = importlib.import_module(path)
        for name in getattr(module, "__all__", vars(module)):
            value = getattr(module, name)
            if name.startswith("_") or getattr(value, "__module__", "") not in PUBLIC:
                continue
            if inspect.isfunction(value):
                yield f"{path}.{name}", value
            elif isinstance(value, type):
                yield from methods(value)


def methods(kind: type[Any]) -> Iterator[tuple[str, Any]]:
    for name in dir(kind):
        member = inspect.getattr_static(kind, name)
        member = member.__func__ if isinstance(member, classmethod | staticmethod) else member
        function = getattr(member, "__wrapped__", None) if not inspect.isfunction(member) else member
        if inspect.isfunction(function) and not name.startswith("_") and function.__module__.startswith("jobspan"):
            yield f"{function.__module__}.{function.__qualname__}", function


def parameters(function: Any) -> list[str]:
    """Names of what it takes; of ``**fields``, what may stand there."""
    found: list[str] = []
    for each in inspect.signature(function).parameters.values():
        if each.name in ("self", "cls") or each.name.startswith("_") or str(each.annotation).startswith("P."):
            continue
        if each.kind is each.VAR_KEYWORD and "Unpack" in str(each.annotation):
            named = next(iter(get_args(get_type_hints(function)[each.name])), None)
            if is_typeddict(named):
                found += get_type_hints(named)
                continue
        found.append(each.name)
    return found


def test_there_is_something_to_test() -> None:
    assert len([*functions()]) > 700
    assert sum(len(parameters(call.function)) for call in calls().values()) > 1_000


def calls() -> dict[str, Any]:
    found = {name: CALLS.find(name) for name in CALLS.names}
    assert None not in found.values()
    return found


def unexplained(named: Iterator[tuple[str, Any]]) -> list[str]:
    return [
        f"{name}: {parameter}"
        for name, function in named
        for parameter in parameters(function)
        if not doc_of(function).arguments.get(parameter)
    ]


def test_every_parameter_of_every_call_is_explained() -> None:
    assert unexplained((name, call.function) for name, call in calls().items()) == []


def test_every_parameter_of_everything_public_is_explained() -> None:
    assert sorted(set(unexplained(functions()))) == []


def test_no_explanation_is_of_nothing() -> None:
    stray = [
        f"{name}: {parameter}"
        for name, function in functions()
        for parameter in doc_of(function).arguments
        if parameter not in inspect.signature(function).parameters and parameter not in parameters(function)
    ]
    assert sorted(set(stray)) == []


@pytest.mark.parametrize("name", CALLS.names)
def test_no_explanation_only_repeats_the_name(name: str) -> None:
    for parameter, text in doc_of(calls()[name].function).arguments.items():
        said = set(re.findall(r"\w+", text.lower())) - EMPTY_WORDS
        assert said - set(parameter.split("_")), f"{parameter}: {text}"
