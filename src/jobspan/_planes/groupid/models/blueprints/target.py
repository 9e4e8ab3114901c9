"""What a blueprint means on a server that was read: names resolved to ids, placeholders to texts."""

from collections.abc import Iterable
from typing import Any

import attrs

from jobspan._planes.groupid.models.blueprints.bindings import Bindings
from jobspan._planes.groupid.models.blueprints.building import Place
from jobspan._planes.groupid.models.blueprints.distinguished_names import domain_of, parts_of_dn
from jobspan._planes.groupid.models.blueprints.placeholders import Kind, Reference
from jobspan._planes.groupid.models.blueprints.portrait import Portrait
from jobspan._planes.groupid.models.blueprints.rows import Tree
from jobspan._planes.groupid.models.blueprints.survey import Learned, Survey
from jobspan._planes.groupid.models.data_sources import DataSource

TO_BE_CREATED = 0
"""The id of a data source that the same blueprint will create."""


@attrs.frozen(kw_only=True, slots=False)
class Target:
    """A server, as far as it was read, and what the caller says of it.

    Attributes:
        values: what placeholders of values stand for in documents that the server has.
        promised: names on this server, and kinds, of data sources that the blueprint will create.
    """

    survey: Survey
    bindings: Bindings
    values: dict[str, str]
    promised: dict[str, str]

    @classmethod
    def of(cls, survey: Survey, bindings: Bindings, portraits: Iterable[Portrait], sources: Iterable[Tree]) -> "Target":
        """The target of a blueprint with these data sources."""
        values = {name: text for each in portraits for name, text in each.values.items()}
        promised = {
            bindings.providers.get(tree["name"], tree["name"]).casefold(): tree.get("kind") or "" for tree in sources
        }
        return cls(survey=survey, bindings=bindings, values=values, promised=promised)

    def meaning(self, reference: Reference) -> str:
        """What a placeholder stands for.

        Raises:
            LookupError: that is not known; the message says how to tell.
        """
        name = reference.name
        match reference.kind:
            case Kind.PROVIDER:
                return self.name_here(name)
            case Kind.OWNER:
                return self._owner(name)
            case Kind.DN:
                return _given(
                    self.bindings.dns, name, f"{reference} has no meaning: give Bindings(dns={{{name!r}: ...}})"
                )
            case _:
                how = f"{reference} has no meaning on this server: give Bindings(values={{{name!r}: ...}})"
                return _given(self.values | {**self.bindings.values}, name, how)

    def name_here(self, provider: str) -> str:
        """The name on this server of a provider."""
        return self.bindings.providers.get(provider, provider)

    def _owner(self, name: str) -> str:
        if name in self.bindings.owners:
            return self.bindings.owners[name]
        guids = self.survey.owners.get(name, ())
        if len(guids) == 1:
            return guids[0]
        what = f"{len(guids)} owners of this name" if guids else "no job of this server has an owner of this name"
        raise LookupError(f"{Reference(Kind.OWNER, name)}: {what}; give Bindings(owners={{{name!r}: GUID}})")

    def owner_name(self, guid: str) -> str:
        """The name that goes with a GUID."""
        given = {known: name for name, known in self.bindings.owners.items()}
        return self.survey.owner_names.get(guid) or given.get(guid, guid)

    def place_of(self, side: Tree) -> Place:
        """The provider of a side of a grounded tree.

        Raises:
            LookupError: it does not exist, or there are several.
        """
        name, kind = side["provider"], side.get("kind") or ""
        if not isinstance(name, str) or not name:
            raise LookupError("the provider is not named")
        return self._store(name, kind) if side.get("side") == "directory" else self._data_source(name, kind)

    def _store(self, name: str, kind: str) -> Place:
        given = {each.casefold(): id for each, id in self.bindings.identity_stores.items()}
        learned = self.survey.providers.get(name.casefold(), ())
        if name.casefold() in given:
            return Place(id=given[name.casefold()], name=name, kind=kind)
        if len(learned) == 1:
            return Place(id=learned[0].id, name=name, kind=_of_kind(name, kind, learned[0].kind))
        raise LookupError(_unknown_store(name, learned))

    def _data_source(self, name: str, kind: str) -> Place:
        if self.survey.data_sources is None:
            return self._learned_source(name, kind)
        named = [each for each in self.survey.data_sources if each.name.casefold() == name.casefold()]
        fitting = [each for each in named if not kind or each.kind == kind] or named
        if len(fitting) == 1 and fitting[0].id is not None:
            return Place(id=fitting[0].id, name=fitting[0].name, kind=_of_kind(name, kind, fitting[0].kind))
        if not fitting and name.casefold() in self.promised:
            return Place(id=TO_BE_CREATED, name=name, kind=kind)
        raise LookupError(f"there are {len(fitting)} data sources {name!r}; give Bindings(providers={{...}})")

    def _learned_source(self, name: str, kind: str) -> Place:
        learned = self.survey.providers.get(name.casefold(), ())
        if len(learned) != 1:
            raise LookupError(f"the account may not list data sources, and {len(learned)} jobs tell of {name!r}")
        return Place(id=learned[0].id, name=name, kind=_of_kind(name, kind, learned[0].kind))

    def node_of(self, dn: str) -> str | None:
        """The portal's node of a container, where a job of this server has it."""
        return self.survey.nodes.get(parts_of_dn(dn))

    def knows_domain(self, dn: str) -> bool:
        """Whether a job of this server uses a container of the same domain; any is known where no job uses one."""
        return not self.survey.domains or domain_of(dn) in self.survey.domains

    def sources_like(self, tree: Tree) -> list[DataSource]:
        """The data sources of this server that have the name and type of one in a blueprint."""
        name = self.name_here(tree["name"]).casefold()
        known = self.survey.data_sources or ()
        return [each for each in known if each.name.casefold() == name and int(each.type) == tree["type"]]


def _of_kind(name: str, wanted: str, found: str) -> str:
    if wanted and found and wanted != found:
        raise LookupError(f"{name!r} is {found!r} on this server, and {wanted!r} in the files")
    return found or wanted


def _unknown_store(name: str, learned: tuple[Learned, ...]) -> str:
    how = f"give Bindings(identity_stores={{{name!r}: ID}})"
    if learned:
        ids = ", ".join(f"{each.id} in {each.job!r}" for each in learned)
        return f"jobs of this server give the identity store {name!r} several ids ({ids}): {how}"
    return f"no job of this server uses the identity store {name!r}, and no call lists them: {how}"


def _given(known: Any, name: str, otherwise: str) -> str:
    if name not in known:
        raise LookupError(otherwise)
    return str(known[name])
