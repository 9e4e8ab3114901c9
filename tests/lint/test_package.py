"""The package as a whole: what it exports, what importing it costs, which layer knows which."""

from __future__ import annotations

import graphlib
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import grimp

import jobspan

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path(jobspan.__file__).parent
HEAVY = {
    "attr",
    "attrs",
    "cattrs",
    "httpx",
    "msgspec",
    "pandas",
    "platformdirs",
    "rich",
    "starlette",
    "tenacity",
    "uvicorn",
}


def modules_after(code: str) -> set[str]:
    """What is loaded in a fresh interpreter after some code."""
    program = f"import json, sys\n{code}\nprint(json.dumps(sorted(sys.modules)))"
    environment = os.environ | {"PYTHONPATH": str(PACKAGE.parent)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    return set(json.loads(done.stdout))


def packages_after(code: str) -> set[str]:
    """Top-level packages that come on top of what a bare interpreter loads."""
    return {name.partition(".")[0] for name in modules_after(code) - modules_after("")}


class TestImports:
    def test_importing_jobspan_costs_next_to_nothing(self) -> None:
        assert {name for name in modules_after("import jobspan") if name.startswith("jobspan")} == {
            "jobspan", "jobspan._public", "jobspan._version",
        }  # fmt: skip
        assert packages_after("import jobspan") & (HEAVY | {"asyncio", "ssl", "email"}) == set()

    def test_a_client_costs_no_plane_and_no_extra(self) -> None:
        loaded = modules_after("import jobspan; jobspan.Client(); jobspan.AsyncClient()")
        assert not {
            name for name in loaded if name.startswith(("jobspan._planes.", "jobspan.testing", "jobspan.cli"))
        } - {"jobspan._planes.registry"}
        assert not {"pandas", "starlette", "uvicorn", "keyring"} & loaded  # httpx loads rich for its own command line

    def test_a_first_call_in_a_thread_costs_no_event_loop_no_fleet_and_no_help_for_mistakes(self) -> None:
        answering = "httpx.MockTransport(lambda request: httpx.Response(200, json={'id': '1'}))"
        settings = f"jobspan.DelphixSettings(url='http://x', api_key='k-123456', transport={answering})"
        loaded = modules_after(
            f"import httpx, jobspan; print(jobspan.Client(delphix={settings}).masking_jobs.get('1').id, file=sys.stderr)"
        )
        own = {name for name in loaded if name.startswith("jobspan")}
        assert "jobspan._planes.delphix.resources.masking_jobs" in own
        assert not {name for name in own if name.startswith("jobspan._async") or name.endswith("_async")}
        assert not own & {"jobspan._sync.fleet", "jobspan._core.fleet.run", "jobspan._worker"}
        planes = {name.split(".")[2] for name in own if name.startswith("jobspan._planes.")}
        assert planes == {"registry", "delphix"}
        assert not loaded & {"asyncio", "cattrs", "csv", "difflib", "platformdirs", "tenacity", "tomllib"}
        every = {"abilities", "operations.every", "resources.engines", "flows.placement"}
        assert not own & {f"jobspan._planes.delphix.{name}" for name in every}
        assert not own & {"jobspan.fleet", "jobspan._core.once", "jobspan._core.tables.html", "jobspan._io.sync_ahead"}

    def test_settings_of_one_plane_load_no_other(self) -> None:
        loaded = modules_after("from jobspan import DelphixSettings")
        planes = {name.split(".")[2] for name in loaded if name.startswith("jobspan._planes.")}
        assert planes <= {"delphix"}

    def test_secrets_need_no_http(self) -> None:
        assert "httpx" not in packages_after("from jobspan import Secret, Policy, JobRef, ValidationError")


def test_it_is_typed() -> None:
    assert (PACKAGE / "py.typed").exists()


class TestLayers:
    CONTRACTS: dict[str, Any] = {
        each["id"]: each
        for each in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    }

    def test_no_layer_is_crossed(self) -> None:
        command = [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as run; run()",
            "--no-cache",
        ]
        environment = os.environ | {"PYTHONPATH": str(PACKAGE.parent)}
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment)
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"Contracts: {len(self.CONTRACTS)} kept, 0 broken" in done.stdout

    def test_no_module_needs_itself(self) -> None:
        """Also not through the packages that Python imports on the way to a module."""
        graph = grimp.build_graph("jobspan", exclude_type_checking_imports=True, cache_dir=None)
        needs: dict[str, set[str]] = {}
        for module in graph.modules:
            imported = graph.find_modules_directly_imported_by(module)
            wanted = {each for name in imported for each in with_packages(name)}
            needs[module] = wanted - set(with_packages(module))
        graphlib.TopologicalSorter(needs).prepare()


def with_packages(module: str) -> list[str]:
    """``a.b.c``, ``a.b`` and ``a``: importing the first runs them all."""
    parts = module.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]


def test_classes_are_finished_when_they_are_needed() -> None:
    at_once = re.compile(r"@attrs\.frozen(?!\(kw_only=True, (?:slots=False|cache_hash=True)\))")
    found = [path for path in PACKAGE.rglob("*.py") if "testing" not in path.parts and at_once.search(path.read_text())]
    assert found == []


def test_a_first_call_finishes_few_classes() -> None:
    listed = (
        "import gc, jobspan\n"
        "client = jobspan.Client(delphix=jobspan.DelphixSettings(url='http://none', api_key='key'))\n"
        "client.masking_jobs\n"
        "classes = [each for each in gc.get_objects() if isinstance(each, type) and '__attrs_attrs__' in vars(each)]\n"
        "finished = [each for each in classes if isinstance(vars(each)['__attrs_attrs__'], tuple)]\n"
        "assert len(classes) > 100, len(classes)\n"
        "assert len(finished) < 40, finished"
    )
    modules_after(listed)
