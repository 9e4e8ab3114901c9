"""The command line: each command is imported when it is used."""

from collections.abc import Mapping
from importlib import import_module
from typing import Final

import click

from jobspan._version import __version__
from jobspan.cli.texts import Name

COMMANDS: Final[Mapping[str, tuple[str, str]]] = {
    "demo": ("sandbox_commands:demo", "Start the sandbox and promote a masking job on it: first sync, then async."),
    "sandbox": (
        "sandbox_commands:sandbox",
        "Serve the planes on loopback until interrupted, and print settings to paste.",
    ),
    "doctor": ("doctor:doctor", "What is installed and configured, and whether each plane answers."),
    "configure": (
        "configure:configure",
        "Ask for the settings of a plane, try them, and write them to a profile.",
    ),
    "settings": ("settings:settings", "What is set, and where each value comes from."),
    "run": ("run:run", "Make a call: `jobspan run masking_jobs.execute ID --engine-id 2 --wait`."),
    "get": ("run:get", "Read one thing by its id: `jobspan get masking_jobs ID`."),
    "list": (
        "run:list_rows",
        "List what there is: `jobspan list masking_jobs --filter status=FAILED --columns id,name --csv`.",
    ),
    "jobs": ("jobs:jobs", "The newest jobs of every configured plane."),
    "wait": ("jobs:wait", "Wait for a job that was started elsewhere."),
    "logs": ("logs:logs", "What a job reports: its log, events and steps, as far as the plane gives them."),
    "cancel": ("jobs:cancel", "Ask a plane to stop a job."),
    "fleet": ("fleet:fleet", "See fleets, many changes as one thing, and go on with them."),
    "journal": ("journal:journal", "See and settle calls that were made under a key."),
    "mcp": (
        "mcp.command:mcp",
        "Serve the calls as tools for assistants: the Model Context Protocol on standard input and output.",
    ),
    "completion": ("completion:completion", "Print the completion of a shell: commands, calls, resources and options."),
    "operations": (
        "operations:operations",
        "Every operation jobspan makes, with its retry class, rules and public method.",
    ),
}
"""Where each command is, and the first line of its help. A command more is a line more."""


class Commands(click.Group):
    """The commands of the table. Their errors end with the exit codes of :mod:`jobspan.cli.exits`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(f"jobspan.cli.{module}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS:
            from jobspan.cli.habits import command_meant

            if meant := command_meant(args[0]):
                ctx.fail(f"There is no command {args[0]!r}. {meant}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        from jobspan.cli.exits import reported

        with reported(ctx):
            try:
                return super().invoke(ctx)
            except click.NoSuchOption as unknown:
                from jobspan.cli.habits import option_meant

                if not (meant := option_meant(unknown)):
                    raise
                raise click.UsageError(f"{unknown.message} {meant}", unknown.ctx) from None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option("--profile", type=Name(), envvar="JOBSPAN_PROFILE", help="Take the settings of this profile first.")
@click.pass_context
def jobspan(context: click.Context, profile: str | None) -> None:
    """Run, watch and safely change data jobs on five control planes.

    Settings come from JOBSPAN_<PLANE>_<SETTING> variables, then from the default profile of the configuration file;
    `jobspan doctor` shows what was found.

    Exit codes: 0 done, 1 error, 2 wrong usage (nothing was sent), 3 a job failed, 4 timeout, 5 unknown whether the
    plane acted, 130 interrupted (jobs go on), 141 nobody reads the output any more.
    """
    context.obj = profile
