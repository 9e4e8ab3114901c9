"""The newest jobs, a row each, whatever the plane."""

from typing import Any, Final, TypeAlias

from jobspan import AuthError, Client, ConfigError, JobspanError, PermissionDenied
from jobspan._core.classes import frozen
from jobspan._planes.registry import PLANES
from jobspan.cli.exits import text_of_error

Row: TypeAlias = dict[str, Any]

WITH_JOBS: Final = [name for name, plane in PLANES.items() if plane.page]
"""The planes that have jobs: one that others share, and that their pages describe, has none."""


def configured(client: Client, plane: str | None) -> list[str]:
    """The planes to look at.

    Raises:
        ConfigError: there are none.
    """
    names = [name for name in client.configured() if name in WITH_JOBS and plane in (None, name)]
    if not names:
        raise no_plane_is_configured()
    return names


def no_plane_is_configured() -> ConfigError:
    """The error of those who begin: what to do first."""
    return ConfigError(
        message="No plane is configured.",
        hint="`jobspan configure PLANE` asks for the settings of a server, `jobspan sandbox` serves planes to try things on, "
        "`jobspan doctor` shows what was looked for.",
    )


@frozen
class Look:
    """What a look at one plane brought: a row a job, or one with the error."""

    rows: list[Row]
    error: JobspanError | None = None

    @property
    def hopeless(self) -> bool:
        """Asking again would not help; wrong credentials, tried again and again, lock an account."""
        return isinstance(self.error, AuthError | ConfigError | PermissionDenied)


def look_at(client: Client, plane: str, limit: int) -> Look:
    """The newest jobs of a plane."""
    try:
        found = client.recent_jobs(plane, limit)
    except JobspanError as error:
        return Look([row_of(plane, error=f"{type(error).__name__}: {text_of_error(error).splitlines()[0]}")], error)
    return Look([row_of(plane, row.id, row.name, row.state, row.phase, row.since) for row in found])


def row_of(
    plane: str, id: str = "", name: str = "", state: str = "", phase: Any = None, since: Any = None, error: str = ""
) -> Row:
    """A row of the overview."""
    return {"plane": plane, "id": id, "name": name, "state": state, "phase": phase, "since": since, "error": error}
