"""The tools behind the official SDK of the Model Context Protocol, on standard input and output."""

import json
import logging
from typing import Any, Final

import anyio
from anyio.to_thread import run_sync
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool as ListedTool,
    ToolAnnotations,
)

from jobspan._version import __version__
from jobspan.cli.mcp.toolbox import INSTRUCTIONS, Answer, Tool, Toolbox

_LOG: Final = logging.getLogger("jobspan.mcp")
_BROKEN: Final = Answer(
    {"error": "InternalError", "text": "jobspan failed; the log of the server says how.", "outcome": "error"},
    failed=True,
)


def serve(toolbox: Toolbox) -> None:
    """Serve until standard input ends."""
    anyio.run(_serve, toolbox)


async def _serve(toolbox: Toolbox) -> None:
    server = server_of(toolbox)
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


def server_of(toolbox: Toolbox) -> Server[dict[str, Any]]:
    """The server, without a transport. A tool runs in a thread, so that a slow plane holds nothing else up."""

    async def list_tools(
        context: ServerRequestContext[dict[str, Any]], params: PaginatedRequestParams | None
    ) -> ListToolsResult:
        return ListToolsResult(tools=[_listed(tool) for tool in toolbox.tools])

    async def call_tool(context: ServerRequestContext[dict[str, Any]], params: CallToolRequestParams) -> CallToolResult:
        tool = next((each for each in toolbox.tools if each.name == params.name), None)
        if tool is None:
            raise MCPError(INVALID_PARAMS, f"There is no tool {params.name!r}.")
        return _result(await run_sync(_used, toolbox, tool, params.arguments or {}))

    return Server(
        "jobspan",
        version=__version__,
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _used(toolbox: Toolbox, tool: Tool, given: dict[str, Any]) -> Answer:
    try:
        return toolbox.use(tool, given)
    except Exception as bug:
        _LOG.error("The tool %s failed with %s", tool.name, type(bug).__name__, exc_info=bug)
        return _BROKEN


def _listed(tool: Tool) -> ListedTool:
    hints = ToolAnnotations(read_only_hint=not tool.changes, destructive_hint=tool.changes, open_world_hint=True)
    return ListedTool(name=tool.name, description=tool.about, input_schema=tool.schema, annotations=hints)


def _result(answer: Answer) -> CallToolResult:
    text = json.dumps(answer.document, ensure_ascii=False)
    return CallToolResult(
        content=[TextContent(type="text", text=text)], structured_content=answer.document, is_error=answer.failed
    )
