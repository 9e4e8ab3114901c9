"""A server as a blueprint."""

from collections.abc import Iterable, Sequence
from typing import Final

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.validation import validating
from jobspan._planes.groupid.flows.blueprints.survey import survey
from jobspan._planes.groupid.flows.reads import same_name
from jobspan._planes.groupid.models.blueprints.bindings import Bindings
from jobspan._planes.groupid.models.blueprints.blueprint import Blueprint
from jobspan._planes.groupid.models.blueprints.collections import portrait_of_collection
from jobspan._planes.groupid.models.blueprints.names import distinct_slugs
from jobspan._planes.groupid.models.blueprints.portrait import Portrait, portrait_of_job, portrait_of_source
from jobspan._planes.groupid.models.blueprints.survey import Survey
from jobspan._planes.groupid.models.enums import ProviderType
from jobspan._planes.groupid.models.jobs import Job

_MOST_NAMED: Final = 20
_NO_SOURCES: Final = "the account may not list data sources: they are not in the blueprint"


def export(ctx: PlaneContext, chosen: Sequence[int | str] | None, bindings: Bindings) -> Flow[Blueprint]:
    """All of a server, or some of its jobs with the data sources that they use."""
    found = yield from survey(ctx)
    if chosen is None:
        return blueprint_of(found, bindings, whole=True)
    jobs = _chosen(found, chosen)
    used = {
        name.casefold() for job in jobs for name in (job.job_info.source_provider, job.job_info.destination_provider)
    }
    sources = found.data_sources
    if sources is not None:
        sources = [each for each in sources if each.name.casefold() in used]
    return blueprint_of(Survey(jobs=jobs, data_sources=sources), bindings, learned=found)


def _chosen(found: Survey, chosen: Sequence[int | str]) -> tuple[Job, ...]:
    picked: dict[int, Job] = {}
    with validating("groupid.export", reads=True) as problems:
        for each in chosen:
            fitting = [job for job in found.jobs if _is(job, each)]
            if not fitting:
                problems.add("jobs", f"there is no job {each!r}", [job.name for job in found.jobs[:_MOST_NAMED]])
            elif len(fitting) > 1:
                problems.add(
                    "jobs", f"there are {len(fitting)} jobs {each!r}; give an id", [str(job.id) for job in fitting]
                )
            picked |= {job.id: job for job in fitting}
    return tuple(picked.values())


def _is(job: Job, wanted: int | str) -> bool:
    return same_name(job.name, wanted) if isinstance(wanted, str) else job.id == wanted


def blueprint_of(found: Survey, bindings: Bindings, *, whole: bool = False, learned: Survey | None = None) -> Blueprint:
    """A survey as a blueprint; ``learned``: where to look for identity stores, if not in the survey itself."""
    jobs = portraits_of_jobs(found, bindings)
    by_name = {portrait.tree["name"].casefold(): portrait for portrait in jobs}
    ordered = sorted(found.collections, key=lambda each: (each.name.casefold(), each.name, each.id))
    names = distinct_slugs(each.name for each in ordered)
    collections = [
        portrait_of_collection(each, name, bindings, by_name) for each, name in zip(ordered, names, strict=True)
    ]
    sources = portraits_of_sources(found, bindings)
    everything = [*jobs, *collections, *sources]
    return Blueprint(
        jobs=tuple(each.tree for each in jobs),
        collections=tuple(each.tree for each in collections),
        data_sources=tuple(each.tree for each in sources),
        bindings=_bindings_of(learned or found, bindings, everything),
        warnings=(*_warnings(everything), *((_NO_SOURCES,) if found.data_sources is None else ())),
        whole=whole and found.data_sources is not None,
    )


def portraits_of_jobs(found: Survey, bindings: Bindings) -> list[Portrait]:
    """The jobs that stand alone, by name; of one name, by id."""
    ordered = sorted(found.jobs, key=lambda job: (job.name.casefold(), job.name, job.id))
    names = distinct_slugs(job.name for job in ordered)
    return [portrait_of_job(job, name, bindings) for job, name in zip(ordered, names, strict=True)]


def portraits_of_sources(found: Survey, bindings: Bindings) -> list[Portrait]:
    """The data sources, by name and type."""
    ordered = sorted(found.data_sources or (), key=lambda each: (each.name.casefold(), each.name, int(each.type)))
    names = distinct_slugs(each.name for each in ordered)
    return [portrait_of_source(source, name, bindings) for source, name in zip(ordered, names, strict=True)]


def _bindings_of(found: Survey, given: Bindings, portraits: Iterable[Portrait]) -> Bindings:
    """What the placeholders mean on this server."""
    stores = {
        _name_of(found, name): uses[0].id
        for name, uses in found.providers.items()
        if len(uses) == 1 and uses[0].type == ProviderType.DIRECTORY
    }
    owners = {name: guid for each in portraits for name, guid in each.owners.items()}
    values = {name: text for each in portraits for name, text in each.values.items()}
    return Bindings(
        providers=given.providers,
        identity_stores=stores | {**given.identity_stores},
        owners=owners | {**given.owners},
        dns=given.dns,
        values=values | {**given.values},
    )


def _name_of(found: Survey, folded: str) -> str:
    """A provider's name as jobs spell it."""
    spelt = (
        name
        for job in found.every_job
        for name in (job.job_info.source_provider, job.job_info.destination_provider)
        if name.casefold() == folded
    )
    return next(spelt, folded)


def _warnings(portraits: Iterable[Portrait]) -> list[str]:
    return [f"{each.tree['name']}: {warning}" for each in portraits for warning in each.warnings]
