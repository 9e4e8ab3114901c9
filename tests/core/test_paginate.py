"""Pages: no loop without an end, no row twice, none lost."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from hypothesis import given, strategies as st

from jobspan._core.effects import Flow, pure
from jobspan._core.paginate import Listing, Page, Walk, _AllSeen, collect, first_page
from jobspan._core.reconcile import look_before
from jobspan.errors import DecodeError, NotFound

if TYPE_CHECKING:
    from tests.core.conftest import Hand, Part


class Book:
    """Pages by position; each is asked for by the position that the one before named."""

    def __init__(self, pages: dict[Any, tuple[Sequence[int], Any]]) -> None:
        self.pages = pages
        self.asked: list[Any] = []

    def fetch(self, position: Any) -> Flow[Page[int]]:
        self.asked.append(position)
        items, following = self.pages[position]
        return pure(Page(items=tuple(items), next=following))

    def listing(self, key: Callable[[int], int] | None = lambda row: row, *, keyed: bool = False) -> Listing[int]:
        return Listing(fetch=self.fetch, key=key, keyed=keyed)


def test_to_the_last_page(hand: type[Hand]) -> None:
    book = Book({None: ([1, 2], "b"), "b": ([3], "c"), "c": ([4], None)})
    assert hand().run(collect(book.listing())) == [1, 2, 3, 4]
    assert book.asked == [None, "b", "c"]


@pytest.mark.parametrize("last", [None, ""])
def test_an_empty_cursor_is_the_end(last: str | None, hand: type[Hand]) -> None:
    assert hand().run(collect(Book({None: ([1], last)}).listing())) == [1]


@pytest.mark.parametrize("back_to", ["b", None])
def test_a_cursor_that_comes_again_ends_the_walk(back_to: str | None, hand: type[Hand]) -> None:
    book = Book({None: ([1], "b"), "b": ([2], "c"), "c": ([3], back_to)})
    assert hand().run(collect(book.listing())) == [1, 2, 3]


def test_a_cursor_that_names_itself_ends_the_walk(hand: type[Hand]) -> None:
    book = Book({None: ([1], "b"), "b": ([2], "b")})
    assert hand().run(collect(book.listing())) == [1, 2]


def test_an_offset_of_zero_is_a_position_like_any_other(hand: type[Hand]) -> None:
    book = Book({None: ([1], 0), 0: ([2], 1), 1: ([3], None)})
    assert hand().run(collect(book.listing())) == [1, 2, 3]


def test_an_empty_page_in_the_middle_is_not_the_end(hand: type[Hand]) -> None:
    book = Book({None: ([1], "b"), "b": ([], "c"), "c": ([2], None)})
    assert hand().run(collect(book.listing())) == [1, 2]


@pytest.mark.parametrize("keyed", [False, True])
def test_rows_that_move_to_the_next_page_come_once(keyed: bool, hand: type[Hand]) -> None:
    book = Book({None: ([1, 1, 2], "b"), "b": ([2, 3], "c"), "c": ([], "d"), "d": ([3, 4], None)})
    assert hand().run(collect(book.listing(keyed=keyed))) == [1, 2, 3, 4]


class Endless:
    """Some pages, and then a circle of others; each has a position of its own."""

    def __init__(self, before: int, circle: int) -> None:
        self.asked = 0
        self._before, self._circle = before, circle

    def fetch(self, position: int | None) -> Flow[Page[int]]:
        number, self.asked = position or 0, self.asked + 1
        page = number if number < self._before else self._before + (number - self._before) % self._circle
        return pure(Page(items=(2 * page, 2 * page + 1), next=number + 1))


@pytest.mark.parametrize(("before", "circle"), [(0, 1), (0, 3), (5, 1), (3, 7), (20, 4)])
def test_a_walk_in_circles_ends_without_remembering_all_rows(before: int, circle: int, hand: type[Hand]) -> None:
    book = Endless(before, circle)
    rows = hand().run(collect(Listing(fetch=book.fetch, key=lambda row: row, keyed=True), partly=True))
    assert set(rows) == set(range(2 * (before + circle)))
    assert book.asked <= 4 * (before + circle) + 4


@pytest.mark.parametrize("keyed", [True, False])
def test_what_a_walk_remembers_of_its_rows(keyed: bool, hand: type[Hand]) -> None:
    walk = Walk(Listing(fetch=Endless(10_000, 1).fetch, key=lambda row: f"row {row}", keyed=keyed))
    tracemalloc.start()
    try:
        for _ in range(1000):
            hand().run(walk.step())
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 90_000, "its 1,000 positions, and 2,000 rows in eight bytes each"


MARKS = st.text(max_size=3) | st.tuples(st.integers(min_value=0), st.text(max_size=1))


class TestRowsThatWereSeen:
    def test_eight_bytes_each(self) -> None:
        tracemalloc.start()
        try:
            seen = _AllSeen()
            for first in range(0, 50_000, 500):
                assert not seen.note({f"row {number}" for number in range(first, first + 500)})
            kept, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert kept / 50_000 < 8.5

    @given(st.lists(st.sets(MARKS, max_size=20), max_size=30))
    def test_as_a_set_would_know_them(self, pages: list[set[Hashable]]) -> None:
        seen, known = _AllSeen(), set[Hashable]()
        for page in pages:
            assert seen.note(page) == page & known
            known |= page

    def test_numbers_that_python_hashes_alike_stay_apart(self) -> None:
        seen = _AllSeen()
        assert not seen.note({2, -1, ("a", 2)})
        assert not seen.note({2**61 + 1, -2, ("a", 2**61 + 1)})

    @pytest.mark.parametrize("sizes", [range(300, 0, -1), range(1, 300), [1] * 1000])
    def test_looking_stays_quick_whatever_the_pages_are_like(self, sizes: Sequence[int]) -> None:
        seen, row = _AllSeen(), 0
        for size in sizes:
            seen.note(set(range(row, row + size)))
            row += size
        assert len(seen._runs) <= 20
        assert seen.note({0, row - 1, row}) == {0, row - 1}


def test_without_a_key_every_row_is_kept(hand: type[Hand]) -> None:
    book = Book({None: ([1, 1], "b"), "b": ([1], None)})
    assert hand().run(collect(book.listing(key=None))) == [1, 1, 1]


def test_no_more_pages_than_needed(hand: type[Hand]) -> None:
    book = Book({None: ([1, 2], "b"), "b": ([3, 4], "c"), "c": ([5], None)})
    assert hand().run(collect(book.listing(), limit=3)) == [1, 2, 3]
    assert book.asked == [None, "b"]


def test_a_page_that_failed_can_be_asked_for_again(hand: type[Hand]) -> None:
    book = Book({None: ([1], "b")})
    walk = Walk(book.listing())
    hand().run(walk.step())
    with pytest.raises(KeyError):
        hand().run(walk.step())
    book.pages["b"] = ([2], None)
    assert hand().run(walk.step()).items == (2,)
    assert walk.done


def test_each_walk_begins_anew(hand: type[Hand]) -> None:
    listing = Book({None: ([1], None)}).listing()
    assert hand().run(collect(listing)) == hand().run(collect(listing)) == [1]


def test_models_without_an_id_can_be_told_apart(hand: type[Hand], part: type[Part]) -> None:
    rows = (part(id="1", extra={"new": ["field"]}), part(id="2"), part(id="1", extra={"new": ["field"]}))
    listing = Listing(fetch=lambda _: pure(Page(items=rows)), key=lambda row: row)
    assert [row.id for row in hand().run(collect(listing))] == ["1", "2"]


def test_an_error_goes_through(hand: type[Hand]) -> None:
    def fetch(position: Any) -> Flow[Page[int]]:
        raise NotFound(message="gone", plane="lathe", operation="list", status=404)

    with pytest.raises(NotFound):
        hand().run(collect(Listing(fetch=fetch)))


def test_a_page_without_news_ends_the_walk(hand: type[Hand]) -> None:
    book = Book({None: ([1, 2], 1), 1: ([2, 1], 2), 2: ([3], None)})
    assert hand().run(collect(book.listing())) == [1, 2]
    assert book.asked == [None, 1]


class TestUnreadableRows:
    PAGES: ClassVar[dict[Any, Page[int]]] = {
        None: Page(items=(1, 2), next="b"),
        "b": Page(items=(3,), next="c", unreadable=2),
        "c": Page(items=(), unreadable=1),
    }

    @pytest.fixture
    def listing(self) -> Listing[int]:
        return Listing(fetch=lambda position: pure(self.PAGES[position]), plane="lathe", operation="list_parts")

    def test_a_walk_counts_them(self, hand: type[Hand], listing: Listing[int]) -> None:
        walk = Walk(listing)
        counts = []
        while not walk.done:
            hand().run(walk.step())
            counts.append(walk.unreadable)
        assert counts == [0, 2, 3]

    def test_nothing_is_concluded_from_a_list_with_gaps(self, hand: type[Hand], listing: Listing[int]) -> None:
        with pytest.raises(DecodeError, match="lathe list_parts: 2 of the rows of the list cannot be read") as caught:
            hand().run(collect(listing))
        assert (caught.value.plane, caught.value.operation) == ("lathe", "list_parts")
        assert hand().run(collect(listing, 2)) == [1, 2]
        assert hand().run(collect(listing, partly=True)) == [1, 2, 3]

    def test_nor_from_a_first_page(self, hand: type[Hand], listing: Listing[int]) -> None:
        assert hand().run(first_page(listing)).items == (1, 2)
        with pytest.raises(DecodeError):
            hand().run(first_page(Listing(fetch=lambda _: pure(self.PAGES["b"]))))


@pytest.mark.parametrize("says_so", [True, False])
def test_nothing_is_concluded_from_a_list_that_was_cut_short(says_so: bool, hand: type[Hand]) -> None:
    """Of five rows three come: that the fourth is not among them says nothing."""
    pages = {None: Page(items=(1, 2), next="b", total=5), "b": Page(items=(3,), total=5, complete=not says_so)}
    listing = Listing(fetch=lambda position: pure(pages[position]), key=lambda row: row, exact=True)
    with pytest.raises(DecodeError, match="ends after 3 rows, and there are more, so that nothing follows"):
        hand().run(collect(listing))
    assert hand().run(collect(listing, partly=True)) == [1, 2, 3]
    assert hand().run(collect(listing, limit=3)) == [1, 2, 3], "no more were asked for"
    assert hand().run(look_before(lambda: collect(listing), lambda row: row)).keys is None


def test_a_total_that_one_page_tells_holds_for_the_others(hand: type[Hand]) -> None:
    pages = {None: Page(items=(1, 2), next="b", total=5), "b": Page(items=(3,))}
    walk = Walk(Listing(fetch=lambda position: pure(pages[position]), key=lambda row: row, exact=True))
    assert hand().run(walk.step()).complete
    assert not hand().run(walk.step()).complete
    assert not walk.complete
