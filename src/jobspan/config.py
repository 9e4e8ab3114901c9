"""Settings and where they come from: explicit arguments, the environment, a profile of a TOML file."""

import os
import re
import stat
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, TypeAlias, TypeVar, cast, get_args
from urllib.parse import urlsplit

import attrs

from jobspan._core.classes import frozen
from jobspan._core.masks import MASKED, is_mask
from jobspan._core.shapes import kind_in_words, shape_of
from jobspan._core.similar import similar
from jobspan._core.texts import text_of
from jobspan._public import Public
from jobspan.credentials import FromEnv, FromKeyring, Secret
from jobspan.errors import ConfigError

S = TypeVar("S", bound="PlaneSettings")

if TYPE_CHECKING:
    SettingField: TypeAlias = attrs.Attribute[Any]
else:
    SettingField = attrs.Attribute

DEFAULT_PROFILE: Final = "default"
_PREFIX: Final = "JOBSPAN_"


class ConfigWarning(UserWarning):
    """A setting works, and should not be left as it is."""


@frozen(kw_only=True)
class ConnectionOptions:
    """The way to a server, in terms no HTTP library owns. Each process keeps its own connections.

    Attributes:
        verify: check the server's certificate (the default); ``False`` is for tests only.
        ca_bundle: a PEM file with the CAs to trust instead of the platform's.
        client_certificate: a PEM file with the client's certificate, for mutual TLS.
        client_key: a PEM file with its key; without it, the key is in the file of the certificate.
        proxy: the address of an HTTP proxy; without one the usual environment variables count.
        trust_env: heed ``HTTPS_PROXY``, ``NO_PROXY`` and ``SSL_CERT_FILE``.
        max_connections: how many requests may be in flight at once in a process; further ones wait their turn.
        max_keepalive_connections: how many idle connections are kept for the next requests.
        keepalive_expiry: seconds an idle connection is kept.
        http_library: what carries requests: ``httpx``, ``httpx2`` or ``aiohttp``.
        transport: an httpx transport to use instead of the network.
    """

    verify: bool = True
    ca_bundle: str | Path | None = None
    client_certificate: str | Path | None = None
    client_key: str | Path | None = None
    proxy: str | None = attrs.field(default=None, repr=False)
    trust_env: bool = True
    max_connections: int = 64
    max_keepalive_connections: int = 64
    keepalive_expiry: float = 5.0
    http_library: str = "httpx"
    transport: Any = None

    def direct(self) -> "ConnectionOptions":
        """The same without a proxy, whatever the environment says."""
        return attrs.evolve(self, proxy=None, trust_env=False)


def clean_url(value: str) -> str:
    """An address without a trailing slash.

    Args:
        value: the address, ``https://host`` or ``https://host/path``.

    Raises:
        ConfigError: it is not a valid http(s) URL, or contains a user name or password.
    """
    if not isinstance(value, str):
        raise ConfigError(message=f"The URL must be a string, not {kind_in_words(value)}.")
    address = value.strip().rstrip("/")
    if "@" in address:
        raise ConfigError(
            message="The URL contains a user name or password.", hint="Give credentials in their own settings."
        )
    if not _is_address(address):
        raise ConfigError(
            message=f"{value!r} is not a valid http(s) URL.", hint="Use the form https://host or https://host/path."
        )
    return address


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        usable_port = parts.port != 0
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and usable_port
        and not (parts.query or parts.fragment)
        and not re.search(r"\s", text)
    )


IN_CODE_ONLY: Final = "jobspan.in_code_only"
"""Field metadata: no text stands for this setting, so it is not looked for in the environment or a profile."""


def _is_as_declared(field: "attrs.Attribute[Any]", value: object) -> None:
    declared: Any = field.type
    if wrong := shape_of(declared).problems(field.name, value):
        raise ConfigError(message=f"{wrong[0]}.")


def _at_least_one(_: object, field: "attrs.Attribute[Any]", value: float) -> None:
    _is_as_declared(field, value)
    if value < 1:
        raise ConfigError(message=f"{field.name} is {value}.", hint="It must be at least 1.")


def _not_negative(_: object, field: "attrs.Attribute[Any]", value: float) -> None:
    _is_as_declared(field, value)
    if value < 0:
        raise ConfigError(message=f"{field.name} is {value}.", hint="It must be 0 or more.")


HTTP_LIBRARIES: Final = ("httpx", "httpx2", "aiohttp")


def _a_library(_: object, field: "attrs.Attribute[Any]", value: str) -> None:
    if value not in HTTP_LIBRARIES:
        raise ConfigError(message=f"{field.name} is {value!r}.", hint=f"It must be one of {', '.join(HTTP_LIBRARIES)}.")


@frozen(kw_only=True)
class PlaneSettings(Public):
    """What every plane's settings share.

    Attributes:
        verify: check the server's certificate (the default); ``False`` is for tests only.
        ca_bundle: a PEM file with the CAs to trust instead of the platform's.
        client_certificate, client_key: PEM files for mutual TLS; the key may be inside the certificate file.
        proxy: the address of an HTTP proxy; without one the usual environment variables count.
        trust_env: heed ``HTTPS_PROXY``, ``NO_PROXY`` and ``SSL_CERT_FILE``.
        max_connections: how many requests may be in flight at once in a process; further ones wait their turn.
        max_keepalive_connections: how many idle connections are kept for the next requests.
        keepalive_expiry: seconds an idle connection is kept.
        http_library: what carries requests: ``httpx``, or ``httpx2``, its successor (``jobspan[httpx2]``); or
            ``aiohttp`` (``jobspan[aiohttp]``), which asynchronous clients use, and for threads httpx goes on.
        transport: an httpx transport to use instead of the network.
    """

    _is_given: ClassVar[bool] = True
    section: ClassVar[str]
    """The name of the settings: of the client's argument, the environment's prefix and the profile's table."""
    scope: ClassVar[tuple[str, ...]] = ()
    """The settings that choose a part of the server: the same call with another one is another call."""
    needed: ClassVar[tuple[str, ...]] = ()
    """The settings to ask for when there are none at all, where none is required in every case."""
    as_whom: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """Settings that say who calls, where there are several ways: one of these is needed."""

    verify: bool = True
    ca_bundle: str | Path | None = None
    client_certificate: str | Path | None = None
    client_key: str | Path | None = None
    proxy: str | None = attrs.field(default=None, repr=False)
    trust_env: bool = True
    max_connections: int = attrs.field(default=64, validator=_at_least_one)
    max_keepalive_connections: int = attrs.field(default=64, validator=_not_negative)
    keepalive_expiry: float = attrs.field(default=5.0, validator=_not_negative)
    http_library: str = attrs.field(default="httpx", validator=_a_library)
    transport: Any = attrs.field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        kind: Any = type(self)
        if wrong := shape_of(kind).problems(self.section, self):
            raise ConfigError(
                message=f"{self.section}: a setting cannot be used: {'; '.join(map(str, wrong))}.",
                hint=f"Look at what {kind.__name__} takes.",
            )
        for field in attrs.fields(kind):
            value = getattr(self, field.name)
            if isinstance(value, Secret) and is_mask(value.reveal()):
                raise ConfigError(
                    message=f"{self.section}: {field.name} {MASKED}.", hint=f"Give it {self.place(field.name)}."
                )
        if self.client_key is not None and self.client_certificate is None:
            raise ConfigError(
                message=f"{self.section}: client_key is given without the client_certificate that it belongs to.",
                hint=f"Give the certificate {self.place('client_certificate')}, or leave the key out.",
            )

    @classmethod
    def variable(cls, field: str) -> str:
        """The environment variable of a setting.

        Args:
            field: name of the setting.
        """
        return f"{_PREFIX}{cls.section}_{field}".upper()

    @classmethod
    def from_values(cls, values: Mapping[str, Any], *, place: str) -> Self:
        """Settings from what a document says of them: texts, or what JSON and TOML have.

        Args:
            values: by the names of the settings.
            place: where they stand, for errors.

        Raises:
            ConfigError: a setting is unknown, missing or unusable.
        """
        known = {field.name: field for field in text_fields(cls)}
        _refuse_unknown(values, known, place)
        missing = sorted(name for name, field in known.items() if field.default is attrs.NOTHING and name not in values)
        if missing:
            raise ConfigError(
                message=f"{cls.section} is not configured: {', '.join(missing)} missing.", looked_for=(place,)
            )
        return cls(**{name: typed(known[name], value, f"{name} in {place}") for name, value in values.items()})

    @classmethod
    def elsewhere(cls, found: Mapping[str, Any], environment: Mapping[str, str] | None) -> Mapping[str, Any]:
        """More settings, from where other tools keep them.

        Args:
            found: what was found where jobspan keeps its own.
            environment: look there instead of in the environment of the process.
        """
        return {}

    @classmethod
    def place(cls, field: str) -> str:
        """How to give a setting, for hints: as an argument, or in the environment.

        Args:
            field: name of the setting.
        """
        return f"as {field}=... or in {cls.variable(field)}"

    def connection_options(self) -> ConnectionOptions:
        """The part that says how to reach the server."""
        return ConnectionOptions(
            **{
                field.name: getattr(self, field.name)
                for field in attrs.fields(ConnectionOptions)
                if hasattr(self, field.name)
            }
        )


@frozen(kw_only=True)
class ServerSettings(PlaneSettings):
    """Settings of a plane that is one server.

    Attributes:
        url: the server's address, ``https://host`` or ``https://host/path``.
    """

    url: str = attrs.field(converter=clean_url)


def _ours(environment: Mapping[str, str] | None) -> dict[str, str] | None:
    """Our variables only: a client is pickled with its sources, and the rest of the environment is nobody's business."""
    if environment is None:
        return None
    return {name: value for name, value in environment.items() if name.upper().startswith(_PREFIX)}


_OF_OTHER_TOOLS: Final = ("HUAWEICLOUD_", "HC_CONTAINER_", "HW_", "HCS_", "OS_", "S3_", "HOME", "USERPROFILE")


def _of_other_tools(environment: Mapping[str, str] | None) -> dict[str, str] | None:
    """Variables that other tools call so, and settings may heed."""
    if environment is None:
        return None
    return {name: value for name, value in environment.items() if name.startswith(_OF_OTHER_TOOLS)}


@frozen
class _Table:
    """What one place says of a plane.

    Attributes:
        values: by the names of the settings.
        origins: where each of them stands.
        looked_for: the places to name when a setting is missing.
    """

    values: dict[str, Any]
    origins: dict[str, str]
    looked_for: list[str]


@frozen(kw_only=True)
class Sources:
    """Where settings are looked for, in this order; read when a plane is first touched, not before.

    Attributes:
        explicit: settings objects given to the client, by section.
        environment: variables to look in (``JOBSPAN_<SECTION>_<FIELD>``).
        around: the variables of other tools; ``None``: those of the process, read when they are needed.
        profile, profile_file: a table of a TOML file.
        profile_first: the profile was asked for by name, so it comes before the environment.
    """

    explicit: Mapping[str, PlaneSettings] = attrs.field(factory=dict)

    @explicit.validator
    def _belong(self, _: Any, given: Mapping[str, Any]) -> None:
        for name, settings in given.items():
            if getattr(settings, "section", None) != name:
                raise ConfigError(
                    message=f"{name}= got {type(settings).__name__}, which does not configure {name!r}.",
                    hint=f"It belongs to {settings.section}=."
                    if isinstance(settings, PlaneSettings)
                    else "Give the settings object of that plane, as in delphix=DelphixSettings(url=...).",
                )

    environment: Mapping[str, str] | None = attrs.field(default=None, converter=_ours, repr=False)
    around: Mapping[str, str] | None = attrs.field(default=None, converter=_of_other_tools, repr=False)
    profile: str | None = None
    profile_file: Path | None = None
    profile_first: bool = False

    def settings(self, kind: type[S]) -> S:
        """The settings of a plane.

        Args:
            kind: class of the settings of the plane.

        Raises:
            ConfigError: they are missing or unusable; names what was looked for, and where.
        """
        given = self.explicit.get(kind.section)
        if given is not None:
            return cast(S, given)
        table = self._table(kind)
        found = table.values
        required = [f.name for f in attrs.fields(kind) if f.default is attrs.NOTHING and f.init]
        missing = [name for name in (required if found else required or kind.needed) if name not in found]
        if missing:
            raise ConfigError(
                message=f"{kind.section} is not configured: {', '.join(missing)} missing{_as_whom(kind, found)}."
                f"{self._misspelt(kind)}",
                hint=f"Give Client({kind.section}={kind.__name__}(...)), or set what is listed.",
                looked_for=(f"the argument {kind.section}=", *table.looked_for),
            )
        try:
            return kind(**found)
        except ConfigError as unusable:
            if not unusable.message.startswith(f"{kind.section}:"):
                unusable.message = f"{kind.section}: {unusable.message}"
            unusable.message += self._misspelt(kind)
            raise

    def _misspelt(self, kind: type[PlaneSettings]) -> str:
        """What to say of variables that look like misspelt settings of a plane."""
        known = [kind.variable(field.name) for field in text_fields(kind)]
        prefix = kind.variable("")
        strange = sorted(name for name in self.environment or () if name.startswith(prefix) and name not in known)
        meant = {name: near[0] for name in strange if (near := similar(name, known, 1))}
        return "".join(f" {name} is not a setting: did you mean {near}?" for name, near in meant.items())

    def configured(self, kind: type[PlaneSettings]) -> bool:
        """Whether there is anything to configure this plane with.

        Args:
            kind: class of the settings of the plane.
        """
        if kind.section in self.explicit:
            return True
        if any(table.values for table in self._tables(kind)):
            return True
        return self.environment is not None and bool(kind.elsewhere({}, self.around))

    def origins(self, kind: type[PlaneSettings]) -> dict[str, str]:
        """Where each setting that is given comes from: an argument, a variable, a table of the profile file, another tool.

        Args:
            kind: class of the settings of the plane.

        Raises:
            ConfigError: a setting is unusable.
        """
        given = self.explicit.get(kind.section)
        if given is not None:
            return {field.name: f"the argument {kind.section}=" for field in text_fields(kind)}
        return self._table(kind).origins

    def _table(self, kind: type[PlaneSettings]) -> "_Table":
        """What all places say together; the first that names a setting decides."""
        values: dict[str, Any] = {}
        origins: dict[str, str] = {}
        looked_for: list[str] = []
        for each in self._tables(kind):
            values, origins = each.values | values, each.origins | origins
            looked_for += each.looked_for
        others = kind.elsewhere(values, self.around) if self.environment is not None else {}
        return _Table({**others, **values}, dict.fromkeys(others, "another tool's settings") | origins, looked_for)

    def _tables(self, kind: type[PlaneSettings]) -> list["_Table"]:
        tables = []
        if self.environment is not None:
            tables.append(_from_environment(kind, self.environment))
        if self.profile is not None:
            file = self.profile_file or default_profile_file()
            by_name = self.profile_first or self.profile != DEFAULT_PROFILE
            tables.append(_from_profile(kind, self.profile, file, by_name=by_name))
        return tables[::-1] if self.profile_first else tables


def _as_whom(kind: type[PlaneSettings], found: Mapping[str, Any]) -> str:
    if not kind.as_whom or any(all(name in found for name in way) for way in kind.as_whom):
        return ""
    return f"; who calls, too: {', or '.join(' and '.join(way) for way in kind.as_whom)}"


def default_profile_file() -> Path:
    """``jobspan/config.toml`` in the platform's configuration folder."""
    import platformdirs  # settings that are given need no file

    return platformdirs.user_config_path("jobspan", appauthor=False) / "config.toml"


def _from_environment(kind: type[PlaneSettings], environment: Mapping[str, str]) -> _Table:
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    places: list[str] = []
    for field in text_fields(kind):
        variable = kind.variable(field.name)
        if environment.get(variable):
            values[field.name] = typed(field, environment[variable], variable)
            origins[field.name] = variable
        if field.default is attrs.NOTHING or field.name in kind.needed:
            places.append(variable)
    variables = f"environment variable{'s' if len(places) > 1 else ''} {', '.join(places)}"
    return _Table(values, origins, [variables] if places else [])


def _from_profile(kind: type[PlaneSettings], profile: str, file: Path, *, by_name: bool) -> _Table:
    """A profile that was asked for by name has to be there: what stands in the environment may be another server's."""
    place = f"table [{profile}.{kind.section}] of {file}"
    if not file.exists():
        if by_name:
            raise _no_such_profile(profile, f"{file} (no such file)")
        return _Table({}, {}, [f"{place} (no such file)"])
    import tomllib

    try:
        document = tomllib.loads(text_of(file.read_bytes()))
    except (OSError, ValueError) as unreadable:
        raise ConfigError(message=f"The profile file {file} cannot be read: {unreadable}.") from unreadable
    if by_name and profile not in document:
        raise _no_such_profile(profile, str(file), known=sorted(document))
    table = document.get(profile, {})
    if isinstance(table, dict) and kind.section not in table and (typos := similar(kind.section, list(table))):
        place = f"{place} (there is [{profile}.{typos[0]}])"
    table = table.get(kind.section, {}) if isinstance(table, dict) else table
    if not isinstance(table, dict):
        raise ConfigError(message=f"The {place} is not a table.", hint="Write its settings below its name in brackets.")
    fields = {field.name: field for field in text_fields(kind)}
    _refuse_unknown(table, fields, f"The {place}")
    values = {name: typed(fields[name], value, f"{name} in {place}") for name, value in table.items()}
    if any(isinstance(value, Secret) for value in values.values()):
        _warn_if_others_can_read(file)
    return _Table(values, dict.fromkeys(values, place), [place])


def _refuse_unknown(given: Mapping[str, Any], known: Mapping[str, Any], place: str) -> None:
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise ConfigError(
            message=f"{place} has unknown settings: {', '.join(unknown)}.",
            hint=f"Known ones: {', '.join(sorted(known))}.",
        )


def _no_such_profile(profile: str, where: str, known: Sequence[str] = ()) -> ConfigError:
    there = f" There are: {', '.join(known)}." if known else ""
    return ConfigError(
        message=f"There is no profile {profile!r}.{there}",
        hint=f"Write its settings into tables like [{profile}.delphix].",
        looked_for=(where,),
    )


def text_fields(kind: type[PlaneSettings]) -> list[SettingField]:
    """The settings of a plane that can be given as texts: in the environment, a profile, an answer to a question.

    Args:
        kind: class of the settings of the plane.
    """
    attrs.resolve_types(kind)
    return [
        field
        for field in attrs.fields(kind)
        if field.init and field.name != "transport" and not field.metadata.get(IN_CODE_ONLY)
    ]


def typed(field: SettingField, value: Any, where: str) -> Any:
    """A text (or a TOML value) as what the field wants.

    Args:
        field: one of :func:`text_fields`.
        value: what was given.
        where: how a refusal names it.

    Raises:
        ConfigError: it is not what the field wants, or a secret source of an unknown kind.
    """
    wanted = (field.type, *get_args(field.type))
    if isinstance(value, dict) and Secret not in wanted:
        raise ConfigError(message=f"{where}: only a secret can be read from elsewhere.", hint="Give the value itself.")
    if isinstance(value, dict):
        match value:
            case {"env": str(name)}:
                return FromEnv(name)
            case {"keyring": str(service), "username": str(username)}:
                return FromKeyring(service, username)
        raise ConfigError(
            message=f"{where}: unsupported secret source {sorted(value)}.",
            hint='Use a string, {env = "NAME"} or {keyring = "service", username = "name"}.',
        )
    if Secret in wanted:
        return Secret(str(value))
    if bool in wanted and isinstance(value, str):
        if value.lower() in ("1", "true", "yes", "on"):
            return True
        if value.lower() in ("0", "false", "no", "off"):
            return False
        raise ConfigError(message=f"{where}: {value!r} is not a boolean: use true or false.")
    for number in (int, float):
        if number in wanted and str not in wanted:
            try:
                return number(value)
            except (TypeError, ValueError):
                raise ConfigError(message=f"{where}: {value!r} is not a number.") from None
    return value


def _warn_if_others_can_read(file: Path) -> None:
    if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & 0o077:
        warnings.warn(
            f"{file} holds secrets and others on this machine can read it: chmod 600 it, "
            'or keep the secrets elsewhere ({env = "NAME"}, {keyring = "service", username = "name"}).',
            ConfigWarning,
            stacklevel=4,
        )
