"""How each item of a blueprint stands to a server, with all that is needed to bring it there."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

import attrs

from jobspan._core.classes import frozen
from jobspan._planes.groupid.models.blueprints.bindings import Bindings
from jobspan._planes.groupid.models.blueprints.blueprint import Blueprint
from jobspan._planes.groupid.models.blueprints.building import Place
from jobspan._planes.groupid.models.blueprints.collections import half_of, portrait_of_collection
from jobspan._planes.groupid.models.blueprints.comparing import FieldChange, Half, compare
from jobspan._planes.groupid.models.blueprints.grounding import grounded
from jobspan._planes.groupid.models.blueprints.names import distinct_slugs, slug
from jobspan._planes.groupid.models.blueprints.portrait import Portrait, portrait_of_job, portrait_of_source
from jobspan._planes.groupid.models.blueprints.results import DiffItem, DiffState, ItemKind
from jobspan._planes.groupid.models.blueprints.rows import Tree
from jobspan._planes.groupid.models.blueprints.survey import Survey
from jobspan._planes.groupid.models.blueprints.target import Target
from jobspan._planes.groupid.models.collections import JobCollection
from jobspan._planes.groupid.models.data_sources import DataSource
from jobspan._planes.groupid.models.jobs import Job
from jobspan.credentials import Secret

S = TypeVar("S")

NONE = Bindings()


@frozen(kw_only=True)
class Assessed(Generic[S]):
    """An item of the files: how it stands, what it is on the server, and what it should be.

    Attributes:
        tree: grounded.
        stored: what takes its place now.
        server: the same as a tree, with its secrets.
    """

    item: DiffItem
    tree: Tree
    stored: S | None = None
    server: Half | None = None


@frozen(kw_only=True)
class AssessedJob(Assessed[Job]):
    """A job; for one that is to be written it is known where both of its sides are."""

    places: tuple[Place, Place] | None = None


@frozen(kw_only=True)
class Member:
    """A job of a collection: what it should be, and the copy of its name that the server has."""

    job: AssessedJob
    on_failure: str


@frozen(kw_only=True)
class AssessedCollection(Assessed[JobCollection]):
    """A collection with its jobs."""

    members: tuple[Member, ...] = ()


@frozen(kw_only=True)
class Assessment:
    """A blueprint beside a server."""

    target: Target
    data_sources: tuple[Assessed[DataSource], ...]
    jobs: tuple[AssessedJob, ...]
    collections: tuple[AssessedCollection, ...]
    extra: tuple[DiffItem, ...]

    @property
    def items(self) -> tuple[DiffItem, ...]:
        """All of it: data sources, jobs, collections, then what the files do not have."""
        return (
            *(each.item for each in self.data_sources),
            *(each.item for each in self.jobs),
            *(each.item for each in self.collections),
            *self.extra,
        )


def assess(blueprint: Blueprint, survey: Survey, bindings: Bindings, secrets: Mapping[str, Secret]) -> Assessment:
    """Compare a blueprint with a server.

    Args:
        secrets: those that are known by the names that the blueprint has for them.
    """
    return _Assessor(blueprint, survey, bindings, secrets).assessment()


class _Assessor:
    def __init__(self, blueprint: Blueprint, survey: Survey, bindings: Bindings, secrets: Mapping[str, Secret]) -> None:
        self._blueprint = blueprint
        self._survey = survey
        self._secrets = secrets
        jobs = [portrait_of_job(job, slug(job.name), NONE) for job in survey.jobs]
        members = [
            portrait_of_job(job, f"{slug(collection.name)}.{name}", NONE)
            for collection in survey.collections
            for name, job in _with_slugs(collection.jobs)
        ]
        sources = [portrait_of_source(each, slug(each.name), NONE) for each in survey.data_sources or ()]
        self._target = Target.of(survey, bindings, [*jobs, *members, *sources], blueprint.data_sources)

    def assessment(self) -> Assessment:
        sources = [self._source(tree) for tree in self._blueprint.data_sources]
        jobs = [self._job(tree, _named(self._survey.jobs, tree["name"])) for tree in self._blueprint.jobs]
        collections = [self._collection(tree) for tree in self._blueprint.collections]
        return Assessment(
            target=self._target,
            data_sources=tuple(_unless_twice(sources, lambda each: (each.tree["name"].casefold(), each.tree["type"]))),
            jobs=tuple(_unless_twice(jobs, lambda each: each.tree["name"].casefold())),
            collections=tuple(_unless_twice(collections, lambda each: each.tree["name"].casefold())),
            extra=(*self._extra_sources(), *self._extra_jobs(), *self._extra_collections()),
        )

    def _ground(self, tree: Tree) -> tuple[Tree, tuple[str, ...]]:
        found = grounded(tree, self._target.meaning)
        return found.tree, found.problems

    def _source(self, tree: Tree) -> Assessed[DataSource]:
        made, problems = self._ground(tree)
        made = made | {"name": self._target.name_here(tree["name"])}
        if self._survey.data_sources is None:
            problems = (*problems, "the account may not list data sources")
        stored = self._target.sources_like(tree)
        server = _half(portrait_of_source(stored[0], slug(stored[0].name), NONE)) if len(stored) == 1 else None
        item = self._item(ItemKind.DATA_SOURCE, made, [each.id or 0 for each in stored], problems, server)
        return Assessed(item=item, tree=made, stored=stored[0] if server else None, server=server)

    def _job(self, tree: Tree, stored: Sequence[Job], prefix: str = "") -> AssessedJob:
        made, problems = self._ground(tree)
        places: list[Place] = []
        for side in ("source", "destination"):
            try:
                places.append(self._target.place_of(made[side]))
            except LookupError as unknown:
                problems = (*problems, f"{side}: {unknown.args[0]}")
        server: Half | None = None
        hidden: tuple[str, ...] = ()
        if len(stored) == 1:
            portrait = portrait_of_job(stored[0], prefix + slug(stored[0].name), NONE)
            server = _half(portrait)
            hidden = _hidden_script(made, portrait)
        compared = made | {"script": None} if hidden else made
        item = self._item(ItemKind.JOB, compared, [job.id for job in stored], problems, server, hidden)
        notes = tuple(_history(job) for job in stored) if item.state is DiffState.AMBIGUOUS else ()
        return AssessedJob(
            item=attrs.evolve(item, notes=(*item.notes, *notes)),
            tree=made,
            stored=stored[0] if server else None,
            server=server,
            places=(places[0], places[1]) if len(places) == 2 else None,
        )

    def _collection(self, tree: Tree) -> AssessedCollection:
        head, problems = self._ground({name: each for name, each in tree.items() if name != "members"})
        stored = [each for each in self._survey.collections if _same(each.name, tree["name"])]
        copies = sorted(stored[0].jobs, key=lambda job: job.job_info.run_order) if len(stored) == 1 else []
        members: list[Member] = []
        left = list(copies)
        for row in tree["members"]:
            whole, problem = self._expanded(row)
            if whole is None:
                problems = (*problems, problem)
                continue
            own = next((job for job in left if _same(job.name, row["job"])), None)
            if own is not None:
                left.remove(own)
            member = self._job(whole, [own] if own else [], prefix=f"{slug(tree['name'])}.")
            if member.item.state is DiffState.UNBOUND:
                problems = (*problems, *(f"member {row['job']!r}: {note}" for note in member.item.notes))
            members.append(Member(job=member, on_failure=row["onFailure"]))
        item = self._item(
            ItemKind.COLLECTION,
            head,
            [each.id for each in stored],
            problems,
            _half_of_collection(stored[0]) if len(stored) == 1 else None,
        )
        if len(stored) == 1 and item.state in (DiffState.SAME, DiffState.CHANGED):
            item = _with_members(item, members, copies, left)
        return AssessedCollection(
            item=item, tree=head, stored=stored[0] if len(stored) == 1 else None, members=tuple(members)
        )

    def _expanded(self, row: Tree) -> tuple[Tree | None, str]:
        """The tree of a job in a collection; the file of a job may stand for it."""
        if "definition" in row:
            return row["definition"] | {"name": row["job"]}, ""
        found = [tree for tree in self._blueprint.jobs if _same(tree["name"], row["job"])]
        if len(found) == 1:
            return found[0], ""
        return None, f"member {row['job']!r}: there are {len(found)} jobs of this name in the files"

    def _item(
        self,
        kind: ItemKind,
        tree: Tree,
        ids: Sequence[int],
        problems: Sequence[str],
        server: Half | None,
        hidden: Sequence[str] = (),
    ) -> DiffItem:
        item = DiffItem(kind=kind, name=tree["name"], ids=tuple(ids), state=DiffState.MISSING)
        if problems:
            return attrs.evolve(item, state=DiffState.UNBOUND, notes=tuple(problems))
        if len(ids) > 1:
            return attrs.evolve(item, state=DiffState.AMBIGUOUS, notes=(f"the server has {len(ids)} of this name",))
        if server is None:
            return item
        found = compare(Half(tree=tree, secrets=self._secrets), server)
        return attrs.evolve(
            item,
            state=DiffState.CHANGED if found.changes else DiffState.SAME,
            changes=found.changes,
            unknown=(*found.unknown, *hidden),
            notes=found.notes,
        )

    def _extra_sources(self) -> Iterator[DiffItem]:
        named = {each.id for tree in self._blueprint.data_sources for each in self._target.sources_like(tree)}
        for source in self._survey.data_sources or ():
            if source.id not in named:
                yield _extra(ItemKind.DATA_SOURCE, source.name, source.id or 0)

    def _extra_jobs(self) -> Iterator[DiffItem]:
        for job in self._survey.jobs:
            if not any(_same(tree["name"], job.name) for tree in self._blueprint.jobs):
                yield _extra(ItemKind.JOB, job.name, job.id)

    def _extra_collections(self) -> Iterator[DiffItem]:
        for each in self._survey.collections:
            if not any(_same(tree["name"], each.name) for tree in self._blueprint.collections):
                yield _extra(ItemKind.COLLECTION, each.name, each.id)


def _with_slugs(jobs: Sequence[Job]) -> Iterator[tuple[str, Job]]:
    ordered = sorted(jobs, key=lambda job: job.job_info.run_order)
    yield from zip(distinct_slugs(job.name for job in ordered), ordered, strict=True)


def _half(portrait: Portrait) -> Half:
    return half_of(portrait, NONE)


def _half_of_collection(collection: JobCollection) -> Half:
    portrait = portrait_of_collection(attrs.evolve(collection, jobs=()), slug(collection.name), NONE, {})
    return Half(tree={name: each for name, each in _half(portrait).tree.items() if name != "members"})


def _hidden_script(tree: Tree, portrait: Portrait) -> tuple[str, ...]:
    """A script that the server does not show at all cannot be compared; newer servers keep scripts in files."""
    if portrait.script_shown or not (tree.get("script") or {}).get("code"):
        return ()
    return ("script: the server does not show it",)


def _named(jobs: Sequence[Job], name: str) -> list[Job]:
    return [job for job in jobs if _same(job.name, name)]


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _extra(kind: ItemKind, name: str, id: int) -> DiffItem:
    return DiffItem(kind=kind, name=name, state=DiffState.EXTRA, ids=(id,))


def _history(job: Job) -> str:
    info = job.job_info
    return (
        f"job {info.job_id}: created {info.created:%Y-%m-%d %H:%M}, ran {info.times_run} times"
        if info.created
        else (f"job {info.job_id}: ran {info.times_run} times")
    )


def _unless_twice(found: Sequence[Any], key: Any) -> Iterator[Any]:
    """Items whose name is there twice in the files are ambiguous."""
    counts = Counter(key(each) for each in found)
    for each in found:
        if counts[key(each)] == 1:
            yield each
        else:
            item = attrs.evolve(
                each.item,
                state=DiffState.AMBIGUOUS,
                notes=(*each.item.notes, f"the files have {counts[key(each)]} of this name"),
            )
            yield attrs.evolve(each, item=item)


def _with_members(item: DiffItem, members: Sequence[Member], copies: Sequence[Job], left: Sequence[Job]) -> DiffItem:
    """The item with what differs in the jobs of the collection."""
    changes = list(item.changes)
    unknown = list(item.unknown)
    for member in members:
        path = f"members[{member.job.item.name}]"
        if member.job.stored is None:
            changes.append(FieldChange(path=path, in_files="a job"))
            continue
        before = member.job.stored.job_info.on_failure.value
        if before != member.on_failure:
            changes.append(FieldChange(path=f"{path}.onFailure", on_server=before, in_files=member.on_failure))
        changes += [attrs.evolve(each, path=f"{path}.{each.path}") for each in member.job.item.changes]
        unknown += [f"{path}.{each}" for each in member.job.item.unknown]
    changes += [FieldChange(path=f"members[{job.name}]", on_server="a job") for job in left]
    here, there = [each.job.item.name for each in members], [job.name for job in copies]
    if [*map(str.casefold, here)] != [*map(str.casefold, there)]:
        changes.append(FieldChange(path="members", on_server=", ".join(there), in_files=", ".join(here)))
    return attrs.evolve(
        item,
        state=DiffState.CHANGED if changes else DiffState.SAME,
        changes=tuple(changes),
        unknown=tuple(unknown),
    )
