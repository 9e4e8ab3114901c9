"""Rows and elements: what cannot be read costs itself, is reported with its place, and nothing is lost without a word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import attrs
import pytest
from hypothesis import given, strategies as st

from jobspan._core.convert import WHOLE, Codec, Oddity, RowsReply, Unreadable, rows, wire
from jobspan.models import Model

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Tag(Model):
    key: str
    value: str | None = None


@attrs.frozen(kw_only=True)
class Tool(Model):
    id: str
    weight: int | None = None
    tags: tuple[Tag, ...] = ()
    sizes: tuple[int, ...] = ()
    places: dict[str, Tag] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class Finding(Model):
    """Nothing of it is documented as being there always."""

    id: str | None = None
    found: str | None = None
    tags: tuple[Tag, ...] = ()


@attrs.frozen(kw_only=True)
class Page(RowsReply, Generic[T]):
    items: tuple[T, ...] = attrs.field(metadata=rows())
    next: str | None = None


@attrs.frozen(kw_only=True)
class Counted(RowsReply):
    tools: tuple[Tool, ...] = attrs.field(metadata=rows(total="total"))
    total: int | None = None


@attrs.frozen(kw_only=True)
class ByName(RowsReply):
    tools: dict[str, Tool] = attrs.field(metadata=rows())


@attrs.frozen(kw_only=True)
class Bare(RowsReply, Generic[T]):
    rows: tuple[T, ...] = attrs.field(metadata=rows() | wire(WHOLE))


ROADS = ["read", "read_by_hand"]


@pytest.fixture(params=ROADS)
def read(request: pytest.FixtureRequest) -> Callable[[Any, Any], Any]:
    codec = Codec()
    road: Callable[[Any, Any], Any] = getattr(codec, request.param)
    return road


class TestRows:
    @pytest.mark.parametrize(
        ("document", "why"),
        [
            ({}, "is missing"),
            ({"items": None}, "is null"),
            ({"items": {"id": "1"}}, "expected a list, found an object"),
            ({"items": "none"}, "expected a list, found a string"),
            ({"error": "down for maintenance"}, "is missing"),
        ],
    )
    def test_a_reply_without_them_cannot_be_read(
        self, read: Callable[[Any, Any], Any], document: Any, why: str
    ) -> None:
        with pytest.raises(Unreadable) as caught:
            read(Page[Tool], document)
        assert (caught.value.path, caught.value.why) == ("$.items", why)

    @pytest.mark.parametrize(
        ("row", "path", "why"),
        [
            (None, "$.items[1]", "expected an object, found null"),
            ("2", "$.items[1]", "expected an object, found a string"),
            ([], "$.items[1]", "expected an object, found a list"),
            ({}, "$.items[1].id", "is missing"),
            ({"id": None}, "$.items[1].id", "is null"),
            ({"id": ["2"]}, "$.items[1].id", "expected str, found a list"),
        ],
    )
    def test_one_that_cannot_be_read_costs_itself(
        self, read: Callable[[Any, Any], Any], row: Any, path: str, why: str
    ) -> None:
        page, oddities = read(Page[Tool], {"items": [{"id": "1"}, row, {"id": "3"}], "next": "c"})
        assert page == Page(items=(Tool(id="1"), Tool(id="3")), next="c", unreadable=1)
        assert oddities == (Oddity(path, f"{why}; the row is left out", row=True),)

    @pytest.mark.parametrize("blank", [{}, {"id": {"is": "odd"}}, {"found": [], "job": 5}, {"id": None}, {"tags": []}])
    def test_one_that_says_nothing_stands_for_one_that_is_hidden(
        self, read: Callable[[Any, Any], Any], blank: dict[str, Any]
    ) -> None:
        reply, oddities = read(Page[Finding], {"items": [{"id": "1"}, blank, {"found": "here"}, {"id": "2", "new": 1}]})
        assert [row.id for row in reply.items] == ["1", None, "2"]
        assert reply.unreadable == 1
        assert [odd.path for odd in oddities if odd.row] == ["$.items[1]"]

    def test_each_is_reported_with_its_place(self, read: Callable[[Any, Any], Any]) -> None:
        page, oddities = read(Page[Tool], {"items": [None, {"id": "1"}, None, {"weight": 1}] * 300})
        assert len(page.items) == 300
        assert page.unreadable == len(oddities) == 900
        assert [odd.path for odd in oddities][-2:] == ["$.items[1198]", "$.items[1199].id"]

    def test_rows_of_plain_values(self, read: Callable[[Any, Any], Any]) -> None:
        page, oddities = read(Page[str], {"items": ["a", None, 3, ["b"]]})
        assert (page.items, page.unreadable) == (("a", "3"), 2)
        assert [(odd.path, odd.row) for odd in oddities if odd.row] == [("$.items[1]", True), ("$.items[3]", True)]

    @pytest.mark.parametrize("total", [0, "0"])
    def test_none_are_needed_where_the_reply_counts_none(self, read: Callable[[Any, Any], Any], total: Any) -> None:
        for document in ({"total": total}, {"total": total, "tools": None}):
            found, _ = read(Counted, document)
            assert (found.tools, found.unreadable) == ((), 0)

    @pytest.mark.parametrize("total", [7, None, False, "", []])
    def test_they_are_needed_where_it_does_not(self, read: Callable[[Any, Any], Any], total: Any) -> None:
        with pytest.raises(Unreadable, match=r"\$\.tools: is null"):
            read(Counted, {"total": total, "tools": None})

    def test_rows_by_name(self, read: Callable[[Any, Any], Any]) -> None:
        found, oddities = read(ByName, {"tools": {"saw": {"id": "1"}, "axe": None, "awl": {"weight": 2}}})
        assert (found.tools, found.unreadable) == ({"saw": Tool(id="1")}, 2)
        assert [odd.path for odd in oddities] == ["$.tools.axe", "$.tools.awl.id"]

    def test_a_reply_that_is_a_list(self, read: Callable[[Any, Any], Any]) -> None:
        found, oddities = read(Bare[Tool], [{"id": "1"}, None])
        assert (found.rows, found.unreadable) == ((Tool(id="1"),), 1)
        assert [odd.path for odd in oddities] == ["$[1]"]
        others: list[Any] = [{"rows": []}, None, {"error": "no"}]
        for document in others:
            with pytest.raises(Unreadable) as caught:
                read(Bare[Tool], document)
            assert caught.value.path == "$"

    def test_a_reply_inside_another(self, read: Callable[[Any, Any], Any]) -> None:
        outer, oddities = read(Page[Page[Tool]], {"items": [{"items": [None]}, {"items": None}]})
        assert (outer.items, outer.unreadable) == ((Page(items=(), unreadable=1),), 1)
        assert [odd.path for odd in oddities] == ["$.items[0].items[0]", "$.items[1].items"]


class TestElements:
    TAGS: list[Any] = [{"key": "a"}, None, {"key": None}, {"key": "b", "new": 1}]

    def test_those_of_other_lists_cost_themselves_too(self, read: Callable[[Any, Any], Any]) -> None:
        tool, oddities = read(Tool, {"id": "1", "tags": self.TAGS})
        assert tool.tags == (Tag(key="a"), Tag(key="b", extra={"new": 1}))
        assert oddities == (
            Oddity("$.tags[1]", "expected an object, found null; this entry is left out"),
            Oddity("$.tags[2].key", "is null; this entry is left out"),
        )

    def test_the_whole_list_travels_back(self, read: Callable[[Any, Any], Any]) -> None:
        tool, _ = read(Tool, {"id": "1", "tags": self.TAGS, "places": {"top": None, "low": {"key": "c"}}})
        codec = Codec()
        assert codec.write(tool)["tags"] == self.TAGS
        assert codec.write(tool)["places"] == {"top": None, "low": {"key": "c"}}

    def test_what_was_not_understood_stays_when_the_list_is_changed(self, read: Callable[[Any, Any], Any]) -> None:
        tool, _ = read(Tool, {"id": "1", "tags": self.TAGS, "sizes": [1, "x"], "places": {"top": None}})
        changed = attrs.evolve(tool, tags=(Tag(key="z"),), sizes=(7, 8), places={"low": Tag(key="c")})
        written = Codec().write(changed)
        assert written["tags"] == [{"key": "z"}, None, {"key": None}]
        assert written["sizes"] == [7, "x", 8]
        assert written["places"] == {"low": {"key": "c"}, "top": None}

    def test_what_is_odd_in_many_is_told_once(self, read: Callable[[Any, Any], Any]) -> None:
        document = {"items": [{"id": str(n), "tags": None, "weight": "5"} for n in range(1000)]}
        page, oddities = read(Page[Tool], document)
        assert len(page.items) == 1000
        assert sorted(oddities, key=str) == [
            Oddity("$.items[0].tags", "null where a value is documented", times=1000),
            Oddity("$.items[0].weight", "a string where a number is documented", times=1000),
        ]

    def test_a_part_that_lacks_what_it_needs_costs_the_row_it_is_in(self, read: Callable[[Any, Any], Any]) -> None:
        @attrs.frozen(kw_only=True)
        class Chest(Model):
            id: str
            tool: Tool | None = None

        page, oddities = read(Page[Chest], {"items": [{"id": "1", "tool": {}}, {"id": "2", "tool": None}]})
        assert page == Page(items=(Chest(id="2"),), unreadable=1)
        assert [odd.path for odd in oddities] == ["$.items[0].tool.id"]


ODD_ROWS: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.integers(),
    st.fixed_dictionaries(
        {},
        optional={
            "id": st.none() | st.text(max_size=2) | st.integers(),
            "weight": st.none() | st.integers() | st.just("7") | st.just([]),
            "tags": st.none() | st.lists(st.none() | st.fixed_dictionaries({"key": st.text(max_size=1)}), max_size=3),
            "sizes": st.none() | st.lists(st.integers() | st.just("x"), max_size=3) | st.just({}),
            "new": st.integers(),
        },
    ),
)


@given(st.lists(ODD_ROWS, max_size=12))
def test_every_row_is_read_or_counted(documents: list[Any]) -> None:
    """Whatever comes, on both roads alike."""
    codec = Codec()
    (page, oddities), (other, others) = (getattr(codec, road)(Page[Tool], {"items": documents}) for road in ROADS)
    assert page == other
    assert sorted(oddities, key=str) == sorted(others, key=str)
    assert len(page.items) + page.unreadable == len(documents)
    assert sum(odd.row for odd in oddities) == page.unreadable
    for tool in page.items:
        assert "tags" not in tool.extra or len(tool.tags) < len(tool.extra["tags"])
