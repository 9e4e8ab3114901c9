"""`jobspan mcp` as a program has it: a process of its own, spoken to by the SDK's own client, with the sandbox as the planes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from mcp import Client, MCPError, StdioServerParameters, stdio_client
from mcp_types import CallToolResult

from jobspan.testing import Clock, Sandbox
from jobspan.testing.sandbox.progress import Progress
from tests.cli.conftest import invoke

JOB = "d53812ce-9186-485d-a388-44bc52087ead"
START = {"call": "masking_jobs.execute", "arguments": {"job_id": JOB, "engine_id": "1"}}
CANARY = "mcp-canary-91ce"
READING = ["search_operations", "describe", "read", "jobs", "job", "plan"]

Serve: TypeAlias = Callable[..., Any]


@pytest.fixture
def planes() -> Iterator[Sandbox]:
    with Sandbox(["delphix"], clock=Clock.manual(), progress=Progress.by_seconds(2)) as box:
        yield box


@pytest.fixture
def serve(planes: Sandbox, tmp_path: Path) -> Serve:
    """Start the server; everything it writes besides its answers is in a file."""
    environment = {
        **planes.environment(),
        **{name: str(tmp_path) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")},
        "JOBSPAN_JOURNAL": f"sqlite:///{tmp_path / 'journal.sqlite3'}",
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        "CONNECTOR_PASSWORD": CANARY,
        "OTHER_SECRET": f"{CANARY}-other",
    }

    @asynccontextmanager
    async def served(*options: str) -> AsyncIterator[Client]:
        command = StdioServerParameters(
            command=sys.executable, args=["-m", "jobspan", "mcp", *options], env=environment, cwd=tmp_path
        )
        with (tmp_path / "errors.txt").open("a") as errors:
            async with Client(stdio_client(command, errlog=errors), mode="legacy") as client:
                yield client

    return served


def document(result: CallToolResult) -> dict[str, Any]:
    """What a tool answered; its text says the same."""
    found: dict[str, Any] = result.structured_content
    assert json.loads(result.content[0].text) == found  # type: ignore[union-attr]  # text is all that tools answer
    return found


async def use(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    """The answer of a tool that succeeds."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result
    return document(result)


async def refused(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    """The answer of a tool that does not."""
    result = await client.call_tool(tool, arguments)
    assert result.is_error, result
    return document(result)


async def looked_until(
    client: Client, planes: Sandbox, reference: dict[str, Any], is_so: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    """Let the sandbox's time pass until something is so of the job."""
    for _ in range(20):
        planes.clock.advance(1)
        seen = await use(client, "job", reference=reference)
        if is_so(seen):
            return seen
    raise AssertionError(seen)


def starts(box: Sandbox) -> int:
    return box.requests.count("execute_masking_job", "delphix")


async def test_it_only_reads_unless_told(serve: Serve, planes: Sandbox) -> None:
    async with serve() as client:
        listed = (await client.list_tools()).tools
        assert [tool.name for tool in listed] == READING
        assert all(tool.annotations.read_only_hint for tool in listed)
        plan = await use(client, "plan", **START)
        assert plan["ok"]
        assert "token" not in plan
        assert "--allow-changes" in plan["note"]
        with pytest.raises(MCPError, match="no tool 'apply'"):
            await client.call_tool("apply", {"token": "1", "key": "k", **START})
    assert starts(planes) == 0


async def test_a_change_is_shown_then_made_once(serve: Serve, planes: Sandbox) -> None:
    async with serve("--allow-changes") as client:
        applying = (await client.list_tools()).tools[-1]
        assert applying.name == "apply"
        assert applying.annotations.destructive_hint
        plan = await use(client, "plan", **START)
        assert [each["operation"] for each in plan["requests"]] == ["execute_masking_job"]
        assert starts(planes) == 0
        made = await use(client, "apply", token=plan["token"], key="nightly", **START)
        assert starts(planes) == 1
        used = await refused(client, "apply", token=plan["token"], key="nightly", **START)
        assert used["error"] == "PlanChanged"
        again = await use(client, "plan", **START)
        joined = await use(client, "apply", token=again["token"], key="nightly", **START)
        assert joined["job"] == made["job"]
        assert starts(planes) == 1
        assert (await looked_until(client, planes, made["job"], lambda seen: seen["done"]))["phase"] == "succeeded"


async def test_a_plan_is_for_its_arguments_alone(serve: Serve, planes: Sandbox) -> None:
    async with serve("--allow-changes") as client:
        plan = await use(client, "plan", **START)
        other = {"call": START["call"], "arguments": {"job_id": JOB, "engine_id": "2"}}
        said = await refused(client, "apply", token=plan["token"], key="nightly", **other)
        assert said["text"].startswith("The plan was made of other arguments.")
        elsewhere = {"call": "masking_jobs.delete", "arguments": {"job_id": JOB}}
        said = await refused(client, "apply", token=plan["token"], key="nightly", **elsewhere)
        assert said["error"] == "PlanChanged"
        assert (await refused(client, "apply", token="guessed", key="nightly", **START))["error"] == "PlanChanged"
        assert starts(planes) == 0


async def test_a_job_is_ended_by_a_plan_as_well(serve: Serve, planes: Sandbox) -> None:
    async with serve("--allow-changes") as client:
        plan = await use(client, "plan", **START)
        made = await use(client, "apply", token=plan["token"], key="nightly", **START)
        await looked_until(client, planes, made["job"], lambda seen: seen["value"]["execution"] is not None)
        cancel = {"call": "job.cancel", "arguments": {"reference": made["job"]}}
        plan = await use(client, "plan", **cancel)
        assert planes.requests.count("cancel_execution", "delphix") == 0
        await use(client, "apply", token=plan["token"], key="stop-nightly", **cancel)
        assert (await looked_until(client, planes, made["job"], lambda seen: seen["done"]))["phase"] == "cancelled"


async def test_no_secret_comes_in_or_goes_out(serve: Serve, planes: Sandbox, tmp_path: Path) -> None:
    said: list[str] = []

    def update(password: Any) -> dict[str, Any]:
        return {"call": "connectors.update", "arguments": {"connector_id": "1-DATABASE-1", "password": password}}

    async with serve("--allow-changes", "--secret", "CONNECTOR_PASSWORD") as client:
        for given in (
            CANARY,
            {"env": "OTHER_SECRET"},
            {"env": "JOBSPAN_DELPHIX_API_KEY"},
            "env:OTHER_SECRET",
            "@/etc/hosts",
            "-",
        ):
            answer = await refused(client, "plan", **update(given))
            assert "its name after `--secret` of `jobspan mcp`" in answer["text"]
            said.append(json.dumps(answer))
        change = update({"env": "CONNECTOR_PASSWORD"})
        plan = await use(client, "plan", **change)
        made = await use(client, "apply", token=plan["token"], key="rotation", **change)
        look = await use(client, "read", call="connectors.get", arguments={"id": "1-DATABASE-1"})
        said += map(json.dumps, (plan, made, look, await use(client, "describe", call="connectors.update")))
    assert "***" in json.dumps(plan["requests"])
    assert any(CANARY in str(each.body) for each in planes.requests)
    assert not [text for text in said if CANARY in text]
    kept = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert any(file.name.startswith("journal") for file in kept)
    assert not [file for file in kept if CANARY.encode() in file.read_bytes()]


async def test_what_went_wrong_says_what_to_do_next(serve: Serve) -> None:
    async with serve() as client:
        missing = await refused(client, "read", call="masking_jobs.get", arguments={"id": "no-such-id"})
        assert (missing["error"], missing["plane"], missing["outcome"]) == ("NotFound", "delphix", "error")
        assert missing["page"].startswith("https://")
        assert "Did you mean" in (await refused(client, "describe", call="masking_jobs.exekute"))["text"]
        assert "make a plan" in (await refused(client, "read", **START))["text"]
        assert "JOBSPAN_GROUPID" in (await refused(client, "read", call="groupid.data_sources.list"))["text"]


def test_the_extra_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    monkeypatch.delitem(sys.modules, "jobspan.cli.mcp.server", raising=False)
    result = invoke("mcp")
    assert result.exit_code == 1
    assert "pip install 'jobspan[mcp]'" in result.output
