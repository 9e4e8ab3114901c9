"""What the page about tools for assistants shows: its session is held with the official client, its ways to start it start it."""

from __future__ import annotations

import json
import re
import shlex
import sys
from pathlib import Path
from typing import Any, Final

import pytest
from mcp import Client, StdioServerParameters, stdio_client

import jobspan
from jobspan.cli.mcp.secrets import Granted
from jobspan.cli.mcp.server import server_of
from jobspan.cli.mcp.toolbox import Toolbox
from jobspan.testing import Clock, Sandbox
from jobspan.testing.sandbox.progress import Progress
from tests.cli.conftest import invoke

PAGE: Final = (Path(__file__).resolve().parents[2] / "docs" / "guide" / "mcp.md").read_text()
BLOCKS: Final = [json.loads(block) for block in re.findall(r"^```json\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)]
SESSION: Final = [(ask, BLOCKS[at + 1]) for at, ask in enumerate(BLOCKS) if "tool" in ask]
STARTS: Final = [block.get("mcpServers", {}).get("jobspan", block)["args"] for block in BLOCKS if "mcp" in str(block)]
ANYTHING: Final = "..."


def shows(shown: Any, answered: Any) -> bool:
    """Whether an answer has what the page shows of it."""
    if isinstance(shown, dict):
        return isinstance(answered, dict) and all(
            name in answered and shows(value, answered[name]) for name, value in shown.items()
        )
    if isinstance(shown, list):
        return len(shown) == len(answered) and all(map(shows, shown, answered))
    return shown in (ANYTHING, answered)


def filled_in(arguments: dict[str, Any], answers: list[dict[str, Any]]) -> dict[str, Any]:
    """Arguments, with what earlier answers gave in the place of what is left out."""
    known = {"token": "token", "reference": "job"}
    return {
        name: next(answer[known[name]] for answer in reversed(answers) if known[name] in answer)
        if value == ANYTHING
        else value
        for name, value in arguments.items()
    }


async def test_the_session(tmp_path: Path) -> None:
    answers: list[dict[str, Any]] = []
    journal = f"sqlite:///{tmp_path / 'journal.sqlite3'}"
    with (
        Sandbox(["delphix"], clock=Clock.manual(), progress=Progress.by_seconds(2)) as sandbox,
        sandbox.client(journal=journal) as client,
    ):
        async with Client(server_of(Toolbox(client, Granted(), allow_changes=True))) as assistant:
            for ask, shown in SESSION:
                result = await assistant.call_tool(ask["tool"], filled_in(ask["arguments"], answers))
                assert not result.is_error, result
                answers.append(result.structured_content or {})
                assert shows(shown, answers[-1]), answers[-1]
        assert sandbox.requests.count("execute_masking_job") == 1
    assert [ask["tool"] for ask, _ in SESSION] == ["read", "plan", "apply", "job"]


@pytest.mark.parametrize("arguments", STARTS, ids=" ".join)
async def test_it_is_started_as_shown(arguments: list[str], tmp_path: Path) -> None:
    profile = tmp_path / "jobspan" / "config.toml"
    profile.parent.mkdir()
    profile.write_text('[qa.delphix]\nurl = "http://dct.invalid"\napi_key = "k"\n')
    profile.chmod(0o600)
    environment = {
        **{name: str(tmp_path) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")},
        "PYTHONPATH": str(Path(jobspan.__file__).parents[1]),
        "CONNECTOR_PASSWORD": "hunter2",
    }
    command = StdioServerParameters(command=sys.executable, args=["-m", "jobspan", *arguments], env=environment)
    with (tmp_path / "errors.txt").open("w") as errors:
        async with Client(stdio_client(command, errlog=errors), mode="legacy") as assistant:
            tools = [tool.name for tool in (await assistant.list_tools()).tools]
    assert ("apply" in tools) == ("--allow-changes" in arguments)
    assert all(f"| `{tool}` |" in PAGE for tool in tools)


def test_its_command_prints_what_is_shown() -> None:
    [(command, printed)] = re.findall(
        r"^```console\n\$ jobspan (.*?)\n(.*?)\n\.\.\.\n```$", PAGE, re.DOTALL | re.MULTILINE
    )
    assert invoke(*shlex.split(command)).stdout.startswith(printed)
