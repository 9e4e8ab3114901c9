"""What a document of the server is in a blueprint: what belongs to the server is left out or named, secrets are kept apart."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from jobspan._core.classes import frozen
from jobspan._core.secret_names import is_secret_name
from jobspan._planes.groupid.models.blueprints.bindings import Bindings
from jobspan._planes.groupid.models.blueprints.distinguished_names import (
    mentions_domain,
    parts_of_dn,
    text_with_names,
    with_names,
)
from jobspan._planes.groupid.models.blueprints.hiding import Hiding, hidden_in_connection, may_be_secret_field
from jobspan._planes.groupid.models.blueprints.names import slug, slug_of_key
from jobspan._planes.groupid.models.blueprints.placeholders import Kind, literal, placeholder
from jobspan._planes.groupid.models.blueprints.rows import Tree, mapped
from jobspan._planes.groupid.models.data_sources import DataSource
from jobspan._planes.groupid.models.enums import ProviderType
from jobspan._planes.groupid.models.job_settings import Setting, Side
from jobspan._planes.groupid.models.jobs import FieldMap, Job, ObjectOption, SyncQuery
from jobspan._planes.groupid.models.script_template import empty_script
from jobspan._planes.groupid.models.secret_fields import is_password_field
from jobspan._planes.groupid.models.transforms import Script, Static, Transform, plain
from jobspan.credentials import Secret

JOB_FORMAT: Final = "jobspan.groupid.job/1"
SOURCE_FORMAT: Final = "jobspan.groupid.data-source/1"

SIDES: Final = {ProviderType.DIRECTORY.value: "directory", ProviderType.TABLE.value: "table"}

_ABOUT_A_SIDE: Final = (
    *("Type", "Provider", "ProviderName", "ProviderType", "IsDirectoryProvider", "IsTableProvider"),
    *("Table", "Container", "ContainerDetails", "ShouldIncludeSubTree"),
)
OWN_SETTINGS: Final = frozenset(
    {
        *(f"{side}.{name}" for side in ("Source", "Destination") for name in _ABOUT_A_SIDE),
        *("SourceProvider", "DestinationProvider"),
        *("JobOwners", "JobOwnerIds", "IsNotificationEnabled", "ScheduledTask", "SmartGroupScheduleTask"),
        *("Destination.ScriptingLanguage", "Destination.ExposedScriptCode"),
    }
)
"""Settings that a blueprint has in another form, or that belong to the server."""

OF_THE_SERVER: Final = frozenset(
    {
        "Destination.ChangeServiceAccount",
        "Destination.ConfiguredMessagingProvider",
        "Destination.ConfiguredMessagingProviderName",
        "Destination.MessagingProviderConfiguredFrom",
        "Destination.MessagingProviderCloud",
        "Destination.MessagingProviderHostName",
        "Destination.MessagingProviderServer",
        "Destination.MessagingProviderUserName",
        "Destination.MessagingProviderApplicationId",
    }
)
"""Settings with texts that belong to one server or tenant."""

_ACCOUNTS: Final = frozenset({"username", "serviceaccounusername", "applicationid", "tenantid"})
_LOOKS_LIKE_AN_ID: Final = re.compile(r"provider|id|store", re.IGNORECASE)
_FREE_TEXTS: Final = frozenset({"description", "query", "transform", "code", "value", "delimiter", "table"})


@frozen(kw_only=True)
class Portrait:
    """A document as a blueprint has it.

    Attributes:
        tree: what is written; secrets and what belongs to the server are placeholders.
        secrets, values, owners: what these placeholders stand for on the server that it came from.
        warnings: what to look at before it goes to another server.
        script_shown: whether the server shows the global script at all.
    """

    tree: Tree
    secrets: Mapping[str, Secret] = attrs.field(factory=dict, repr=False)
    values: Mapping[str, str] = attrs.field(factory=dict)
    owners: Mapping[str, str] = attrs.field(factory=dict)
    warnings: tuple[str, ...] = ()
    script_shown: bool = True


def portrait_of_job(job: Job, name: str, bindings: Bindings) -> Portrait:
    """The portrait of a job; ``name`` is what the placeholders of its secrets begin with."""
    return _JobPortrayal(job, name, bindings).portrait()


def portrait_of_source(source: DataSource, name: str, bindings: Bindings) -> Portrait:
    """The portrait of a data source."""
    painter = _Portrayal(name, bindings)
    configuration = {
        key: painter.configured(key, value or "") for key, value in sorted(source.configuration_values.items())
    }
    tree: Tree = {
        "format": SOURCE_FORMAT,
        "name": painter.known_here_as(source.name),
        "type": int(source.type),
        "kind": source.kind,
        "configuration": configuration,
    }
    return painter.finished(tree, {})


class _Portrayal:
    def __init__(self, name: str, bindings: Bindings) -> None:
        self.name = name
        self.bindings = bindings
        self.hiding = Hiding(name)
        self.values: dict[str, str] = {}
        self.owners: dict[str, str] = {}
        self.warnings: list[str] = []
        self._named = {here.casefold(): name for name, here in sorted(bindings.providers.items(), reverse=True)}
        self._valued = {text: name for name, text in sorted(bindings.values.items(), reverse=True)}
        self._owned = {guid.casefold(): name for name, guid in sorted(bindings.owners.items(), reverse=True)}

    def known_here_as(self, provider: str) -> str:
        """The name in blueprints of a provider of this server."""
        return self._named.get(provider.casefold(), provider)

    def dn(self, dn: str) -> str:
        return with_names(dn, self.bindings.dns)

    def of_the_server(self, key: str, value: str) -> str:
        """The placeholder of a text that belongs to the server."""
        if not value:
            return ""
        name = self._valued.get(value) or f"{self.name}.{slug_of_key(key)}"
        self.values[name] = value
        return placeholder(Kind.VALUE, name)

    def owner(self, name: str, guid: str) -> str:
        name = self._owned.get(guid.casefold(), name)
        self.owners[name] = guid
        return placeholder(Kind.OWNER, name)

    def configured(self, key: str, value: Any) -> str:
        """An entry of a data source's form."""
        if key.casefold() == "connectionstring":
            return hidden_in_connection(self.hiding, key, value)
        if isinstance(value, Secret) or (is_secret_name(key) and value):
            return self.hiding.placeholder(slug_of_key(key), value)
        return self.of_the_server(key, value) if key.casefold() in _ACCOUNTS else self.hiding.text(value, key)

    def unknown(self, members: Mapping[str, Any]) -> Tree:
        """What is unknown to this version, in alphabetical order, without its secrets."""
        return {name: self._unknown(name, value) for name, value in sorted(members.items())}

    def _unknown(self, name: str, value: Any) -> Any:
        match value:
            case Secret():
                return self.hiding.placeholder(slug_of_key(name), value)
            case str():
                return self.hiding.text(value, name)
            case Mapping():
                return self.unknown(value)
            case list() | tuple():
                return [self._unknown(name, each) for each in value]
        return value

    def finished(self, tree: Tree, about: Mapping[str, Any]) -> Portrait:
        def without_known(path: tuple[str, ...], text: str) -> str:
            return self.hiding.elsewhere(text) if path and path[-1] in _FREE_TEXTS else text

        return Portrait(
            tree=mapped(tree, without_known),
            secrets=self.hiding.found,
            values=self.values,
            owners=self.owners,
            warnings=(*self.warnings, *self.hiding.warnings),
            **about,
        )


class _JobPortrayal(_Portrayal):
    def __init__(self, job: Job, name: str, bindings: Bindings) -> None:
        super().__init__(name, bindings)
        self.job = job

    def portrait(self) -> Portrait:
        job, info = self.job, self.job.job_info
        tree: Tree = {
            "format": JOB_FORMAT,
            "name": info.name,
            "description": self.hiding.text(info.description or "", "description"),
            "enabled": info.is_enable,
        }
        if any((info.schedule, info.smartgroup_schedule, info.scheduled_task, self._scheduled_by_settings())):
            tree["hadSchedule"] = True
        tree |= {
            "source": self._side(job.settings.source, info.source_provider),
            "destination": self._side(job.settings.destination, info.destination_provider),
            "owners": self._owners(),
            "notifications": job.settings.flag("IsNotificationEnabled") or False,
            "objects": [
                self._object(row)
                for row in sorted(job.objects_option, key=lambda o: (int(o.object_type), o.display_name))
            ],
            "queries": [
                self._query(row) for row in sorted(job.sync_query, key=lambda q: (int(q.object_type), not q.is_source))
            ],
            "fields": [self._field(row) for row in sorted(job.fields_map, key=lambda f: int(f.object_type))],
            "script": self._script(),
            "settings": self._settings(),
        }
        tree |= self._schemas()
        more = {"job": self.unknown(job.extra), "info": self.unknown(info.extra)}
        if any(more.values()):
            tree["more"] = {name: members for name, members in more.items() if members}
        return self.finished(tree, {"script_shown": bool(job.settings.text("Destination.ExposedScriptCode"))})

    def _scheduled_by_settings(self) -> bool:
        return any(self.job.settings.text(key) for key in ("ScheduledTask", "SmartGroupScheduleTask"))

    def _side(self, side: Side, provider: str) -> Tree:
        kind = plain(self.job.settings.get(f"{side.which}.ProviderType") or "")
        tree: Tree = {
            "provider": placeholder(Kind.PROVIDER, self.known_here_as(provider)),
            "kind": side.provider_name,
            "side": SIDES.get(kind, kind),
        }
        if side.table:
            tree["table"] = literal(side.table)
        if side.container:
            tree["container"] = self.dn(side.container)
        if side.include_subtree is not None:
            tree["includeSubtree"] = side.include_subtree
        return tree

    def _owners(self) -> list[str]:
        who, guid = self._owner_rows()
        name, mark, its_guid = who.partition("#")
        if not who and not guid:
            return []
        if mark and its_guid == guid and "#" not in its_guid and not set(",;|") & set(guid):
            return [self.owner(name, guid)]
        self.warnings.append("settings: the owners are kept as they are: how several are written is not documented")
        return []

    def _owner_rows(self) -> tuple[str, str]:
        return self.job.settings.text("JobOwners"), self.job.settings.text("JobOwnerIds")

    def _object(self, row: ObjectOption) -> Tree:
        tree: Tree = {
            "objectType": int(row.object_type),
            "displayName": row.display_name,
            "isSelected": row.is_selected,
            "isCreate": row.is_create,
            "isDelete": row.is_delete,
            "isDeprovisioning": row.is_deprovisioning,
            "containerOption": row.container_option,
            "createObjectContainerStrategy": int(row.create_object_container_strategy),
        }
        fixed = row.container_option == "1"
        container = self.job.settings.destination.container
        if not fixed or parts_of_dn(row.container_option_value) != parts_of_dn(container):
            value = row.container_option_value
            tree["containerOptionValue"] = self.dn(value) if fixed else self.hiding.text(value, "containerOptionValue")
        if row.object_type_settings is not None:
            tree["objectTypeSettings"] = self._unknown("objectTypeSettings", row.object_type_settings)
        return tree | self.unknown(row.extra)

    def _query(self, row: SyncQuery) -> Tree:
        tree: Tree = {
            "objectType": int(row.object_type),
            "side": "source" if row.is_source else "destination",
            "queryType": row.query_type.value,
            "query": text_with_names(self.hiding.text(row.query, "queries"), self.bindings.dns),
            "updateAll": row.update_all,
            "timeStampField": row.time_stamp_field or "",
        }
        if mentions_domain(tree["query"]):
            self.warnings.append(f"queries: a query names a domain: {tree['query'][:60]}")
        if row.query_for is not None:
            tree["queryFor"] = self._unknown("queryFor", row.query_for)
        return tree | self.unknown(row.extra)

    def _field(self, row: FieldMap) -> Tree:
        return {
            "objectType": int(row.object_type),
            "destinationField": row.destination_field,
            "sourceField": row.source_field,
            "isKey": row.is_key,
            "forCreateOnly": row.for_create_only,
            "transform": self._transform(row.destination_field, row.transform),
            "delimiter": literal(row.delimiter or ""),
            "options": self._options(row.options),
        } | self.unknown(row.extra)

    def _transform(self, field: str, transform: Transform) -> str:
        secret = is_password_field(field)
        match transform:
            case Static(value=value) if value and (secret or may_be_secret_field(field)):
                if not secret:
                    self.warnings.append(f"fields: the constant for {field!r} was replaced by a placeholder")
                return "Static:value=" + self.hiding.placeholder(slug(field), value)
            case Script(code=code) if secret:
                return "Script:text=" + self.hiding.placeholder(slug(field), code)
        if isinstance(transform.wire, Secret):
            return self.hiding.placeholder(slug(field), transform.wire)
        return self.hiding.text(transform.wire, f"fields: {field}")

    def _options(self, text: str | None) -> Any:
        try:
            tree = json.loads(text or "null")
        except ValueError:
            return self.hiding.text(text or "", "options")
        return mapped(tree, lambda path, each: literal(each)) if isinstance(tree, dict) else literal(text or "") or None

    def _script(self) -> Tree | None:
        language = self.job.settings.text("Destination.ScriptingLanguage") or "0"
        code = as_lines(self.job.settings.text("Destination.ExposedScriptCode"))
        if code in ("", as_lines(empty_script())):
            return None if language == "0" else {"language": language, "code": None}
        return {"language": language, "code": self.hiding.text(code, "script")}

    def _settings(self) -> list[Tree]:
        rows = [row for row in self.job.settings if row.key not in OWN_SETTINGS]
        rows = [row for row in rows if row.key != "Destination.ChangeServiceAccount" or plain(row.value)]
        if not self._owners_are_named():
            rows += [*self.job.settings.all("JobOwners"), *self.job.settings.all("JobOwnerIds")]
        return [*self._setting_rows(sorted(rows, key=lambda row: (row.key, str(row.data_type))))]

    def _owners_are_named(self) -> bool:
        return bool(self.owners) or not any(self._owner_rows())

    def _setting_rows(self, rows: list[Setting]) -> Iterator[Tree]:
        for row in rows:
            tree: Tree = {"key": row.key, "dataType": row.data_type.value, "value": self._setting(row)}
            if row.object_type is not None:
                tree["objectType"] = row.object_type
            yield tree | self.unknown(row.extra)

    def _setting(self, row: Setting) -> str:
        value = row.value
        if isinstance(value, Secret) or (is_secret_name(row.key) and value):
            return self.hiding.placeholder(slug_of_key(row.key), value)
        if row.key in OF_THE_SERVER:
            return self.of_the_server(row.key, value)
        if value.isdigit() and _LOOKS_LIKE_AN_ID.search(row.key):
            self.warnings.append(f"settings: {row.key} is {value}, which may be an id of this server")
        return self.hiding.text(value, f"settings: {row.key}")

    def _schemas(self) -> Tree:
        given = {
            "delimiterSchema": self.job.delimiter_schema,
            "sourceSchema": self.job.source_schema,
            "destinationSchema": self.job.destination_schema,
        }
        return {name: self._unknown(name, value) for name, value in given.items() if value is not None}


def as_lines(text: str) -> str:
    """A text of several lines with ``LF`` and without blanks at the ends of lines."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")
