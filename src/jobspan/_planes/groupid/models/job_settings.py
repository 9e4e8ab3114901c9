"""The settings of a job: an ordered list of key, value and data type, in which a key may come twice.

``Destination.Type`` does, with two data types; a dict would lose one of them.
Source: https://docs-dev.netwrix.com/docs/directorymanager/11_0/api/syncjobs/createjob
"""

import json
from collections.abc import Iterator
from typing import Final, Self

import attrs

from jobspan._core.arguments import hold_to_types
from jobspan._core.classes import frozen
from jobspan._core.convert import wire
from jobspan._planes.groupid.models.documents import Document, Rows
from jobspan._planes.groupid.models.enums import ProviderType, SettingType
from jobspan._planes.groupid.models.secret_fields import is_secret_setting
from jobspan._planes.groupid.models.transforms import Text, plain
from jobspan._public import public
from jobspan.credentials import Secret
from jobspan.models import OpenEnum

OWN_TYPES: Final = {
    "Source.Type": SettingType.INT32,
    "SourceProvider": SettingType.INT32,
    "DestinationProvider": SettingType.INT32,
    "IsNotificationEnabled": SettingType.BOOLEAN,
}
"""The data type of a known key that is not ``System.String``; booleans and numbers mostly travel as strings."""


class Which(OpenEnum):
    """The side of a job."""

    SOURCE = "Source"
    DESTINATION = "Destination"


@frozen(kw_only=True)
class Setting(Document):
    """One row.

    Attributes:
        action: 0 in all documented documents; not explained.
        id: of the row; 0 for a new one.
        key: what it sets; a key may come twice.
        value: text whatever the data type; passwords and certificates come as ``Secret``.
        data_type: what the text stands for.
        object_type: ``None`` in all documented documents.
    """

    action: int = 0
    id: int = 0
    key: str = ""
    value: Text = ""
    data_type: SettingType = SettingType.STRING
    object_type: int | None = None

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "value", setting_text(self.key, self.value))

    @property
    def problem(self) -> str | None:
        """Why the value does not fit its data type; ``None`` when it does, or when the type is unknown."""
        text = plain(self.value)
        match self.data_type:
            case SettingType.INT32:
                return None if text.lstrip("-").isdigit() else "is not a whole number"
            case SettingType.BOOLEAN:
                return None if text in ("True", "False") else "is neither 'True' nor 'False'"
        return None


@frozen(kw_only=True)
class ContainerDetails(Document):
    """The node of the portal's container tree behind a container. ``distinguished_name`` is what counts.

    Attributes:
        id, id_from_identity_store: of the node, as the portal has it.
        name, display_name: the first part of the distinguished name.
        children: the nodes below it, as the portal has them.
        parent_id: id of the node above it.
        show_children, has_children, is_selected, is_focused: how the portal shows it.
        node_type: ``Container``, or ``Domain``.
        distinguished_name: of the container.
    """

    id: str = ""
    name: str = ""
    children: tuple[dict[str, object], ...] = ()
    parent_id: str = ""
    show_children: bool = False
    has_children: bool = False
    node_type: str = "Container"
    distinguished_name: str = attrs.field(default="", metadata=wire("DistinguishedName"))
    id_from_identity_store: str = attrs.field(default="", metadata=wire("IdFromIdentityStore"))
    display_name: str = attrs.field(default="", metadata=wire("DisplayName"))
    is_selected: bool = True
    is_focused: bool = True

    @classmethod
    def of(cls, id: str, dn: str, *, parent_id: str = "") -> Self:
        """The node of a container by its id and distinguished name.

        Args:
            id: id of the node, as the portal has it.
            dn: distinguished name of the container.
            parent_id: id of the node above it.
        """
        name = dn.partition(",")[0].partition("=")[2]
        return cls(
            id=id, name=name, parent_id=parent_id, distinguished_name=dn, id_from_identity_store=id, display_name=name
        )

    def to_text(self) -> str:
        """JSON text as the portal writes it: two blanks, CR LF."""
        return json.dumps(self.to_document(reveal=True), indent=2, ensure_ascii=False).replace("\n", "\r\n")


hold_to_types(ContainerDetails)


@public
@frozen
class Settings(Rows):
    """All settings of a job, in order. Methods return new settings; all other rows stay as they are.

    Attributes:
        rows: as the document has them.
    """

    rows: tuple[Setting, ...] = ()

    def __iter__(self) -> Iterator[Setting]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __contains__(self, key: object) -> bool:
        return any(row.key == key for row in self.rows)

    def all(self, key: str) -> tuple[Setting, ...]:
        """Every row of a key, in order.

        Args:
            key: of the setting, for example ``Source.Table``.
        """
        return tuple(row for row in self.rows if row.key == key)

    def get(self, key: str) -> Text | None:
        """The value of the first row of a key; ``None`` when there is none.

        Args:
            key: of the setting, for example ``Source.Table``.
        """
        return next((row.value for row in self.rows if row.key == key), None)

    def text(self, key: str) -> str:
        """The value of a key, unless it is a secret; empty when there is none.

        Args:
            key: of the setting, for example ``Source.Table``.
        """
        value = self.get(key)
        return value if isinstance(value, str) else ""

    def flag(self, key: str) -> bool | None:
        """A value that is ``True`` or ``False``; ``None`` when it is absent or something else.

        Args:
            key: of the setting, for example ``Source.Table``.
        """
        return {"true": True, "false": False}.get(self.text(key).lower())

    def number(self, key: str) -> int | None:
        """A value that is a whole number; ``None`` when it is absent or something else.

        Args:
            key: of the setting, for example ``Source.Table``.
        """
        text = self.text(key)
        return int(text) if text.lstrip("-").isdigit() else None

    def with_value(self, key: str, value: Text | bool | int) -> Self:
        """Set the value in every row of the key where it differs; add a row at the end when there is none.

        Args:
            key: of the setting, for example ``Source.Table``.
            value: booleans become ``True`` or ``False``, passwords and certificates ``Secret``.
        """
        text = setting_text(key, value)
        if key not in self:
            return self.with_row(Setting(key=key, value=text, data_type=OWN_TYPES.get(key, SettingType.STRING)))
        return attrs.evolve(
            self, rows=tuple(attrs.evolve(row, value=text) if row.key == key else row for row in self.rows)
        )

    def with_row(self, row: Setting) -> Self:
        """Add a row at the end, even if its key exists.

        Args:
            row: the row as it is to stand there.
        """
        return attrs.evolve(self, rows=(*self.rows, row))

    def without(self, key: str) -> Self:
        """Remove every row of this key.

        Args:
            key: of the setting, for example ``Source.Table``.
        """
        return attrs.evolve(self, rows=tuple(row for row in self.rows if row.key != key))

    def with_container_details(self, which: Which, details: ContainerDetails) -> Self:
        """Set the container node. The same node leaves the text as it is, byte for byte.

        Args:
            which: the side.
            details: the node of the container.
        """
        if self.side(which).container_details == details:
            return self
        return self.with_value(f"{which}.ContainerDetails", details.to_text())

    def side(self, which: Which) -> "Side":
        """What the settings say of one side.

        Args:
            which: the side.
        """
        return Side(self, which)

    @property
    def source(self) -> "Side":
        """What the settings say of the source."""
        return self.side(Which.SOURCE)

    @property
    def destination(self) -> "Side":
        """What the settings say of the destination."""
        return self.side(Which.DESTINATION)


hold_to_types(Settings)


@public
@frozen
class Side:
    """A typed view of the rows of one side.

    Attributes:
        settings: all settings of the job.
        which: the side.
    """

    settings: Settings = attrs.field(repr=False)
    which: Which

    @property
    def ids(self) -> tuple[str, ...]:
        """The id of the identity store or data source, as each of its rows has it; they should all agree."""
        keys = (f"{self.which}.Type", f"{self.which}Provider", f"{self.which}.Provider")
        return tuple(plain(row.value) for row in self.settings if row.key in keys)

    @property
    def id(self) -> int | None:
        """The id of the identity store or data source (not of its kind)."""
        return self.settings.number(f"{self.which}.Provider")

    @property
    def provider_name(self) -> str:
        """The kind, for example ``Microsoft Excel`` or ``Active Directory``."""
        return self._text("ProviderName")

    @property
    def provider_type(self) -> ProviderType | None:
        """Identity store, or table of a data source."""
        text = self._text("ProviderType")
        return ProviderType(text) if text else None

    @property
    def is_directory(self) -> bool | None:
        return self._flag("IsDirectoryProvider")

    @property
    def is_table(self) -> bool | None:
        return self._flag("IsTableProvider")

    @property
    def table(self) -> str:
        """The sheet, table or view."""
        return self._text("Table")

    @property
    def container(self) -> str:
        """The distinguished name of the container."""
        return self._text("Container")

    @property
    def include_subtree(self) -> bool | None:
        return self._flag("ShouldIncludeSubTree")

    @property
    def container_details(self) -> ContainerDetails | None:
        """The portal's node of the container; ``None`` when there is none, or its text is not a JSON object."""
        try:
            tree = json.loads(self._text("ContainerDetails"))
        except ValueError:
            return None
        return ContainerDetails.from_document(tree) if isinstance(tree, dict) else None

    def _text(self, name: str) -> str:
        return self.settings.text(f"{self.which}.{name}")

    def _flag(self, name: str) -> bool | None:
        return self.settings.flag(f"{self.which}.{name}")


def setting_text(key: str, value: Text | bool | int) -> Text:
    """A value as the settings have it: booleans capitalised, secrets wrapped."""
    if isinstance(value, Secret):
        return value
    text = str(value)
    return Secret(text) if text and is_secret_setting(key) else text
