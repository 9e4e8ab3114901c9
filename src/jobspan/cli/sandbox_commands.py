"""``jobspan demo`` and ``jobspan sandbox``."""

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import click

from jobspan.cli.seconds import Seconds
from jobspan.cli.texts import Name

if TYPE_CHECKING:
    from jobspan.testing.sandbox.weather import Weather

ASSIGNMENTS: Final = {
    "sh": "export {name}='{value}'",
    "fish": "set -gx {name} '{value}'",
    "powershell": "$env:{name} = '{value}'",
    "cmd": 'set "{name}={value}"',
}
SHELL_HERE: Final = "powershell" if os.name == "nt" else "sh"


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


@click.command()
@click.option("--real-time", is_flag=True, help="Let the sandbox run at the speed of a clock, with progress bars.")
@in_weather
def demo(real_time: bool, weather: str, weather_seed: int) -> None:
    """Start the sandbox and promote a masking job on it: first sync, then async."""
    from rich.console import Console

    from jobspan.cli.demo import run

    sys.exit(run(Console(), real_time=real_time, weather=weather_of(weather, weather_seed)))


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8470,
    show_default=True,
    help="The first port; each plane has the next one. 0: any free ones.",
)
@click.option("--plane", "planes", type=Name(), multiple=True, help="Only this plane (may be given several times).")
@click.option("--speed", default=1.0, show_default=True, help="How fast the sandbox's time runs.")
@click.option("--step", type=Seconds(), default=2.0, show_default=True, help="From one state of a job to the next.")
@click.option("--tls", is_flag=True, help="HTTPS with a self-signed certificate.")
@click.option(
    "--shell",
    type=click.Choice([*ASSIGNMENTS]),
    default=SHELL_HERE,
    show_default=True,
    help="The shell that the settings are printed for.",
)
@in_weather
def sandbox(
    port: int,
    planes: tuple[str, ...],
    speed: float,
    step: float,
    tls: bool,
    shell: str,
    weather: str,
    weather_seed: int,
) -> None:
    """Serve the planes on loopback until interrupted, and print settings to paste.

    Every job that is made in the sandbox's Directory Manager is put into its schedule, and runs again and again.
    """
    from jobspan.cli.serve import serve

    forecast = weather_of(weather, weather_seed)
    serve(
        port=port,
        planes=planes or None,
        speed=speed,
        step=step,
        tls=tls,
        weather=forecast,
        assignment=ASSIGNMENTS[shell],
    )
