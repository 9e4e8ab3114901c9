"""``jobspan mcp``: the tools, on standard input and output."""

import click

from jobspan._core.extras import from_extra
from jobspan.cli.connection import client_of
from jobspan.cli.help import REPEATABLE, command, option


@command("mcp")
@option("--allow-changes", is_flag=True, help="Offer `apply`: do what a plan has shown. Otherwise nothing is changed.")
@option(
    "--secret",
    "variables",
    multiple=True,
    metavar="NAME",
    help=f"An environment variable whose secret tool calls may name, never see. {REPEATABLE}",
)
@click.pass_context
def mcp(context: click.Context, allow_changes: bool, variables: tuple[str, ...]) -> None:
    """Serve the calls as tools for assistants (MCP).

    That is the Model Context Protocol, on standard input and output. Programs start this command by themselves. It
    only reads, unless --allow-changes is given; then a change is planned first, and made under a key. Settings come
    from the environment or the profile, never from tool calls.
    """
    with from_extra("mcp", "jobspan mcp"):
        from jobspan.cli.mcp.server import serve
    from jobspan.cli.mcp.secrets import Granted
    from jobspan.cli.mcp.toolbox import Toolbox

    with client_of(context) as client:
        serve(Toolbox(client, Granted(frozenset(variables)), allow_changes=allow_changes))
