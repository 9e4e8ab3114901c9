"""Reads all that a server has."""

from collections.abc import Sequence
from functools import partial
from typing import TypeVar

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, gather
from jobspan._core.paginate import collect
from jobspan._planes.groupid.flows import collections, reads
from jobspan._planes.groupid.flows.jobs import readable
from jobspan._planes.groupid.models.blueprints.survey import Survey
from jobspan._planes.groupid.operations.data_sources import LIST_DATA_SOURCES

T = TypeVar("T")


def survey(ctx: PlaneContext) -> Flow[Survey]:
    """All jobs, collections and data sources, whole. An account may lack the right to list data sources.

    Raises:
        OperationError: a job or a collection cannot be read: nothing follows from a part of a server.
    """
    heads = yield from collect(reads.jobs(ctx))
    collection_heads = yield from collect(collections.collections(ctx))
    jobs = yield from gather([partial(reads.job, ctx, each.job_id) for each in heads], ctx.policy.concurrency)
    whole = yield from gather(
        [partial(collections.get, ctx, each.id) for each in collection_heads], ctx.policy.concurrency
    )
    sources = yield from readable(ctx, LIST_DATA_SOURCES, lambda: reads.data_sources(ctx))
    return Survey(jobs=tuple(_all(jobs)), collections=tuple(_all(whole)), data_sources=sources)


def _all(answers: Sequence[T | Exception]) -> list[T]:
    for answer in answers:
        if isinstance(answer, Exception):
            raise answer
    return [each for each in answers if not isinstance(each, Exception)]
