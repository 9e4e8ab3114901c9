"""The synchronous and the asynchronous shell are the same but for ``await``, and up to date with their source."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
import re
import subprocess
import sys
import textwrap
import types
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, get_args

import pytest

import jobspan
from jobspan._async.change import AsyncChange
from jobspan._core.rest import is_batch
from tests.lint.conftest import modules

ROOT = Path(__file__).resolve().parents[2]
ONLY_ASYNC = ["jobspan._async.lookout"]
PAIRS = [
    (module.__name__, re.sub(r"_async$", "", module.__name__.replace("._async.", "._sync.")))
    for module in modules()
    if re.search(r"\._async\.|\.resources\.\w+_async$", module.__name__) and module.__name__ not in ONLY_ASYNC
]


def classes_of(module: types.ModuleType) -> dict[str, type]:
    """The public classes that are written in a module, whatever they show as theirs."""
    written = [node.name for node in ast.parse(inspect.getsource(module)).body if isinstance(node, ast.ClassDef)]
    return {name.removeprefix("Async"): vars(module)[name] for name in written if not name.startswith("_")}


def as_sync(name: str) -> str:
    return {"aclose": "close", "__aiter__": "__iter__", "__aenter__": "__enter__", "__aexit__": "__exit__"}.get(
        name, name
    )


def surface(kind: type) -> dict[str, Any]:
    """The public names of a class, with what can be said of each without running it."""
    said: dict[str, Any] = {}
    for name, value in inspect.getmembers_static(kind):
        if name.startswith("_") and name not in ("__aiter__", "__iter__", "__aenter__", "__enter__"):
            continue
        places = ("__func__", "fget", "func", "__wrapped__")
        function = next((getattr(value, place) for place in places if hasattr(value, place)), value)
        said[as_sync(name)] = signature_of(function) if inspect.isfunction(function) else type(value).__name__
    return said


def signature_of(function: types.FunctionType) -> list[tuple[str, str, str, str]]:
    signature = inspect.signature(function)
    return [
        (each.name, each.kind.name, repr(each.default), in_sync_words(each.annotation))
        for each in signature.parameters.values()
    ] + [("return", "", "", in_sync_words(signature.return_annotation))]


def in_sync_words(annotation: Any) -> str:
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    text = text.replace("._async", "._sync").replace("typing.Any", "Any").replace("'", "")
    text = re.sub(r"\bAsync(\w+)", r"\1", re.sub(r"(resources\.\w+)_async\b", r"\1", text))
    return re.sub(
        r"(?:collections\.abc\.)?(?:Awaitable\[|Coroutine\[Any, Any, )([^\[\]]+(?:\[[^\[\]]*\])?)\]", r"\1", text
    )


def test_there_are_pairs() -> None:
    assert len(PAIRS) >= 7


@pytest.mark.parametrize(("aio", "sync"), PAIRS)
def test_same_classes_same_names_same_signatures(aio: str, sync: str) -> None:
    left, right = (classes_of(importlib.import_module(name)) for name in (aio, sync))
    assert left.keys() == right.keys()
    for name in left:
        assert surface(left[name]) == surface(right[name]), name


@pytest.mark.parametrize("name", ["Client", "Handle", "Pager", "Plan"])
def test_both_are_public(name: str) -> None:
    assert getattr(jobspan, name) is not getattr(jobspan, f"Async{name}")


def load_tool(name: str = "unasync") -> Any:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class TestTheGenerator:
    def test_it_notices_what_is_not(self, tmp_path: Path) -> None:
        tool = load_tool()
        target = tmp_path / "twin.py"
        assert not tool.up_to_date(target, "text")
        target.write_text("text")
        assert tool.up_to_date(target, "text")
        assert not tool.up_to_date(target, "other text")

    @pytest.mark.parametrize(
        ("source", "twin"),
        [
            ("async def f(self) -> AsyncHandle[V]:", "def f(self) -> Handle[V]:"),
            ("async with a as b:\n    return await c(await d)", "with a as b:\n    return c(d)"),
            ("async for x in y: ...", "for x in y: ..."),
            ("async def __aiter__(self) -> AsyncIterator[T]:", "def __iter__(self) -> Iterator[T]:"),
            ("f: Callable[[], Awaitable[T]]", "f: Callable[[], T]"),
            ("from jobspan._async.plan import AsyncPlan", "from jobspan._sync.plan import Plan"),
            ("from jobspan.aio import wait_all", "from jobspan import wait_all"),
            ("from jobspan._planes.x.resources.jobs_async import X", "from jobspan._planes.x.resources.jobs import X"),
            ("f: Callable[P, Coroutine[Any, Any, T]]", "f: Callable[P, T]"),
            ("await self.aclose()", "self.close()"),
            ("awaited = asynchronous", "awaited = synchronous"),
        ],
    )
    def test_words(self, source: str, twin: str) -> None:
        assert load_tool().to_sync(source) == twin

    def test_it_complains_of_what_nothing_needs(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        tool = load_tool()
        monkeypatch.setattr(tool, "SUBSTITUTIONS", [*tool.SUBSTITUTIONS, ("no such word", "")])
        monkeypatch.setattr(sys, "argv", ["unasync.py", "--check"])
        assert tool.main() == 1
        assert "nothing needs the substitution 'no such word'" in capsys.readouterr().out

    def test_it_complains_of_a_generated_file_without_a_source(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tool = load_tool()
        subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
        listed, stray = tmp_path / "listed.py", tmp_path / "stray.py"
        for each in (listed, stray):
            each.write_text(tool.HEADER.format(source="source.py"))
        monkeypatch.setattr(tool, "ROOT", tmp_path)
        assert tool.strays({listed}) == [stray]


CHANGES = [
    pytest.param(method, id=f"{kind.__name__}.{name}")
    for module in modules()
    if re.search(r"\.(_async\.\w+|resources\.\w+_async)$", module.__name__)
    for kind in classes_of(module).values()
    for name, method in vars(kind).items()
    if isinstance(method, AsyncChange)
]


@pytest.mark.parametrize("method", CHANGES)
def test_making_the_change_is_the_last_thing_that_a_changing_method_does(
    method: AsyncChange[Any, Any, Any],
) -> None:
    """Planning takes the change out of the method; what came after it would be lost when a plan is applied."""
    (function,) = ast.parse(textwrap.dedent(inspect.getsource(method.__wrapped__))).body
    assert isinstance(function, ast.AsyncFunctionDef)

    def changes(where: ast.AST) -> int:
        names = ("_change", "_launch", "_change_as")
        return sum(isinstance(node, ast.Attribute) and node.attr in names for node in ast.walk(where))

    assert changes(function) == changes(function.body[-1]) == 1


@pytest.mark.parametrize("method", CHANGES)
def test_a_batch_has_its_entries_in_one_argument(method: AsyncChange[Any, Any, Any]) -> None:
    """So that what failed of it can be sent alone."""
    signature = inspect.signature(method.__wrapped__)
    forms: list[Any] = [Sequence, Iterable]
    assert is_batch(method.__wrapped__) == ("BatchResult" in str(signature.return_annotation))
    if is_batch(method.__wrapped__):
        (entry,) = get_args(signature.return_annotation)
        lists = {form[entry] for form in forms}
        given = [lists & {each.annotation, *get_args(each.annotation)} for each in signature.parameters.values()]
        assert len([each for each in given if each]) == 1
