"""Collections in blueprints: which jobs run one after the other. A copy that is like the job of its name is only named."""

from collections.abc import Iterator, Mapping
from typing import Any

from jobspan._planes.groupid.models.blueprints.bindings import Bindings
from jobspan._planes.groupid.models.blueprints.comparing import Half, compare
from jobspan._planes.groupid.models.blueprints.forms import COLLECTION_FORMAT
from jobspan._planes.groupid.models.blueprints.grounding import grounded
from jobspan._planes.groupid.models.blueprints.hiding import Hiding
from jobspan._planes.groupid.models.blueprints.names import distinct_slugs
from jobspan._planes.groupid.models.blueprints.placeholders import Kind, Reference
from jobspan._planes.groupid.models.blueprints.portrait import Portrait, portrait_of_job
from jobspan._planes.groupid.models.blueprints.rows import Tree
from jobspan._planes.groupid.models.collections import JobCollection

_NO_SCHEDULE = (None, "", "0")


def portrait_of_collection(
    collection: JobCollection, name: str, bindings: Bindings, jobs: Mapping[str, Portrait]
) -> Portrait:
    """The portrait of a collection.

    Args:
        jobs: the portraits of jobs that stand alone, by their names in lower case.
    """
    info, hiding = collection.job_collection_info, Hiding(name)
    tree: Tree = {
        "format": COLLECTION_FORMAT,
        "name": info.name,
        "description": hiding.text(info.description or collection.description or "", "description"),
    }
    if info.schedule not in _NO_SCHEDULE or info.smartgroup_schedule not in _NO_SCHEDULE:
        tree["hadSchedule"] = True
    tree["notifications"] = {
        "enabled": collection.is_notification_enabled,
        "individually": collection.notification_send_individual_email,
        "when": collection.notify_when,
        "recipients": hiding.text(collection.notification_recipients or "", "recipients"),
    }
    ordered = sorted(collection.jobs, key=lambda job: job.job_info.run_order)
    own = distinct_slugs(job.name for job in ordered)
    members = [portrait_of_job(job, f"{name}.{slug}", bindings) for job, slug in zip(ordered, own, strict=True)]
    tree["members"] = [
        {"job": job.name, "onFailure": job.job_info.on_failure.value} | _definition(member, job.name, bindings, jobs)
        for job, member in zip(ordered, members, strict=True)
    ]
    inline = [each for each, row in zip(members, tree["members"], strict=True) if "definition" in row]
    return Portrait(
        tree=tree,
        secrets={**hiding.found, **_merged(each.secrets for each in inline)},
        values=_merged(each.values for each in inline),
        owners=_merged(each.owners for each in inline),
        warnings=(*hiding.warnings, *(warning for each in inline for warning in each.warnings)),
    )


def _definition(member: Portrait, name: str, bindings: Bindings, jobs: Mapping[str, Portrait]) -> Tree:
    alone = jobs.get(name.casefold())
    if alone is not None and _equal(member, alone, bindings):
        return {}
    return {"definition": {key: value for key, value in member.tree.items() if key not in ("format", "name")}}


def _equal(one: Portrait, other: Portrait, bindings: Bindings) -> bool:
    found = compare(half_of(one, bindings), half_of(other, bindings))
    return one.script_shown == other.script_shown and not (found.changes or found.unknown or found.notes)


def half_of(portrait: Portrait, bindings: Bindings) -> Half:
    """A portrait, grounded on the server that it was made of."""

    def meaning(reference: Reference) -> str:
        match reference.kind:
            case Kind.OWNER:
                return portrait.owners[reference.name]
            case Kind.VALUE:
                return portrait.values[reference.name]
            case Kind.DN:
                return bindings.dns[reference.name]
        return bindings.providers.get(reference.name, reference.name)

    return Half(tree=grounded(portrait.tree, meaning).tree, secrets=portrait.secrets)


def _merged(parts: Iterator[Mapping[str, Any]]) -> dict[str, Any]:
    return {name: value for part in parts for name, value in part.items()}
