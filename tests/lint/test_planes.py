"""Each plane is one value, and whole: what is missing is listed by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import jobspan
from jobspan import AsyncClient
from jobspan._core.plane import ClientAttribute, Plane
from jobspan._core.redact import STANDARD_HEADERS
from jobspan._core.secret_names import is_secret_name
from jobspan._planes.registry import PLANES
from jobspan.testing import Sandbox

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "jobspan"
ROOMS = ("abilities", "settings", "auth", "dialect", "errors", "rules", "models", "operations", "flows", "resources")
SANDBOX_ROOMS = ("plane", "state", "seed", "errors", "access", "handlers", "views")


def missing_pieces(plane: Plane[Any]) -> list[str]:
    """What a plane should have and does not. A room is a file or a folder; planes with common settings may share rooms."""
    wanted = [*rooms_of(plane), *pages_of(plane), *checks_of(plane)]
    return [what for what, there in wanted if not there]


def rooms_of(plane: Plane[Any]) -> Iterator[tuple[str, bool]]:
    families = (plane.name, plane.settings.section)
    for room in (*ROOMS, "job_kinds") if plane.abilities().kinds else ROOMS:
        folders = [PACKAGE / "_planes" / name for name in families]
        yield f"src/jobspan/_planes/{plane.name}/{room}", any(is_room(folder, room) for folder in folders)
    if plane.sandbox is None:
        return
    for room in SANDBOX_ROOMS:
        folders = [PACKAGE / "testing" / "sandbox" / name for name in families]
        yield f"src/jobspan/testing/sandbox/{plane.name}/{room}", any(is_room(folder, room) for folder in folders)


def is_room(folder: Path, name: str) -> bool:
    return (folder / f"{name}.py").is_file() or (folder / name / "__init__.py").is_file()


def pages_of(plane: Plane[Any]) -> Iterator[tuple[str, bool]]:
    if plane.page is None:
        return
    face = f"src/jobspan/{plane.namespace.name}.py"
    yield f"{face} that exports {plane.settings.__name__}", exports(face, plane.settings.__name__)
    navigation = (ROOT / "mkdocs.yml").read_text()
    for folder in ("planes", "reference"):
        page = f"{folder}/{plane.page}.md"
        yield f"docs/{page}", (ROOT / "docs" / page).is_file()
        yield f"{page} in the nav of mkdocs.yml", f": {page}\n" in navigation


def exports(face: str, name: str) -> bool:
    return (ROOT / face).is_file() and hasattr(import_module(f"jobspan.{Path(face).stem}"), name)


def checks_of(plane: Plane[Any]) -> Iterator[tuple[str, bool]]:
    tests = ROOT / "tests"
    by_hand = f"test_{plane.name}_*.py"
    found = [path for folder in ("core", "contract") for path in tests.glob(f"{folder}/{by_hand}")]
    yield f"tests/core/{by_hand} or tests/contract/{by_hand}", bool(found)
    if plane.sandbox is not None:
        pattern = f"test_{plane.name}_*_async.py"
        yield f"tests/sandbox/{pattern}", any(tests.glob(f"sandbox/{pattern}"))


ATTRIBUTES = [
    pytest.param(plane, attribute, id=attribute.name)
    for plane in PLANES.values()
    for attribute in (plane.namespace, *plane.shortcuts)
]


@pytest.mark.parametrize("name", PLANES)
class TestEachPlane:
    def test_nothing_is_missing(self, name: str) -> None:
        missing = missing_pieces(PLANES[name])
        assert not missing, f"{name} has no\n  " + "\n  ".join(missing)

    def test_it_goes_by_the_name_of_its_line(self, name: str) -> None:
        assert PLANES[name].name == name
        assert {row.plane for row in PLANES[name].abilities().operations} == {name}

    def test_headers_that_it_shows_hold_no_secret(self, name: str) -> None:
        shown = PLANES[name].shown_headers
        assert not shown & STANDARD_HEADERS
        assert [header for header in shown if header != header.lower() or is_secret_name(header)] == []

    def test_the_sandbox_serves_every_operation(self, name: str, sandbox: Sandbox) -> None:
        operations = {row.id for row in PLANES[name].abilities().operations}
        served = {route.operation_id for plane in sandbox.planes.values() for route in plane.routes()}
        if PLANES[name].sandbox:
            served = {route.operation_id for route in sandbox.planes[name].routes()}
        assert operations <= served


@pytest.mark.parametrize(("plane", "attribute"), ATTRIBUTES)
def test_the_client_has_what_the_plane_names(
    plane: Plane[Any], attribute: ClientAttribute, async_client: AsyncClient
) -> None:
    module, _, kind = attribute.resource.partition(":")
    resource = getattr(import_module(f"jobspan._planes.{plane.name}.{module}"), kind)
    found = getattr(async_client, attribute.name)
    assert type(found) is resource
    assert found._ctx.plane == plane.name
    assert attribute.about.endswith(".")


def test_no_two_planes_claim_a_name() -> None:
    names = [parameter.id for parameter in ATTRIBUTES]
    assert len(set(names)) == len(names) >= 10


class TestMissingPieces:
    def test_they_are_listed_by_name(self) -> None:
        delphix = PLANES["delphix"]
        stranger = Plane(
            name="lathe",
            title="Lathe",
            settings=type("LatheSettings", (delphix.settings,), {"section": "lathe"}),
            connect=delphix.connect,
            abilities=delphix.abilities,
            namespace=ClientAttribute("lathe", "resources.lathe_async:AsyncLathe", "All of it."),
            sandbox="Lathe",
            page="lathe",
        )
        missing = missing_pieces(stranger)
        assert {
            "src/jobspan/_planes/lathe/settings",
            "src/jobspan/_planes/lathe/job_kinds",
            "src/jobspan/testing/sandbox/lathe/handlers",
            "src/jobspan/lathe.py that exports LatheSettings",
            "docs/planes/lathe.md",
            "reference/lathe.md in the nav of mkdocs.yml",
            "tests/core/test_lathe_*.py or tests/contract/test_lathe_*.py",
            "tests/sandbox/test_lathe_*_async.py",
        } <= set(missing)


class TestTheCore:
    NAMES = set(PLANES)
    ACRONYMS = {word for plane in PLANES.values() for word in plane.title.split() if word.isupper()}
    HEADERS = {header for plane in PLANES.values() for header in plane.shown_headers}

    @pytest.mark.parametrize("layer", ["_core", "_io"])
    def test_it_names_no_vendor(self, layer: str) -> None:
        words = re.compile(rf"\b({'|'.join(self.NAMES | self.ACRONYMS | self.HEADERS)})\b", re.IGNORECASE)
        files = [*(PACKAGE / layer).glob("*.py")]
        assert len(files) > 3
        found = [
            f"{file.name}:{number}: {match[0]}"
            for file in files
            for number, line in enumerate(file.read_text().splitlines(), 1)
            for match in words.finditer(line)
        ]
        assert found == []

    def test_the_package_reaches_planes_through_the_registry(self) -> None:
        """What treats planes alike lists none of them by hand."""
        files = [
            *(PACKAGE / "cli").glob("*.py"),
            PACKAGE / "_async" / "client.py",
            PACKAGE / "testing/sandbox/server.py",
        ]
        imports = re.compile(r"jobspan\.(?:_planes|testing\.sandbox)\.(?:" + "|".join(PLANES) + r")\b")
        assert [file.name for file in files if imports.search(file.read_text())] == []


def test_the_registry_knows_no_other_name() -> None:
    assert PLANES.get("lathe") is None
    with pytest.raises(KeyError):
        PLANES["lathe"]
    assert len(PLANES) == len(list(PLANES)) > 4
    assert jobspan.Client().configured() == ()
