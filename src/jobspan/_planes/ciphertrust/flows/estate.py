"""The estate: the containers of several families at once, and when each was synchronized last."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, wall_clock
from jobspan._core.overview import outcomes_of
from jobspan._core.paginate import Walk
from jobspan._core.validation import validating
from jobspan._planes.ciphertrust.container_kinds import MAIN_FAMILIES, ContainerKind, containers_of
from jobspan._planes.ciphertrust.families import BY_KEY
from jobspan._planes.ciphertrust.flows.containers import list_containers
from jobspan._planes.ciphertrust.flows.last_syncs import told_by_jobs
from jobspan._planes.ciphertrust.flows.listing import LARGEST_PAGE
from jobspan._planes.ciphertrust.models.estate import Container, Estate, UnreadFamily
from jobspan._planes.ciphertrust.words import FamilyName
from jobspan.errors import JobspanError, NotFound


@frozen
class _Shelf:
    """What one family's list brought."""

    containers: tuple[Container, ...]
    unreadable: int


def read_estate(ctx: PlaneContext, families: Sequence[FamilyName] | None) -> Flow[Estate]:
    """The containers of these families; without any, of one family for each list that there is.

    Raises:
        ValidationError: an unknown family, or no list of names.
        JobspanError: not one of the families could be read; the first reason.
    """
    wanted = dict(map(containers_of, _named(families)))
    as_of = datetime.fromtimestamp((yield from wall_clock()), UTC)
    lists: list[tuple[FamilyName, Callable[[], Flow[_Shelf]]]] = [
        (family, partial(_read, ctx, family, kind)) for family, kind in wanted.items()
    ]
    containers: list[Container] = []
    unread: list[UnreadFamily] = []
    for family, outcome in (yield from outcomes_of(ctx, lists)):
        if isinstance(outcome, JobspanError):
            absent = isinstance(outcome, NotFound)
            unread.append(UnreadFamily(family=family, reason=str(outcome), absent=absent))
            continue
        containers += outcome.containers
        if outcome.unreadable:
            unread.append(UnreadFamily(family=family, reason=f"{outcome.unreadable} of the rows cannot be read"))
    return Estate(containers=tuple(containers), unread=tuple(unread), as_of=as_of)


def _named(families: Sequence[FamilyName] | None) -> Iterable[FamilyName]:
    if families is None:
        return MAIN_FAMILIES
    with validating("ciphertrust.containers.estate") as problems:
        if isinstance(families, str):
            problems.add("families", "must be a list of names of families, not one name")
        elif not families:
            problems.add("families", "must name a family, or be None for all")
    return families


def _read(ctx: PlaneContext, family: FamilyName, kind: ContainerKind[Any]) -> Flow[_Shelf]:
    walk = Walk(list_containers(ctx, family, kind, {}, limit=LARGEST_PAGE))
    found: list[Container] = []
    while not walk.done:
        found += (yield from walk.step()).items
    told = yield from told_by_jobs(ctx, BY_KEY[family], found)
    return _Shelf(tuple(told), walk.unreadable)


def read_stale(ctx: PlaneContext, older_than: timedelta, families: Sequence[FamilyName] | None) -> Flow[Estate]:
    """The containers that were not synchronized within this time."""
    with validating("ciphertrust.containers.stale") as problems:
        if not isinstance(older_than, timedelta):
            problems.add("older_than", f"must be a timedelta, not {type(older_than).__name__}")
        elif older_than < timedelta(0):
            problems.add("older_than", "must not be negative")
    estate = yield from read_estate(ctx, families)
    return estate.stale(older_than)
