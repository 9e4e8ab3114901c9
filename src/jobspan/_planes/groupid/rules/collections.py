"""What a collection of jobs should be like."""

from typing import Final

from jobspan._planes.groupid.models.collections import JobCollection
from jobspan._planes.groupid.models.enums import JobType
from jobspan._planes.groupid.rules.base import GUIDE, REFERENCE, DocumentRule, Findings, JobFacts, document_rule
from jobspan._planes.groupid.rules.documented import DOCUMENTED

_IN_JOBS: Final = {rule.rule.id: rule for rule in DOCUMENTED}


def _order(collection: JobCollection) -> Findings:
    orders = [job.job_info.run_order for job in collection.jobs]
    if sorted(orders) != list(range(1, len(orders) + 1)):
        yield "$.jobs", f"The places are {', '.join(map(str, orders))}."


def _heads(collection: JobCollection) -> Findings:
    heads = [(info.job_id, info.name) for info in collection.job_collection_info.jobs]
    whole = [(job.id, job.name) for job in collection.jobs]
    if heads != whole:
        yield "$.jobCollectionInfo.jobs", "Heads and whole jobs differ, or their order does."


def _job_types(collection: JobCollection) -> Findings:
    for i, job in enumerate(collection.jobs):
        if job.job_info.type != JobType.IN_COLLECTION:
            yield f"$.jobs[{i}].jobInfo.type", f"It is {int(job.job_info.type)}; a job in a collection has 2."
        if (job.job_info.collection_id or 0) not in (0, collection.id):
            yield f"$.jobs[{i}].jobInfo.collectionId", f"It is {job.job_info.collection_id}, not {collection.id}."


def _in_each_job(id: str) -> DocumentRule[JobCollection]:
    """A documented rule of jobs, for all jobs of a collection."""
    one = _IN_JOBS[id]

    def find(collection: JobCollection) -> Findings:
        for i, job in enumerate(collection.jobs):
            for place, problem in one.find(JobFacts(job=job)) or ():
                yield place.replace("$", f"$.jobs[{i}]", 1), problem

    return document_rule(id, one.rule.text, find, source=one.rule.source)


COLLECTION_RULES: Final[tuple[DocumentRule[JobCollection], ...]] = (
    document_rule(
        "collection-order",
        "Jobs of a collection run one after the other, from place 1.",
        _order,
        source=f"{GUIDE} (Create a Job Collection)",
        advisory=True,
    ),
    document_rule(
        "collection-heads",
        "A collection lists its jobs twice, in the same order.",
        _heads,
        source=f"{REFERENCE} (Create a New Job Collection, sample)",
        advisory=True,
    ),
    document_rule(
        "collection-job-types",
        "Jobs in a collection have the type and the collection's id.",
        _job_types,
        source=f"{REFERENCE} (Create a New Job Collection, sample)",
        advisory=True,
    ),
    _in_each_job("on-failure"),
    _in_each_job("script-text"),
)
