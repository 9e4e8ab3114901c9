"""The synchronous and the asynchronous shell are the same but for ``await``, and up to date with their source."""

from __future__ import annotations

import importlib.util
import inspect
import re
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import pytest
from tests.lint.conftest import modules

import jobspan

ROOT = Path(__file__).resolve().parents[2]
PAIRS = [
    (module.__name__, re.sub(r"\.aio\b", ".sync", module.__name__).replace("._aio", "._sync"))
    for module in modules()
    if re.search(r"\.aio\.|\._aio$", module.__name__)
]


def classes_of(module: types.ModuleType) -> dict[str, type]:
    return {
        name.removeprefix("Async"): value
        for name, value in vars(module).items()
        if isinstance(value, type) and value.__module__ == module.__name__ and not name.startswith("_")
    }


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
        function = getattr(value, "__func__", getattr(value, "fget", getattr(value, "func", value)))
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
    text = re.sub(r"\bAsync(\w+)", r"\1", text.replace("_aio", "_sync").replace(".aio", ".sync"))
    return re.sub(r"(?:collections\.abc\.)?Awaitable\[([^\[\]]+)\]", r"\1", text).replace("'", "")


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


def load_tool() -> Any:
    spec = importlib.util.spec_from_file_location("unasync", ROOT / "tools" / "unasync.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class TestTheGenerator:
    def test_everything_is_up_to_date(self) -> None:
        command = [sys.executable, "tools/unasync.py", "--check"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

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
            ("from jobspan.aio.plan import AsyncPlan", "from jobspan.sync.plan import Plan"),
            ("from jobspan.planes.delphix._aio import X", "from jobspan.planes.delphix._sync import X"),
            ("await self.aclose()", "self.close()"),
            ("awaited = asynchronous", "awaited = synchronous"),
        ],
    )
    def test_words(self, source: str, twin: str) -> None:
        assert load_tool().to_sync(source) == twin

    def test_a_change_gains_plan(self) -> None:
        source = (
            '"""Doc."""\n'
            "from jobspan._core.marks import changes\n\n\n"
            "class AsyncParts:\n"
            "    @changes\n"
            "    async def turn(self, id: str, *, deep: bool = False) -> Part:\n"
            '        """Turn a part.\n\n        Raises:\n            NotFound: there is none.\n        """\n'
            "        return await self._change(lambda: turn(id, deep))\n"
        )
        made = load_tool().with_plans(source)
        assert "plan: Literal[False]=False) -> Part: ..." in made
        assert "plan: Literal[True]) -> AsyncPlan[Part]: ..." in made
        assert "plan: bool=False) -> Part | AsyncPlan[Part]:" in made
        assert "self._change(lambda: turn(id, deep), plan=plan)" in made
        assert "With ``plan=True`` nothing is changed" in made
        assert "changes" not in made.replace("nothing is changed", "")

    @pytest.mark.parametrize("body", ["return 1", "await self._change(a)\n        await self._change(b)"])
    def test_a_change_makes_exactly_one_change(self, body: str) -> None:
        source = f"class A:\n    @changes\n    async def f(self) -> None:\n        {body}\n"
        with pytest.raises(SystemExit, match="makes one _change or _launch call"):
            load_tool().with_plans(source)
