"""References of jobs, as people hand them to commands."""

from pathlib import Path
from typing import Any, Final

import click
from click.shell_completion import CompletionItem

from jobspan import Client
from jobspan._core.texts import is_json, text_of
from jobspan._planes.registry import PLANES
from jobspan.cli.exits import for_command_line
from jobspan.cli.given import standard_input
from jobspan.cli.help import argument
from jobspan.errors import ConfigError
from jobspan.jobs import JobRef


class ReferenceText(click.ParamType[str]):
    """A text that may be the name of a file: shells complete it so."""

    name = "REFERENCE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return [CompletionItem(incomplete, type="file")]


_HOW: Final = (
    "Give PLANE/ID, as `jobspan jobs` shows them; or a job reference (what --json prints of a job that was started): its JSON, "
    "the name of a file with it, or - for standard input."
)
_LOOKED_AT: Final = 200


def reference_of(client: Client, given: str) -> JobRef:
    """A reference of a job: of one among the newest of its plane by ``PLANE/ID``, or as :func:`read_reference` has it.

    Raises:
        click.UsageError: the text is not a reference.
        click.ClickException: there is no such job.
    """
    plane, slash, id = given.partition("/")
    if not slash or plane not in PLANES or Path(given).exists():
        return read_reference(given)
    if not id.strip():
        raise click.UsageError(f"{given!r} has no id. {_HOW}")
    for line in client.recent_jobs(plane, _LOOKED_AT):
        if line.id == id and line.ref is not None:
            return line.ref
    raise click.ClickException(
        f"{id!r} is not among the newest {_LOOKED_AT} jobs of {plane}. `jobspan jobs --plane {plane}` shows them."
    )


reference_argument: Final = argument(
    "reference",
    type=ReferenceText(),
    about="PLANE/ID, as `jobspan jobs` shows them; or the JSON of a job reference, which `run ... --json` prints, the name of a "
    "file that holds one, or - for standard input.",
)


def read_reference(given: str) -> JobRef:
    """A reference: from the text itself, from what is in a file of this name, or with ``-`` from standard input.

    Raises:
        click.UsageError: it is neither, or no reference of a job that this jobspan reads.
    """
    try:
        return JobRef.from_json(_text(given))
    except ConfigError as unusable:
        raise click.UsageError(for_command_line(str(unusable))) from unusable


def _text(given: str) -> str:
    if not given.strip():
        raise click.UsageError(f"The job reference is empty. {_HOW}")
    if text_of(given).lstrip().startswith("{"):
        return given
    try:
        return text_of(standard_input() if given == "-" else Path(given).read_bytes())
    except (OSError, ValueError) as unreadable:
        if is_json(given):
            return given
        raise click.UsageError(
            f"{given!r} is neither a job reference nor a readable file: {unreadable}. {_HOW}"
        ) from unreadable
