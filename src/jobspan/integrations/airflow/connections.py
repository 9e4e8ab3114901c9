"""From a connection of Airflow to a client's settings."""

from collections.abc import Mapping
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import attrs

from jobspan._core.classes import frozen
from jobspan.config import PlaneSettings
from jobspan.credentials import Secret
from jobspan.errors import ConfigError
from jobspan.integrations.airflow.forms import FORMS, OF_CONNECTION

_OF_CONNECTION: Final = frozenset(field.name for field in OF_CONNECTION)


class ConnectionFields(Protocol):
    """What is read of a connection."""

    @property
    def conn_id(self) -> str: ...

    @property
    def conn_type(self) -> str | None: ...

    @property
    def host(self) -> str | None: ...

    @property
    def login(self) -> str | None: ...

    @property
    def password(self) -> str | None: ...

    @property
    def port(self) -> int | None: ...


@frozen(kw_only=True)
class Target:
    """What a connection says: which plane, how to reach it, and where calls are written down.

    Attributes:
        conn_id: the name of the connection.
        settings: of its plane.
        job_page: the address of a job's page, with ``{id}`` in it.
        journal, journal_key: for calls under keys, where the connection names them.
    """

    conn_id: str
    settings: PlaneSettings
    job_page: str | None = None
    journal: Secret | None = None
    journal_key: Secret | None = None

    def secrets(self) -> list[str]:
        """Every secret in it, so that it can be masked."""
        values = [getattr(self.settings, field.name) for field in attrs.fields(type(self.settings))]
        proxy = self.settings.proxy
        secrets = [each.reveal() for each in (*values, self.journal, self.journal_key) if isinstance(each, Secret)]
        return [each for each in (*secrets, proxy) if each]


def target_of(connection: ConnectionFields, extra: Mapping[str, Any]) -> Target:
    """What a connection says.

    Args:
        extra: its further fields.

    Raises:
        ConfigError: it is not one of jobspan's, or a setting is unknown, missing or unusable.
    """
    form = FORMS.get(connection.conn_type or "")
    place = f"The connection {connection.conn_id!r}"
    if form is None:
        raise ConfigError(
            message=f"{place} is of type {connection.conn_type!r}.", hint=f"Use one of: {', '.join(FORMS)}."
        )
    given = {name: value for name, value in extra.items() if value not in (None, "")}
    columns = {column: getattr(connection, column) for column in form.columns}
    if columns.get("host"):
        columns["host"] = _address(columns["host"], connection.port)
    values = {form.columns[column]: value for column, value in columns.items() if value}
    twice = sorted(set(values) & set(given))
    if twice:
        raise ConfigError(message=f"{place} gives {', '.join(twice)} twice: in a field of its own, and in Extra.")
    own = {name: given.pop(name) for name in sorted(_OF_CONNECTION & set(given))}
    try:
        settings = form.settings.from_values(values | given, place=place)
    except ConfigError as unusable:
        if connection.conn_id not in unusable.message:
            unusable.message = f"{place}: {unusable.message}"
        raise
    journal, key = own.get("journal"), own.get("journal_key")
    if key is not None and journal is None:
        raise ConfigError(
            message=f"{place} has a journal_key and no journal that it belongs to.",
            hint="Give the journal as well, or leave both to [jobspan] journal and journal_key of Airflow's configuration.",
        )
    return Target(
        conn_id=connection.conn_id,
        settings=settings,
        job_page=own.get("job_page"),
        journal=None if journal is None else Secret(str(journal)),
        journal_key=None if key is None else Secret(str(key)),
    )


def _address(host: str, port: int | None) -> str:
    """A URL of what stands in the field for hosts: a URL, or a host, and a port beside it."""
    address = (host if "://" in host else f"https://{host}").rstrip("/")
    if port is None or urlsplit(address).port is not None:
        return address
    scheme, _, rest = address.partition("://")
    name, slash, path = rest.partition("/")
    return f"{scheme}://{name}:{port}{slash}{path}"
