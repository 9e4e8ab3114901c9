"""The walk over a list whose `offset` may mean anything: never loops, never repeats a row, never loses one unnoticed."""

import tracemalloc
from collections.abc import Callable, Sequence
from typing import Any

import attrs
import pytest
from hypothesis import given, settings, strategies as st

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Emit, Flow, pure
from jobspan._core.paginate import Walk
from jobspan._planes.huawei_dsc.dialect import DscDialect
from jobspan._planes.huawei_dsc.flows.digest_set import DigestSet
from jobspan._planes.huawei_dsc.flows.paging import Batch, pages
from jobspan._planes.huawei_dsc.models.paging import Paging
from jobspan._planes.huawei_dsc.operations.scan_jobs import LIST_FINDINGS
from jobspan.hooks import UnexpectedData
from jobspan.models import Model


@attrs.frozen(kw_only=True)
class Row(Model):
    id: str | None = None
    name: str = ""


class NoAuth:
    def authorize(self, ctx: Any, request: Any) -> Flow[Any]:
        return pure(request)

    def refused(self, ctx: Any, request: Any, response: Any) -> Flow[bool]:
        return pure(False)


CTX = PlaneContext(plane="huawei_dsc", base_url="https://x", auth=NoAuth(), dialect=DscDialect("en-us"))
Serve = Callable[[dict[str, Any]], Batch[Row]]


@attrs.define
class Listed:
    rows: list[Row] = attrs.field(factory=list)
    oddities: list[str] = attrs.field(factory=list)
    requests: int = 0
    complete: bool = True


def walk(serve: Serve, *, limit: int, paging: Paging = Paging.AUTO, at_most: int = 10_000) -> Listed:
    """Walk to the end, answering the flow by hand."""
    listed = Listed()

    def fetch(query: dict[str, Any]) -> Flow[Batch[Row]]:
        listed.requests += 1
        assert listed.requests <= at_most, "the walk does not end"
        return pure(serve(query))

    steps = Walk(pages(CTX, LIST_FINDINGS, fetch, limit=limit, paging=paging, has_marker=True))
    while not steps.done:
        flow = steps.step()
        try:
            effect = next(flow)
            while True:
                assert isinstance(effect, Emit)
                assert isinstance(effect.event, UnexpectedData)
                listed.oddities.append(effect.event.what)
                effect = flow.send(None)
        except StopIteration as end:
            listed.rows += end.value.items
            listed.complete = listed.complete and end.value.complete
    return listed


def server(rows: Sequence[Row], kind: str, *, cap: int, totals: bool) -> Serve:
    def serve(query: dict[str, Any]) -> Batch[Row]:
        size = min(query["limit"], cap)
        start = {"page": query["offset"] * size, "record": query["offset"], "ignored": 0}[kind]
        return Batch(rows=rows[start : start + size], total=len(rows) if totals else None)

    return serve


def named(count: int, *, with_ids: bool = True) -> list[Row]:
    return [Row(id=f"id-{n}" if with_ids else None, name=f"row {n}") for n in range(count)]


@settings(max_examples=300, deadline=None)
@given(
    count=st.integers(0, 60),
    limit=st.integers(1, 20),
    cap=st.integers(1, 20),
    kind=st.sampled_from(["page", "record"]),
    with_ids=st.booleans(),
)
def test_every_row_comes_once_when_the_total_is_told(
    count: int, limit: int, cap: int, kind: str, with_ids: bool
) -> None:
    rows = named(count, with_ids=with_ids)
    listed = walk(server(rows, kind, cap=cap, totals=True), limit=limit)
    assert listed.rows == rows
    assert listed.complete
    assert listed.oddities == []
    assert listed.requests <= 2 + count / min(limit, cap)


@settings(max_examples=200, deadline=None)
@given(count=st.integers(0, 60), limit=st.integers(1, 20), kind=st.sampled_from(["page", "record"]))
def test_every_row_comes_once_without_a_total(count: int, limit: int, kind: str) -> None:
    rows = named(count)
    assert walk(server(rows, kind, cap=1000, totals=False), limit=limit).rows == rows


@settings(max_examples=200, deadline=None)
@given(count=st.integers(0, 60), limit=st.integers(1, 20), totals=st.booleans())
def test_a_server_that_ignores_paging_is_found_out(count: int, limit: int, totals: bool) -> None:
    rows = named(count)
    listed = walk(server(rows, "ignored", cap=1000, totals=totals), limit=limit)
    assert listed.rows == rows[:limit]
    assert listed.requests <= 2
    certain = count < limit or (totals and count == limit) or count == 0
    assert listed.complete == certain
    assert bool(listed.oddities) == (not certain)


@settings(max_examples=300, deadline=None)
@given(
    answers=st.lists(st.lists(st.integers(0, 9), max_size=5), max_size=12),
    total=st.none() | st.integers(0, 40),
    limit=st.integers(1, 5),
    paging=st.sampled_from([Paging.AUTO, Paging.PAGE, Paging.RECORD]),
)
def test_no_server_makes_it_loop_or_repeat(
    answers: list[list[int]], total: int | None, limit: int, paging: Paging
) -> None:
    """Whatever a server answers, again and again from the start."""
    turn = iter(range(10_000))

    def serve(query: dict[str, Any]) -> Batch[Row]:
        page = answers[next(turn) % len(answers)] if answers else []
        return Batch(rows=[Row(id=f"id-{n}") for n in page], total=total)

    listed = walk(serve, limit=limit, paging=paging, at_most=60)
    ids = [row.id for row in listed.rows]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("paging", "kind"), [(Paging.PAGE, "page"), (Paging.RECORD, "record")])
def test_a_mode_can_be_forced(paging: Paging, kind: str) -> None:
    rows = named(23)
    listed = walk(server(rows, kind, cap=1000, totals=True), limit=5, paging=paging)
    assert (listed.rows, listed.requests) == (rows, 5)


def test_a_total_that_cannot_be_true_does_not_count() -> None:
    rows = named(7)

    def serve(query: dict[str, Any]) -> Batch[Row]:
        start = query["offset"] * query["limit"]
        return Batch(rows=rows[start : start + query["limit"]], total=0)

    assert walk(serve, limit=3).rows == rows


def test_rows_that_shift_between_two_pages_come_once() -> None:
    """A row that is added in front moves the last row of a page onto the next one."""
    rows = named(20)
    added = [Row(id="new"), *rows]

    def serve(query: dict[str, Any]) -> Batch[Row]:
        source = rows if query["offset"] == 0 else added
        start = query["offset"] * query["limit"]
        return Batch(rows=source[start : start + query["limit"]], total=len(source))

    assert [row.id for row in walk(serve, limit=5).rows] == [row.id for row in rows]


def test_markers_are_handed_back_as_they_came() -> None:
    rows, asked = named(12), []

    def serve(query: dict[str, Any]) -> Batch[Row]:
        asked.append(query.get("marker"))
        start = int(query["marker"][0]) if query["marker"] else 0
        return Batch(rows=rows[start : start + 5], total=12, marker=[start + 5, "text", {"a": 1}])

    listed = walk(serve, limit=5, paging=Paging.MARKER)
    assert listed.rows == rows
    assert asked == [None, ["5", "text", '{"a":1}'], ["10", "text", '{"a":1}']]


def test_a_marker_that_is_ignored_ends_the_walk() -> None:
    rows = named(12)
    listed = walk(lambda query: Batch(rows=rows[:5], total=12, marker=["m"]), limit=5, paging=Paging.MARKER)
    assert listed.rows == rows[:5]
    assert not listed.complete


def test_markers_that_lead_in_a_circle_end_the_walk() -> None:
    rows = named(4)

    def serve(query: dict[str, Any]) -> Batch[Row]:
        after = (query["marker"] or ["b"])[0]
        return Batch(rows=rows[:2] if after == "b" else rows[2:], marker=["a" if after == "b" else "b"])

    assert walk(serve, limit=2, paging=Paging.MARKER, at_most=10).rows[:4] == rows


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text() | st.binary(), max_size=50), st.integers(0, 3000))
def test_what_was_seen_is_remembered_and_nothing_else(marks: list[str | bytes], more: int) -> None:
    seen = DigestSet()
    seen.update(marks)
    seen.update(f"id-{n}" for n in range(more))
    assert all(mark in seen for mark in marks)
    assert all(f"id-{n}" in seen for n in range(more))
    assert not any(f"other-{n}" in seen for n in range(100))


@pytest.mark.exhaustive
@pytest.mark.parametrize(("paging", "most"), [(Paging.MARKER, 1_000_000), (Paging.AUTO, 5_000_000)])
def test_a_hundred_thousand_rows_stay_small(paging: Paging, most: int) -> None:
    """Only short digests of the rows that came are kept; with markers not even those."""
    size, count = 500, 100_000

    def serve(query: dict[str, Any]) -> Batch[Row]:
        start = int(query["marker"][0]) if query.get("marker") else query.get("offset", 0) * size
        rows = [Row(id=f"00000000-0000-4000-8000-{n:012d}") for n in range(start, min(start + size, count))]
        return Batch(rows=rows, total=count, marker=[start + size])

    def fetch(query: dict[str, Any]) -> Flow[Batch[Row]]:
        return pure(serve(query))

    steps, seen = Walk(pages(CTX, LIST_FINDINGS, fetch, limit=size, paging=paging, has_marker=True)), 0
    tracemalloc.start()
    while not steps.done:
        try:
            next(steps.step())
        except StopIteration as end:
            seen += len(end.value.items)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seen == count
    assert peak < most


def pages_of(*answers: list[Row]) -> Serve:
    left = [*answers, []]
    return lambda query: Batch(rows=left.pop(0) if len(left) > 1 else [])


def test_a_full_page_without_news_may_hide_more_where_no_total_is_told() -> None:
    rows = named(6)
    listed = walk(pages_of(rows[:2], rows[2:4], rows[2:4], rows[4:]), limit=2)
    assert (listed.rows, listed.complete) == (rows[:4], False)
    assert listed.oddities == ["the server gives no further rows: 4 rows came, more may exist"]


def test_a_row_that_equals_an_earlier_one_is_not_left_out_without_a_word() -> None:
    rows = named(6, with_ids=False)
    listed = walk(pages_of(rows[:2], rows[2:4], [rows[3], rows[4]], [rows[5]]), limit=2)
    assert listed.rows == rows
    assert ["equal others of pages before" in each for each in listed.oddities] == [True]
