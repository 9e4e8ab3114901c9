"""Data sources: files and databases that jobs read from or write to, and the forms that describe them.

Source: https://docs.netwrix.com/docs/directorymanager/11_0/automation/apis/rest-api-reference (Data Source APIs)
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Self

import attrs

from jobspan._core.arguments import hold_to_types
from jobspan._core.classes import frozen
from jobspan._core.convert import wire
from jobspan._planes.groupid.models.documents import Document
from jobspan._planes.groupid.models.enums import KINDS_OF_DATA_SOURCE, DataSourceType
from jobspan._planes.groupid.models.secret_fields import wrap_secrets
from jobspan._planes.groupid.models.transforms import Text
from jobspan.credentials import Secret
from jobspan.models import Model

Configuration = dict[str, Text | None]


@frozen(kw_only=True)
class DataSource(Document):
    """A file or database, as the server reaches it: paths are those of the server, not of the caller.

    Attributes:
        id: ``None`` for one that is yet to be created.
        name: as the portal and the jobs show it.
        provider_type_name: the kind in words; some replies leave it out.
        type: the kind.
        creation_date: when it was made; the server says no time zone.
        last_update: when it was changed; the server says no time zone.
        configuration_values: what its form asks for; passwords come as ``Secret``. Booleans are lower-case text.
    """

    id: int | None = None
    name: str = ""
    provider_type_name: str | None = None
    type: DataSourceType = DataSourceType.EXCEL
    creation_date: datetime | None = None
    last_update: datetime | None = None
    configuration_values: dict[str, Text | None] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        values: object = self.configuration_values
        if isinstance(values, Mapping) and all(isinstance(name, str) for name in values):
            object.__setattr__(self, "configuration_values", wrap_secrets(dict(values)))

    @property
    def kind(self) -> str:
        """The kind in words, also where the reply left it out."""
        return self.provider_type_name or KINDS_OF_DATA_SOURCE.get(self.type, "")

    @classmethod
    def of(cls, type: DataSourceType, name: str, **configuration: str | Secret) -> Self:
        """A data source of any kind; ``configuration`` holds what its form asks for, by the form's own names.

        Args:
            type: the kind.
            name: as the portal and the jobs show it.
            **configuration: what its form asks for, by the form's own names; passwords as text or ``Secret``, never shown or
                logged.
        """
        values: Configuration = dict(configuration)
        return cls(name=name, type=type, provider_type_name=KINDS_OF_DATA_SOURCE.get(type), configuration_values=values)

    @classmethod
    def excel(cls, name: str, path: str) -> Self:
        """An Excel workbook on the server. The server needs the Office or ACE drivers.

        Args:
            name: as the portal and the jobs show it.
            path: of the workbook on the server, with a drive letter or as a UNC path.
        """
        return cls.of(
            DataSourceType.EXCEL,
            name,
            FileServer="LocalServer",
            FilePath=path,
            ConnectionString="",
            UserName="",
            Password="",
        )

    @classmethod
    def text(cls, name: str, path: str, delimiter: str = ",") -> Self:
        """A text file with a header row on the server.

        Args:
            name: as the portal and the jobs show it.
            path: of the file on the server, with a drive letter or as a UNC path; ends with ``csv`` or ``txt``.
            delimiter: between the columns: one character, or ``tab``.
        """
        return cls.of(
            DataSourceType.TEXT,
            name,
            FileServer="LocalServer",
            File=path,
            Delimiter=delimiter,
            Server="",
            UserName="",
            Password="",
        )

    @classmethod
    def sql_server(
        cls, name: str, server: str, database: str, *, username: str = "", password: str | Secret = ""
    ) -> Self:
        """A SQL Server database. Without a user name, with Windows authentication.

        Args:
            name: as the portal and the jobs show it.
            server: server or ``server\\instance``, as the Directory Manager server reaches it.
            database: name of the database.
            username: of a SQL Server login; without it, Windows authentication.
            password: of that login; text or ``Secret``, never shown or logged.
        """
        return cls.of(
            DataSourceType.SQL_SERVER,
            name,
            ConnectionString=server,
            UserName=username,
            Password=password,
            WindowsAuthentication="false" if username else "true",
            Database=database,
        )


hold_to_types(DataSource)


@frozen(kw_only=True)
class TableSchema(Model):
    """The tables of a table provider, and the columns of one of them.

    Attributes:
        identity_store_id: id of the data source.
        connection_string: as the server uses it; a ``Secret``, because it may show a password.
        command_string: as the server has it; not explained.
        column_names: the columns of the selected table.
        table_names: all tables.
        selected_table: the table that the columns are of.
        name: name of the data source.
        provide_type_name: its kind in words, in the vendor's spelling.
    """

    identity_store_id: int | None = None
    connection_string: Text | None = None
    command_string: str | None = None
    column_names: tuple[str, ...] = ()
    table_names: tuple[str, ...] = ()
    selected_table: str | None = None
    name: str | None = None
    provide_type_name: str | None = None


@frozen(kw_only=True)
class CreatableObject(Model):
    """A type of object that a provider can create.

    Attributes:
        ldap_name: its name in the directory.
        display_name: its name in the portal.
    """

    ldap_name: str | None = None
    display_name: str | None = None


@frozen(kw_only=True)
class ProviderOptions(Model):
    """Whether a data source is a directory or a table, and what it can create.

    Attributes:
        is_directory_provider: it is a directory.
        is_table_provider: it holds tables.
        capability_mappings: what it goes together with, by side; the vendor does not explain it further.
        provider_type: its kind in words.
        creatable_objects: what a job can create in it.
    """

    is_directory_provider: bool | None = None
    is_table_provider: bool | None = None
    capability_mappings: dict[str, tuple[str, ...]] = attrs.field(factory=dict)
    provider_type: str | None = None
    creatable_objects: tuple[CreatableObject, ...] = ()


@frozen(kw_only=True)
class FormField(Model):
    """One entry of a form, with the checks that the portal makes.

    Attributes:
        name: what ``configuration_values`` call it.
        display_name: its name in the portal.
        data_type: ``System.String``, ``System.Security.SecureString`` for secrets, ``dropdown`` or ``dropdown-search``.
        default_value: what the portal fills in.
        regular_expression: what the value must match.
        validation_message: what the portal says when it does not.
        min_length, max_length: how many characters it may have.
        is_required: it must be given.
        is_disabled: it cannot be changed.
        is_new_only: the portal's *new only*; not explained.
        rendering_order: its place in the portal.
        values: what may be chosen.
    """

    name: str
    display_name: str | None = None
    data_type: str | None = None
    default_value: str | None = None
    regular_expression: str | None = None
    validation_message: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    is_required: bool = False
    is_disabled: bool = False
    is_new_only: bool = False
    rendering_order: int | None = None
    values: tuple[str, ...] | None = None


@frozen(kw_only=True)
class Form(Model):
    """The fields that a kind of data source asks for.

    Attributes:
        name: its name.
        type: the kind of data source.
        icon: a picture, PNG in base64.
        file_server_type: where the file is.
        configurations: the fields.
    """

    name: str | None = None
    type: DataSourceType | None = None
    icon: str | None = attrs.field(default=None, repr=False)
    file_server_type: str | None = None
    configurations: tuple[FormField, ...] = ()


@frozen(kw_only=True)
class ConnectionParts(Model):
    """A connection string taken apart. The server keeps quotation marks, and its reading of flags is not reliable.

    Attributes:
        connection_string: as the server reads it; a ``Secret`` where it may show a password.
        database: the database.
        password: the password.
        user_name: the user.
        windows_authentication: whether Windows authenticates; the server's reading of it is not reliable.
    """

    connection_string: Text | None = attrs.field(default=None, metadata=wire("ConnectionString"))
    database: str | None = attrs.field(default=None, metadata=wire("Database"))
    password: Secret | None = attrs.field(default=None, metadata=wire("Password"))
    user_name: str | None = attrs.field(default=None, metadata=wire("UserName"))
    windows_authentication: bool | None = attrs.field(default=None, metadata=wire("WindowsAuthentication"))
