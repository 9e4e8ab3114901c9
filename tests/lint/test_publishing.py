"""What is published: a recipe that needs what the package needs, links that work elsewhere, and when something goes."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from jobspan._core.deprecation import deprecated
from jobspan._version import __version__

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FORM = re.compile(r"Since \d+\.\d+, goes in \d+\.\d+: .+\.")
"""What a message about something deprecated says."""


def messages(source: str) -> list[str]:
    """The messages of everything that is marked as deprecated."""
    return [
        ast.literal_eval(node.args[0]) if node.args and isinstance(node.args[0], ast.Constant) else "not a literal"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", None)) == "deprecated"
    ]


def test_what_goes_says_since_when_until_when_and_what_instead() -> None:
    assert messages('@deprecated("old")\ndef f(): pass') == ["old"]
    assert FORM.fullmatch("Since 0.4, goes in 0.6: use masking_jobs.copy().")
    for path in (ROOT / "src").rglob("*.py"):
        for message in messages(path.read_text(encoding="utf-8")):
            assert FORM.fullmatch(message), path


def test_what_goes_warns_when_it_is_used() -> None:
    @deprecated("Since 0.4, goes in 0.6: use new().")
    def old() -> int:
        return 1

    with pytest.warns(DeprecationWarning, match="goes in 0.6"):
        assert old() == 1


def test_using_jobspan_itself_warns_of_nothing() -> None:
    program = "import jobspan; jobspan.Client, jobspan.AsyncClient"
    ran = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="the archive itself has no list of its files")
def test_the_source_archive_has_every_file() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    of_itself = {".gitignore", "pyproject.toml", "LICENSE", ""}
    included = set(PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"])
    assert {name.partition("/")[0] for name in listed} - of_itself == included


def test_the_recipe_needs_what_the_package_needs() -> None:
    recipe = (ROOT / "packaging" / "conda" / "recipe.yaml").read_text(encoding="utf-8")
    run = recipe.partition("  run:\n")[2].partition("\n\n")[0]
    wanted = {line.partition(";")[0].strip() for line in PROJECT["project"]["dependencies"] if ";" not in line}
    assert {line.strip("- ").replace(" ", "") for line in run.splitlines()} - {"python>=3.11"} == wanted
    host = {
        line.strip("- ").replace(" ", "")
        for line in recipe.partition("  host:\n")[2].partition("  run:")[0].splitlines()
    }
    assert set(PROJECT["build-system"]["requires"]) <= host
    assert f'version: "{__version__}"' in recipe


def test_links_of_the_readme_work_on_an_index_of_packages() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for rule in PROJECT["tool"]["hatch"]["metadata"]["hooks"]["fancy-pypi-readme"]["substitutions"]:
        text = re.sub(rule["pattern"], rule["replacement"], text)
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert links
    assert [link for link in links if not link.startswith(("https://", "#"))] == []


def test_the_links_of_the_readme_lead_to_pages() -> None:
    for link in re.findall(r"\]\(([^)#:]+\.md)", (ROOT / "README.md").read_text(encoding="utf-8")):
        assert (ROOT / link).is_file(), link


WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PINNED = re.compile(r"uses: [\w.-]+/[\w.-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+$")
"""A tag can be moved to other code, a commit cannot."""


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_a_workflow_may_read_only_and_runs_the_actions_that_were_looked_at(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    more = {name: job["permissions"] for name, job in workflow["jobs"].items() if "permissions" in job}
    assert more == ({"publish": {"id-token": "write"}} if file.name == "release.yml" else {})
    used = [line.strip().removeprefix("- ") for line in text.splitlines() if "uses:" in line]
    assert used
    assert [line for line in used if not PINNED.fullmatch(line)] == []
