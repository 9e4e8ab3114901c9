"""The pieces of a job's definition, as a person thinks of them: where data comes from, where it goes, what each field gets."""

from typing import Self

import attrs

from jobspan._core.arguments import hold_to_types
from jobspan._core.classes import frozen
from jobspan._core.plain import Plain
from jobspan._core.validation import validating
from jobspan._planes.groupid.models.enums import ObjectType, ProviderType
from jobspan._planes.groupid.models.job_settings import ContainerDetails, Side
from jobspan._planes.groupid.models.jobs import FieldMap, PasswordOptions
from jobspan._planes.groupid.models.secret_fields import is_password_field
from jobspan._planes.groupid.models.transforms import Static, Transform, concealed
from jobspan._public import public


@public
@frozen(kw_only=True)
class Provider(Plain):
    """The facts of an identity store or data source.

    Attributes:
        id: of the identity store or data source itself, not of its kind.
        name: as the portal shows it.
        kind: for example ``Active Directory`` or ``Microsoft Excel``.
        type: directory or table.
    """

    id: int
    name: str
    kind: str
    type: ProviderType = ProviderType.DIRECTORY

    @classmethod
    def of(cls, side: Side, name: str) -> Self:
        """The provider of one side of an existing job: the only source for an identity store, which no call reads.

        Args:
            side: of an existing job: ``job.settings.source`` or ``job.settings.destination``.
            name: of the provider, as the head of that job has it.

        Raises:
            ValidationError: the settings of that side name no provider.
        """
        with validating("Provider.of") as problems:
            if side.id is None:
                problems.add(f"settings.{side.which}.Provider", "is missing")
        return cls(
            id=side.id or 0, name=name, kind=side.provider_name, type=side.provider_type or ProviderType.DIRECTORY
        )


hold_to_types(Provider)


@public
@frozen
class Table:
    """A table, sheet or view of a data source.

    Attributes:
        source: the name (or id) of a data source, whose facts are then read; or the facts themselves.
        name: of the table; Excel sheets without the ``$``.
        query: SQL; by default everything in the table.
        changed_since: the field with the time of the last change; if given, only changed records are taken.
    """

    source: str | int | Provider
    name: str
    query: str | None = attrs.field(default=None, kw_only=True)
    changed_since: str = attrs.field(default="", kw_only=True)

    def sql(self, kind: str) -> str:
        """The query, by default ``SELECT * FROM`` the table in the notation of its kind.

        Args:
            kind: kind of the provider in words, for example ``Microsoft Excel``.
        """
        if self.query is not None:
            return self.query
        if self.name.startswith("["):
            return f"SELECT * FROM {self.name}"
        return f"SELECT * FROM [{self.name}{'$' if kind == 'Microsoft Excel' else ''}]"


@public
@frozen
class Container:
    """A container of an identity store.

    Attributes:
        store: the facts of the identity store (see :meth:`Provider.of`).
        dn: the distinguished name.
        query: in the filter language; by default all objects of the type.
        node: the portal's node of the container.
        subtree: sub-containers as well.
        changed_since: for a source: the attribute with the time of the last change.
    """

    store: Provider
    dn: str
    query: str | None = attrs.field(default=None, kw_only=True)
    node: ContainerDetails | None = attrs.field(default=None, kw_only=True)
    subtree: bool = attrs.field(default=True, kw_only=True)
    changed_since: str = attrs.field(default="", kw_only=True)


Place = Table | Container


@public
@frozen
class Map:
    """What a destination field gets.

    Attributes:
        to: the destination field.
        value: a source field's name, or a transform (``Join``, ``Static``, ``Script``).
        key: the field matches source and destination objects.
        new_only: write it only when the object is created. By default so for keys (always) and passwords.
        delimiter: between the values of a field that holds several.
        password: how a password is made; for password fields.
    """

    to: str
    value: str | Transform
    key: bool = attrs.field(default=False, kw_only=True)
    new_only: bool | None = attrs.field(default=None, kw_only=True)
    delimiter: str = attrs.field(default="", kw_only=True)
    password: PasswordOptions | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if isinstance(self.value, Transform) and is_password_field(self.to):
            # What becomes a password is a secret from the start.
            object.__setattr__(self, "value", concealed(self.value))

    def row(self, type: ObjectType) -> FieldMap:
        """The row of the document.

        Args:
            type: what kind of object the row is for.
        """
        secret = is_password_field(self.to)
        transform = self.value if isinstance(self.value, Transform) else Transform()
        options = self.password or (PasswordOptions() if secret and isinstance(transform, Static) else None)
        return FieldMap(
            source_field=self.value if isinstance(self.value, str) else "",
            destination_field=self.to,
            delimiter=self.delimiter,
            transform=transform,
            for_create_only=(self.key or secret) if self.new_only is None else self.new_only,
            object_type=type,
            is_key=self.key,
            options=options.to_text() if options else None,
        )


@public
@frozen
class Owner:
    """Who owns the job: display name and object GUID.

    Attributes:
        name: display name.
        guid: GUID of the directory object.
    """

    name: str
    guid: str
