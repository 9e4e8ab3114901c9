"""The commands, each a few lines over the library.

A shell asks for completions with each TAB, so what a command needs is imported when it runs.
"""

import json
import sys
from collections.abc import Callable
from functools import cache, wraps
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from jobspan import __version__
from jobspan._planes.registry import PLANES

if TYPE_CHECKING:
    from rich.console import Console

    from jobspan import Client, Policy
    from jobspan.testing.sandbox.weather import Weather

P = ParamSpec("P")
R = TypeVar("R")


@cache
def console(*, errors: bool = False) -> "Console":
    """Where results go, or errors."""
    from rich.console import Console

    return Console(stderr=errors)


def report_errors(command: Callable[P, R]) -> Callable[P, R]:
    """Print a jobspan error and exit with status 1."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        from jobspan.errors import JobspanError

        try:
            return command(*args, **kwargs)
        except JobspanError as error:
            console(errors=True).print(f"{type(error).__name__}: {error}", style="red", markup=False, highlight=False)
            sys.exit(1)

    return run


class Commands(click.Group):
    """Has some commands in modules of their own, which are imported when they are asked for."""

    ELSEWHERE = {
        "fleet": ("jobspan.cli.fleet", "See fleets, and go on with them."),
        "journal": ("jobspan.cli.journal", "See and settle calls that were made under a key."),
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *self.ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self.ELSEWHERE:
            module, _ = self.ELSEWHERE[cmd_name]
            command: click.Command = getattr(import_module(module), cmd_name)
            return command
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """As click does, without importing what is elsewhere for its first line."""
        about = {name: text for name, (_, text) in self.ELSEWHERE.items()}
        about |= {name: command.get_short_help_str(limit=100) for name, command in self.commands.items()}
        with formatter.section("Commands"):
            formatter.write_dl(sorted(about.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option("--profile", envvar="JOBSPAN_PROFILE", help="Take the settings of this profile first.")
@click.pass_context
def jobspan(context: click.Context, profile: str | None) -> None:
    """Run, watch and safely change data jobs on five control planes.

    Settings come from JOBSPAN_<PLANE>_<SETTING> variables, then from the default profile of the configuration file;
    `jobspan doctor` shows what was found.
    """
    context.obj = profile


def client_of(profile: str | None, policy: "Policy | None" = None) -> "Client":
    """The client that the settings lead to."""
    from jobspan import Client

    return Client.from_profile(profile, policy=policy) if profile else Client.from_env(policy=policy)


def in_weather(command: Callable[..., None]) -> Callable[..., None]:
    """Options that say how unkind the sandbox is."""
    kinds = click.option(
        "--weather",
        default="clear",
        show_default=True,
        help="How unkind the planes are: clear, foul (all of it, now and then), or kinds, as in lag,shuffled.",
    )
    seed = click.option("--weather-seed", type=int, default=0, help="What decides when the weather strikes.")
    return kinds(seed(command))


def weather_of(kinds: str, seed: int) -> "Weather":
    """The weather that was asked for."""
    from jobspan.testing.sandbox.weather import Weather

    try:
        return Weather.named(kinds, seed)
    except ValueError as unknown:
        raise click.UsageError(str(unknown)) from unknown


@jobspan.command()
@click.option("--real-time", is_flag=True, help="Let the sandbox run at the speed of a clock, with progress bars.")
@in_weather
@report_errors
def demo(real_time: bool, weather: str, weather_seed: int) -> None:
    """Start the sandbox and promote a masking job on it: first sync, then async."""
    from jobspan.cli.demo import run

    sys.exit(run(console(), real_time=real_time, weather=weather_of(weather, weather_seed)))


@jobspan.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8470,
    show_default=True,
    help="The first port; each plane has the next one. 0: any free ones.",
)
@click.option("--plane", "planes", multiple=True, help="Only this plane (may be given several times).")
@click.option("--speed", default=1.0, show_default=True, help="How fast the sandbox's time runs.")
@click.option("--step", default=2.0, show_default=True, help="Seconds between the states of a job.")
@click.option("--tls", is_flag=True, help="HTTPS with a self-signed certificate.")
@in_weather
@report_errors
def sandbox(
    port: int, planes: tuple[str, ...], speed: float, step: float, tls: bool, weather: str, weather_seed: int
) -> None:
    """Serve the planes on loopback until interrupted, and print settings to paste."""
    from jobspan.cli.serve import serve

    forecast = weather_of(weather, weather_seed)
    serve(port=port, planes=planes or None, speed=speed, step=step, tls=tls, weather=forecast)


@jobspan.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON, for tools.")
@click.option("--plane", type=click.Choice(list(PLANES)), help="Only this plane.")
def operations(as_json: bool, plane: str | None) -> None:
    """Every operation jobspan makes, with its retry class, rules and public method."""
    from jobspan.cli.operations import rows

    found = rows(plane)
    if as_json:
        click.echo(json.dumps(found, indent=1))
        return
    from rich.table import Table

    table = Table("plane", "call", "request", "retry class", "rules")
    for row in found:
        request = f"{row['method']} {row['path']}"
        table.add_row(row["plane"], row["call"], request, row["retry_class"], ", ".join(row["rules"]))
    console().print(table)


@jobspan.command()
@click.option("--plane", type=click.Choice(list(PLANES)), help="Only this plane.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="At most so many a plane.")
@click.pass_obj
@report_errors
def jobs(profile: str | None, plane: str | None, limit: int) -> None:
    """The newest jobs of every configured plane."""
    from jobspan.cli.overview import overview

    with client_of(profile) as client:
        console().print(overview(client, plane, limit))


@jobspan.command()
@click.argument("reference")
@click.option("--timeout", type=float, help="Seconds to wait at most.")
@click.pass_obj
@report_errors
def wait(profile: str | None, reference: str, timeout: float | None) -> None:
    """Wait for a job that was started elsewhere.

    REFERENCE is the JSON of a job reference, the name of a file that holds one, or - for standard input.
    """
    from attrs import has

    from jobspan.cli.overview import fields_table

    with client_of(profile) as client:
        handle = client.resume(read_reference(reference))
        result = handle.wait(timeout=timeout, progress=True)
    console().print(fields_table(result) if has(type(result)) else result)


@jobspan.command()
@click.option("--contact/--offline", default=True, help="Also make one harmless read on each configured plane.")
@click.pass_obj
@report_errors
def doctor(profile: str | None, contact: bool) -> None:
    """What is installed and configured, and whether each plane answers."""
    from jobspan import Policy
    from jobspan.cli.doctor import examine

    with client_of(profile, Policy(attempts=1, request_timeout=15)) as client:
        table, healthy = examine(client, contact=contact)
    console().print(table)
    sys.exit(0 if healthy else 1)


def read_reference(given: str) -> str:
    """The JSON of a reference that was given, in a file, or on standard input.

    Raises:
        ConfigError: it is neither.
    """
    from jobspan import ConfigError
    from jobspan._core.texts import text_of

    if text_of(given).lstrip().startswith("{"):
        return given
    try:
        return text_of(sys.stdin.buffer.read() if given == "-" else Path(given).read_bytes())
    except (OSError, ValueError) as unreadable:
        raise ConfigError(
            message=f"{given!r} is neither a job reference nor a readable file: {unreadable}.",
            hint="Give the JSON that JobRef.to_json() wrote, the name of a file with it, or - for standard input.",
        ) from unreadable
