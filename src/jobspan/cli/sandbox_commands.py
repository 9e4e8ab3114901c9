"""``jobspan demo`` and ``jobspan sandbox``."""

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import click

from jobspan._planes.registry import PLANES
from jobspan.cli.help import REPEATABLE, command, option
from jobspan.cli.seconds import Finite, Seconds

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
    kinds = option(
        "--weather",
        default="clear",
        metavar="KINDS",
        show_default=True,
        help="How unkind the planes are: clear, foul (all of it, now and then), or kinds, as in lag,shuffled.",
    )
    seed = option(
        "--weather-seed", type=int, default=0, show_default=True, help="What decides when the weather strikes."
    )
    return kinds(seed(command))


def weather_of(kinds: str, seed: int) -> "Weather":
    """The weather that was asked for."""
    from jobspan.testing.sandbox.weather import Weather

    try:
        return Weather.named(kinds, seed)
    except ValueError as unknown:
        raise click.UsageError(str(unknown)) from unknown


@command()
@option("--real-time", is_flag=True, help="Let the sandbox run at the speed of a clock, with progress bars.")
@in_weather
def demo(real_time: bool, weather: str, weather_seed: int) -> None:
    """Promote a masking job on a sandbox: first sync, then async."""
    from rich.console import Console

    from jobspan.cli.demo import run

    sys.exit(run(Console(), real_time=real_time, weather=weather_of(weather, weather_seed)))


@command()
@option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8470,
    show_default=True,
    help="The first port; each plane has the next one. 0: any that are free.",
)
@option(
    "--plane",
    "planes",
    type=click.Choice([name for name, plane in PLANES.items() if plane.sandbox]),
    multiple=True,
    help=f"Only this plane. {REPEATABLE}",
)
@option("--speed", type=Finite(), default=1.0, show_default=True, help="How fast its time runs; 0: it stands still.")
@option("--step", type=Seconds(), default=2.0, show_default=True, help="From one state of a job to the next.")
@option("--tls", is_flag=True, help="HTTPS, with a certificate of its own.")
@option(
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
    """Serve the planes on this machine, and print settings to paste.

    It runs until Ctrl-C, reachable from this machine alone. Every job that is made in the sandbox's Directory
    Manager is put into its schedule, and runs again and again.
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
