"""The command line: each command is imported when it is used."""

from collections.abc import Mapping
from importlib import import_module
from typing import Final

import click

from jobspan._version import __version__
from jobspan.cli.help import Group, Option, write_section
from jobspan.cli.texts import ProfileName

SECTIONS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "Begin": {
        "demo": ("sandbox_commands:demo", "Promote a masking job on a sandbox: first sync, then async."),
        "sandbox": ("sandbox_commands:sandbox", "Serve the planes on this machine, and print settings to paste."),
        "configure": ("configure:configure", "Ask for the settings of a plane, try them, and keep them."),
        "settings": ("settings:settings", "What is set, and where each value comes from."),
        "doctor": ("doctor:doctor", "What is installed and configured, and whether each plane answers."),
    },
    "Look": {
        "jobs": ("jobs:jobs", "The newest jobs of every configured plane."),
        "list": ("run:list_rows", "List what there is of a resource."),
        "get": ("run:get", "Read one thing by its id."),
        "logs": ("logs:logs", "What a job reports: its log, events and steps."),
        "operations": ("operations:operations", "Every operation jobspan makes, with its retry class and rules."),
    },
    "Act": {
        "run": ("run:run", "Make any call: plan it, make it once, wait for its job."),
        "wait": ("jobs:wait", "Wait for a job that was started elsewhere."),
        "cancel": ("jobs:cancel", "Ask a plane to stop a job."),
        "fleet": ("fleet:fleet", "See fleets, many changes as one thing, and go on with them."),
        "journal": ("journal:journal", "See and settle calls that were made under a key."),
    },
    "For other programs": {
        "completion": ("completion:completion", "Print the completion of a shell."),
        "mcp": ("mcp.command:mcp", "Serve the calls as tools for assistants (MCP)."),
    },
}
"""Where each command is, and what is said of it. A command more is a line more."""

COMMANDS: Final = {name: each for section in SECTIONS.values() for name, each in section.items()}
_LONGEST: Final = max(map(len, COMMANDS))

_EXAMPLES: Final = (
    "jobspan doctor",
    "jobspan jobs --watch",
    "jobspan list masking_jobs --filter name~finance --columns id,name",
    "jobspan run masking_jobs.execute ID --engine-id 2 --plan",
    "jobspan run masking_jobs.execute ID --engine-id 2 --wait",
)

ENDINGS: Final = (
    ("0", "Done."),
    ("1", "An error: settings are missing, a plane or a rule refused, a plane could not be reached."),
    ("2", "Wrong usage; nothing was changed."),
    ("3", "A job ended and not in success, or an item of a batch was not accepted."),
    ("4", "The wait is over, the job is not."),
    ("5", "It is unknown whether the plane acted: look before you try again."),
    ("130", "Interrupted (Ctrl-C); jobs that were started go on."),
    ("141", "Nobody reads the output any more; jobs that were started go on."),
    ("143", "Terminated (SIGTERM); a fleet says how to go on."),
)


class Commands(Group):
    """The commands of the table. Their errors end with the exit codes of :mod:`jobspan.cli.exits`."""

    def about(self, ctx: click.Context) -> dict[str, str]:
        return {name: about for name, (_, about) in COMMANDS.items()}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(f"jobspan.cli.{module}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, section in SECTIONS.items():
            write_section(formatter, title, [(f"{name:{_LONGEST}}", about) for name, (_, about) in section.items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Examples"):
            formatter.write_text("\b\n" + "\n".join(_EXAMPLES))
        write_section(formatter, "Exit codes", ENDINGS)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS:
            from jobspan._core.similar import similar
            from jobspan.cli.habits import command_meant

            if meant := command_meant(args[0]):
                ctx.fail(f"There is no command {args[0]!r}. {meant}")
            if close := similar(args[0], COMMANDS, 1):
                ctx.fail(f"There is no command {args[0]!r}. Did you mean {close[0]}?")
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
@click.option(
    "--profile",
    cls=Option,
    type=ProfileName(),
    envvar="JOBSPAN_PROFILE",
    help="Take the settings of this profile first.",
)
@click.pass_context
def jobspan(context: click.Context, profile: str | None) -> None:
    """Run, watch and safely change data jobs on five control planes.

    Settings come from JOBSPAN_<PLANE>_<SETTING> variables, then from the default profile of the configuration file;
    `jobspan doctor` shows what was found. `jobspan COMMAND --help` says what a command takes.
    """
    context.obj = profile
