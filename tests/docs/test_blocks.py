"""Every Python block of the README and the documentation runs as it stands, in order, against a sandbox."""

import ast
import asyncio
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import jobspan
from jobspan._io.clock import SystemClock
from jobspan.testing.sandbox.client_clock import ClientClock
from jobspan.testing.sandbox.clock import Clock
from jobspan.testing.sandbox.progress import Progress
from jobspan.testing.sandbox.server import Sandbox

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```python\n(.*?)^```$(?:\n\n```text\n(.*?)^```$)?", re.DOTALL | re.MULTILINE)
"""Python, and what it prints, where the page shows that."""
ANY_PYTHON = re.compile(r"^```(?:python|py)\b[^\n]*\n(.*?)^```$", re.DOTALL | re.MULTILINE)
WIDEST = 100
"""So many columns show without scrolling, beside the navigation of the site and in the README of a package index."""
FOR_CONTRIBUTORS = ("adding-a-plane", "architecture")
"""Pages whose code is that of the project, as wide as there."""
HOST = re.compile(r"https?://[^/\s]+")


class PageClock(ClientClock):
    """The sandbox's time on a page; a client that is pickled there takes the system's along."""

    def __reduce__(self) -> Any:
        return (SystemClock, ())


def blocks(page: Path) -> list[tuple[int, str, str | None]]:
    text = page.read_text()
    return [(text[: match.start(1)].count("\n"), match[1], match[2]) for match in BLOCK.finditer(text)]


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.stem not in FOR_CONTRIBUTORS], ids=lambda page: page.stem
)
def test_code_is_not_cut(page: Path) -> None:
    lines = [line for block in ANY_PYTHON.findall(page.read_text()) for line in block.splitlines()]
    assert [line for line in lines if len(line) > WIDEST] == []


def printed(text: str) -> list[str]:
    return [HOST.sub("HOST", line.rstrip()) for line in text.splitlines()]


def is_shown_by(page: list[str], shown: list[str]) -> bool:
    """Whether a page shows what was printed; a line of three dots stands for any lines."""
    if "..." not in page:
        return page == shown
    at = page.index("...")
    rest = page[at + 1 :]
    return page[:at] == shown[:at] and any(is_shown_by(rest, shown[left:]) for left in range(at, len(shown) + 1))


@pytest.fixture
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Sandbox]:
    with Sandbox(clock=Clock.manual(), progress=Progress.by_seconds(2)) as sandbox:
        for name, value in sandbox.environment().items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("JOBSPAN_JOURNAL", f"sqlite:///{tmp_path / 'journal.sqlite3'}")
        monkeypatch.setenv("NEW_ACCOUNTS_PASSWORD", "First-login-1")
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
        made: list[jobspan.Client] = []
        set_up = jobspan.Client._set_up

        def remember(client: jobspan.Client, **about: Any) -> None:
            made.append(client)
            set_up(client, **about)

        monkeypatch.setattr(jobspan.Client, "_set_up", remember)
        for half in ("_async", "_sync"):
            monkeypatch.setattr(f"jobspan.{half}.client.SystemClock", lambda: PageClock(sandbox))
        monkeypatch.chdir(tmp_path)
        yield sandbox
        for client in made:
            client.close()


@pytest.fixture
def two_servers(surroundings: Sandbox, tmp_path: Path) -> Iterator[Sandbox]:
    """The profiles "test" and "production": two servers of Directory Manager. The second has no jobs, and other ids and names."""
    with Sandbox(["groupid"], clock=Clock.manual()) as production:
        state = production.groupid
        state.jobs.clear()
        state.collections.clear()
        workbook = state.data_sources.pop(4)
        state.data_sources[44] = workbook | {"id": 44, "name": "HR workbook"}
        state.sheets[44] = state.sheets[4]
        profiles = {"test": surroundings.environment(), "production": production.environment()}
        file = tmp_path / "config" / "jobspan" / "config.toml"
        file.parent.mkdir(parents=True)
        file.write_text("".join(profile(name, variables) for name, variables in profiles.items()))
        file.chmod(0o600)
        yield production


def profile(name: str, variables: dict[str, str]) -> str:
    prefix = "JOBSPAN_GROUPID_"
    settings = {key.removeprefix(prefix).lower(): value for key, value in variables.items() if key.startswith(prefix)}
    return f"[{name}.groupid]\n" + "".join(f"{key} = {value!r}\n" for key, value in settings.items()) + "\n"


@pytest.mark.usefixtures("two_servers")
@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page)], ids=lambda page: page.stem)
def test_page_runs(
    page: Path, surroundings: Sandbox, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    namespace: dict[str, object] = {"__name__": f"docs.{page.stem}"}
    for line, source, output in blocks(page):
        tree = compile("\n" * line + source, str(page), "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        if tree.co_flags & inspect.CO_COROUTINE:
            asyncio.run(eval(tree, namespace))
        else:
            exec(tree, namespace)
        shown = capsys.readouterr().out
        assert output is None or is_shown_by(printed(output), printed(shown)), shown
    assert [record.getMessage() for record in caplog.records if "hook failed" in record.getMessage()] == []
