"""Every check there is, each in one place. `nox` runs them all; `nox -s tests -- -k name` passes arguments on to pytest.

Environments are kept and used again. What only reads the source is a session of its own (style, spelling, generated files,
types); layers, tables and what users' type checkers see are tests, because they say more there.

Sessions tagged `tests` keep every core busy; those tagged `beside-tests` one, so that both can run side by side. The rest is run
on demand.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nox

nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
nox.options.tags = ["tests", "beside-tests"]
os.environ.setdefault("UV_PYTHON_DOWNLOADS", "never")

SUPPORTED = ("3.11", "3.12", "3.13", "3.14")
CHECKED = ("src", "tests", "tools", "examples", "bench", "noxfile.py")
CORE = ("tests/core", "tests/contract", "tests/hostile")
"""The tests that say whether jobspan works with other versions of Python, or of what it needs."""
SOURCE = ("tests/lint", "tests/typing", "tests/docs", "tests/samples")
"""The tests that read the source and the documentation: any Python says the same of them."""


def interpreters() -> list[str]:
    """Each supported Python of this machine: on the path, or among those that pyenv keeps."""
    found = []
    pyenv = Path(os.environ.get("PYENV_ROOT") or shutil.which("pyenv") or Path.home() / ".pyenv" / "bin" / "pyenv")
    versions = (pyenv if pyenv.is_dir() else pyenv.parent.parent) / "versions"
    for version in SUPPORTED:
        kept = sorted(versions.glob(f"{version}.*/bin/python"), reverse=True)
        candidates = [shutil.which(f"python{version}"), *map(str, kept)]
        if sys.version.startswith(f"{version}."):
            candidates.insert(0, sys.executable)
        found += [path for path in candidates if path and _runs(path, version)][:1]
    return found


def _runs(path: str, version: str) -> bool:
    ask = [path, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    return subprocess.run(ask, capture_output=True, text=True).stdout.strip() == version


def install(session: nox.Session, *groups: str) -> None:
    session.install("-e", ".[all]", *(part for group in groups for part in ("--group", group)))


@nox.session(tags=["beside-tests"])
def lint(session: nox.Session) -> None:
    """Style and spelling."""
    session.install("--group", "lint")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("codespell")


@nox.session(tags=["beside-tests"])
def codegen(session: nox.Session) -> None:
    """Generated files are what their sources give; the public surface is the recorded one."""
    session.install("-e", ".[cli]", "--group", "codegen")
    session.run("python", "tools/planes.py", "--check")
    session.run("python", "tools/unasync.py", "--check")
    session.run("python", "tools/surface.py", "--check")


@nox.session(tags=["beside-tests"])
def mypy(session: nox.Session) -> None:
    """mypy --strict on everything, the promised types of tests/typing among it."""
    install(session, "types", "test")
    session.run("mypy", *[path for path in CHECKED if Path(path).exists()])


PYTHONS = interpreters()


OLDEST, NEWEST = PYTHONS[0], PYTHONS[-1]


def run_tests(session: nox.Session, *options: str) -> None:
    session.run("pytest", "-n", "auto", "--dist", "worksteal", *options, *session.posargs)


@nox.session(python=list(dict.fromkeys((OLDEST, NEWEST))), tags=["tests"])
def tests(session: nox.Session) -> None:
    """Every test once, between the oldest and the newest Python of this machine; the core of the suite on both."""
    install(session, "test")
    if session.python == OLDEST == NEWEST:
        run_tests(session)
    elif session.python == OLDEST:
        run_tests(session, *CORE, *SOURCE)
    else:
        run_tests(session, "-m", "not exhaustive", *(f"--ignore={folder}" for folder in SOURCE))


@nox.session(python=PYTHONS)
def whole(session: nox.Session) -> None:
    """On demand, and before each release: every test on every Python of this machine. Half an hour."""
    install(session, "test")
    run_tests(session)


@nox.session(name="min-deps", python=PYTHONS[1:-1] or PYTHONS[:1], tags=["tests"])
def min_deps(session: nox.Session) -> None:
    """The core of the suite with the oldest versions of what jobspan needs, on the Pythons between oldest and newest."""
    oldest = [line.replace(">=", "==") for line in nox.project.load_toml("pyproject.toml")["project"]["dependencies"]]
    install(session, "test")
    session.install(*oldest)
    run_tests(session, "-q", "-m", "not exhaustive", *CORE)


@nox.session
def faults(session: nox.Session) -> None:
    """On demand: every changing operation meets every fault of the way to the plane; writes docs/faults.md. Some minutes."""
    install(session, "test")
    session.run("python", "-m", "tests.faults", "--page", "docs/faults.md", *session.posargs)


@nox.session
def crashes(session: nox.Session) -> None:
    """On demand: every keyed call is killed at every moment and made again; writes docs/crashes.md. Half an hour."""
    install(session, "test")
    session.run("python", "-m", "tests.crashes", "--page", "docs/crashes.md", *session.posargs)


@nox.session
def weather(session: nox.Session) -> None:
    """On demand: every journey goes through every kind of weather; writes docs/weather.md. Half an hour."""
    install(session, "test")
    session.run("python", "-m", "tests.weather", "--page", "docs/weather.md", *session.posargs)


AIRFLOW = {"3.2.0": "2026-04-10", "3.3.2": "2026-09-20"}
"""The versions of Airflow that are tested, each with the packages of its day: those that it was released with."""


OF_AIRFLOW = next((path for path in PYTHONS if _runs(path, "3.12")), None)
"""The Python that Airflow is tested on."""


def run_on_airflow(session: nox.Session, version: str, *options: str) -> None:
    if OF_AIRFLOW is None:
        session.skip("The provider is tested on Python 3.12, and there is none on this machine")
    of_its_day = ("--exclude-newer", AIRFLOW[version])
    tools = ("pytest>=8.3", "pytest-asyncio>=0.25", "pytest-timeout>=2.3", "psutil", "watchfiles")
    session.install(*of_its_day, f"apache-airflow=={version}", *tools, "-e", ".[sandbox,journal]")
    session.run("python", "-m", "pytest", "--timeout=3600", *options, "tests/on_airflow", *session.posargs)


@nox.session(name="airflow-sample", python=[OF_AIRFLOW or PYTHONS[0]], venv_backend="uv", tags=["beside-tests"])
def airflow_sample(session: nox.Session) -> None:
    """The provider on the newest Airflow: forms, tasks, the guide, and two kills. Some minutes."""
    run_on_airflow(session, list(AIRFLOW)[-1], "-m", "not exhaustive")


@nox.session(python=[OF_AIRFLOW or PYTHONS[0]], venv_backend="uv")
@nox.parametrize("version", list(AIRFLOW))
def airflow(session: nox.Session, version: str) -> None:
    """On demand: all tests of the provider on a real Airflow, whose processes are killed. Twenty minutes a version."""
    run_on_airflow(session, version)


@nox.session
def dask(session: nox.Session) -> None:
    """On demand: fleets on a cluster of processes, of which one is killed, and the guide's program. A minute."""
    install(session, "test", "dask")
    session.run("pytest", "tests/fleet/test_dask.py", "tests/docs/test_processes.py", *session.posargs)


@nox.session(python=PYTHONS[0])
def ray(session: nox.Session) -> None:
    """On demand: calls in tasks of Ray, whose worker is killed, and the guide's program. A minute."""
    install(session, "test", "ray")
    session.run("pytest", "tests/fleet/test_ray.py", "tests/docs/test_processes.py", *session.posargs)


@nox.session(python=PYTHONS[0])
def engines(session: nox.Session) -> None:
    """On demand: the recipes for Prefect and Dagster, whose processes are killed and whose runs are cancelled. Some minutes."""
    session.install("-e", ".[sandbox,journal]", "--group", "engines")
    session.run("python", "-m", "pytest", "tests/engines", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """On demand: jobspan beside httpx and the vendors' clients; writes bench/README.md and bench.json. Some minutes."""
    install(session, "test")
    session.install("orjson")
    session.run("python", "-m", "bench", "--page", "bench/README.md", "--json", "bench.json", *session.posargs)


@nox.session(tags=["beside-tests"])
def docs(session: nox.Session) -> None:
    """The documentation, its notebooks executed, every link checked. (`--quiet` would keep warnings from `--strict` as well.)"""
    install(session, "docs")
    shutil.rmtree(".cache/mkdocs-jupyter", ignore_errors=True)  # what notebooks showed with the code of another day
    session.run("mkdocs", "build", "--strict", env={"NO_MKDOCS_2_WARNING": "1"})


@nox.session(reuse_venv=False, tags=["beside-tests"])
def build(session: nox.Session) -> None:
    """A wheel and a source archive, and the wheel in an empty environment."""
    session.install("build", "twine")
    shutil.rmtree("dist", ignore_errors=True)
    session.run("python", "-m", "build", "--outdir", "dist", silent=True)
    session.run("twine", "check", "--strict", "dist/*")
    wheel = next(Path("dist").glob("*.whl"))
    session.install(f"{wheel}[cli]")
    session.run("python", "-c", "import jobspan; jobspan.Client, jobspan.AsyncClient", env={"PYTHONPATH": ""})
    session.run("jobspan", "demo", silent=True)
    from_source(session)


def from_source(session: nox.Session) -> None:
    """The source archive builds itself, and its tests pass where nothing else is."""
    archive, folder = next(Path("dist").glob("*.tar.gz")), Path(session.create_tmp())
    shutil.rmtree(folder, ignore_errors=True)
    shutil.unpack_archive(archive, folder, filter="data")
    session.chdir(next(folder.iterdir()))
    session.install(".[all]", "--group", "test")
    session.run("pytest", "-q", "-n", "auto", "tests/contract")


@nox.session
def audit(session: nox.Session) -> None:
    """On demand: known vulnerabilities of what a full installation brings, and its bill of materials in dist/sbom.json."""
    session.install(".[all]")
    session.install("--group", "audit")
    python = str(Path(session.bin) / "python")
    session.run("pip-audit", "--strict", "--local", "--skip-editable", "--progress-spinner", "off")
    Path("dist").mkdir(exist_ok=True)
    session.run("cyclonedx-py", "environment", "--pyproject", "pyproject.toml", "-o", "dist/sbom.json", python)
