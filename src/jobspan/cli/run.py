"""``jobspan run``, ``get`` and ``list``: a command for each call. The calls are imported when they are made."""

from collections.abc import Sequence

import click

from jobspan.cli.habits import call_meant
from jobspan.cli.help import Command, Group, write_section
from jobspan.cli.table import TABLE


class CallGroup(Group):
    """A command for each call."""

    noun = "call"

    def names(self) -> list[str]:
        """What there is a command for."""
        return [*TABLE.every]

    def call_of(self, name: str) -> str:
        """The call that a command stands for."""
        return name

    def about(self, ctx: click.Context) -> dict[str, str]:
        return {name: TABLE.every[self.call_of(name)].about for name in self.names()}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return self.names()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from jobspan.cli.calls import find
        from jobspan.cli.making import command_that_makes

        call = find(self.call_of(cmd_name))
        return None if call is None else command_that_makes(call, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from jobspan.cli.calls import method_named

        if method_named(self.call_of(args[0])) is None:
            close = TABLE.close_to(args[0], self.names())
            meant = f"Did you mean {' or '.join(close)}? " if close else ""
            known = call_meant(args[0], args[1:], self.names())
            where = f"{meant}`{ctx.command_path} --help` lists what there is."
            ctx.fail(f"There is no {self.noun} {args[0]!r}. {known or where}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for plane, names in self._by_plane().items():
            with formatter.section(plane):
                self.write_names(formatter, names)

    def _by_plane(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self.names():
            found.setdefault(TABLE.every[self.call_of(name)].planes[0], []).append(name)
        return found

    def write_names(self, formatter: click.HelpFormatter, names: Sequence[str]) -> None:
        """Those of one plane: resources, and the calls that each has."""
        of_resource: dict[str, list[str]] = {}
        for name in names:
            resource, _, method = name.rpartition(".")
            of_resource.setdefault(resource, []).append(method)
        formatter.write_dl(
            [(resource, ", ".join(methods)) for resource, methods in of_resource.items()], col_max=formatter.width // 2
        )


class AnyCall(CallGroup):
    """``jobspan run``: in place of a call, a resource stands for its calls, which are listed."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return ResourceCommand(cmd_name) if TABLE.within(cmd_name) else super().get_command(ctx, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if TABLE.within(args[0]):
            return args[0], self.get_command(ctx, args[0]), args[1:]
        return super().resolve_command(ctx, args)


class ResourceCommand(Command):
    """Lists the calls of a resource, with a sentence for each."""

    def __init__(self, resource: str) -> None:
        super().__init__(
            resource,
            callback=self._list,
            params=[click.Argument(["rest"], nargs=-1, type=click.UNPROCESSED)],
            help=f"The calls of {resource}: `jobspan run {resource}.CALL --help` says what one takes.",
            options_metavar="",
        )

    def _list(self, rest: Sequence[str]) -> None:
        context = click.get_current_context()
        if rest:
            meant = call_meant(str(self.name), [*rest], [*TABLE.every])
            context.fail(f"There is no call {self.name!r}. {meant}")
        click.echo(context.get_help())

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return []

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        calls = [(name, TABLE.every[name].about) for name in TABLE.within(str(self.name))]
        write_section(formatter, "Calls", calls, widest=formatter.width // 2)


class MethodGroup(CallGroup):
    """A command for each resource that has a method of the group's name."""

    noun = "resource"

    def names(self) -> list[str]:
        return TABLE.resources(str(self.name))

    def call_of(self, name: str) -> str:
        return f"{name}.{self.name}"

    def write_names(self, formatter: click.HelpFormatter, names: Sequence[str]) -> None:
        formatter.write_text("\b\n" + "\n".join(names))


@click.group(cls=AnyCall, name="run", subcommand_metavar="CALL [ARGUMENTS]...")
def run() -> None:
    """Make any call: plan it, make it once, wait for its job.

    CALL is the dotted name of a method: RESOURCE.METHOD of the table below. `jobspan run RESOURCE` says in a sentence
    what each of its calls does, `jobspan run CALL --help` what one takes. What changes something can be looked at
    first (--plan), and made once under a key (--once KEY).

    \b
    Examples:
      jobspan run masking_jobs.execute ID --engine-id 2 --plan
      jobspan run masking_jobs.execute ID --engine-id 2 --once nightly-2026-11-26 --wait
      jobspan run migration_jobs.status ID ID ID --json
    """


@click.group(cls=MethodGroup, name="get", subcommand_metavar="RESOURCE ID")
def get() -> None:
    """Read one thing by its id.

    \b
    Examples:
      jobspan get masking_jobs ID
      jobspan get migration_jobs ID --json
    """


@click.group(cls=MethodGroup, name="list", subcommand_metavar="RESOURCE [OPTIONS]...")
def list_rows() -> None:
    """List what there is of a resource.

    \b
    Examples:
      jobspan list masking_jobs --filter last_execution_status=FAILED --columns id,name
      jobspan list dsc.scan_jobs --filter 'created_at>=2026-01-01' --csv > scans.csv
    """
