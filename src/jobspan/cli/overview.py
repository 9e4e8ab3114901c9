"""The newest jobs, whatever the plane."""

from typing import Any

import attrs
from rich.markup import escape
from rich.table import Column, Table

from jobspan import Client, ConfigError, JobspanError


def overview(client: Client, plane: str | None, limit: int) -> Table:
    """A table of the newest jobs of each configured plane.

    Raises:
        ConfigError: no plane is configured.
    """
    configured = client.configured()
    names = [name for name in configured if plane in (None, name)]
    if not names:
        raise ConfigError(message="No plane is configured.", hint="`jobspan doctor` shows what was looked for.")
    whole = Column("job", overflow="fold", no_wrap=True)
    table = Table("plane", whole, "name", "state", "phase", "since")
    for name in names:
        try:
            rows = client.recent_jobs(name, limit)
        except JobspanError as error:
            table.add_row(name, "", escape(str(error).splitlines()[0]), "", "", "")
            continue
        for row in rows:
            since = row.since.isoformat(sep=" ", timespec="seconds") if row.since else ""
            table.add_row(name, row.id, escape(row.name), row.state, row.phase.value, since)
    return table


def fields_table(model: Any) -> Table:
    """What is known of one thing, a line a field; secrets show as ***."""
    table = Table(type(model).__name__, "")
    for field in attrs.fields(type(model)):
        value = getattr(model, field.name)
        if field.repr and value not in (None, ()):
            table.add_row(field.name, escape(str(value)))
    return table
