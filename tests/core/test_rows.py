"""Rows that are tables: what the columns hold, how nested models are laid flat, and in which order models stand."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import attrs
import pandas
import polars
import pyarrow
import pytest

from jobspan import BatchResult, ConfigError, ItemResult, JobFailed, JobRef
from jobspan._core.paginate import Page
from jobspan._core.showing import sensitive
from jobspan.batches import ItemStatus
from jobspan.credentials import Secret
from jobspan.errors import MissingExtra
from jobspan.groupid import JobInfo
from jobspan.jobs import JobFacts, Phase
from jobspan.journal import Journal
from jobspan.models import Model, OpenEnum, OpenIntEnum
from jobspan.tables import Rows
from jobspan.testing import Sandbox, scrubbing_vcr


class Colour(OpenEnum):
    RED = "RED"
    BLUE = "BLUE"


class Grade(OpenIntEnum):
    LOW = 1


@attrs.frozen(kw_only=True)
class Maker(Model):
    name: str | None = None
    city: str | None = None


@attrs.frozen(kw_only=True)
class Drawer(Model):
    label: str | None = None
    tools: int | None = None


@attrs.frozen(kw_only=True)
class Chest(Model, JobFacts):
    id: str = "1"
    name: str | None = None
    size: int | None = None
    weight: float | None = None
    locked: bool | None = None
    colour: Colour | None = None
    grade: Grade | None = None
    made: datetime | None = None
    maker: Maker | None = None
    drawers: tuple[Drawer, ...] = ()
    tags: tuple[str, ...] = ()
    about: Any = None
    labels: dict[str, str] | None = None
    code: Secret | None = None
    sample: str | None = attrs.field(default=None, repr=False, metadata=sensitive())
    icon: str | None = attrs.field(default=None, repr=False)
    inner: Chest | None = None

    @property
    def phase(self) -> Phase:
        return Phase.SUCCEEDED

    @property
    def started_at(self) -> datetime | None:
        return self.made

    @property
    def ended_at(self) -> datetime | None:
        far = self.made is None or self.made.year == 9999
        return None if far or self.made is None else self.made + timedelta(seconds=90)


attrs.resolve_types(Chest, globals(), {"Chest": Chest})

NOON = datetime(2026, 1, 5, 12, tzinfo=timezone(timedelta(hours=2)))
FULL = Chest(
    name="oak", size=3, weight=2.5, locked=True, colour=Colour.RED, grade=Grade.LOW, made=NOON, maker=Maker(name="Ann"),
    drawers=(Drawer(label="a", tools=4),), tags=("x", "y"), about={"k": [1]}, labels={"a": "b"}, code=Secret("canary-1"),
    sample="canary-2", icon="canary-3", inner=Chest(id="2"),
)  # fmt: skip
ROWS = Rows([FULL, Chest(id="9")])


class TestPandas:
    def test_types(self) -> None:
        kinds = {name: str(dtype) for name, dtype in ROWS.to_pandas().dtypes.items()}
        assert kinds == {
            "id": "string", "name": "string", "size": "Int64", "weight": "float64", "locked": "boolean",
            "colour": "category", "grade": "Int64", "made": "datetime64[us, UTC]",
            "maker.name": "string", "maker.city": "string", "drawers": "object", "tags": "object", "about": "string",
            "labels": "string", "code": "string", "sample": "string", "inner": "string",
            "phase": "category", "created_at": "datetime64[us, UTC]", "started_at": "datetime64[us, UTC]",
            "ended_at": "datetime64[us, UTC]", "duration": "timedelta64[us]",
        }  # fmt: skip

    def test_values(self) -> None:
        first = ROWS.to_pandas().iloc[0]
        assert first["made"] == pandas.Timestamp(2026, 1, 5, 10, tz="UTC")
        assert first["duration"] == pandas.Timedelta(seconds=90)
        assert first["drawers"] == [{"label": "a", "tools": 4}]
        assert json.loads(first["about"]) == {"k": [1]}
        assert (first["code"], first["sample"]) == ("***", "***")
        assert "canary" not in ROWS.to_pandas().to_csv()
        assert "canary-2" in ROWS.to_pandas(reveal_secrets=True).to_csv()

    def test_states_that_are_known_are_categories_also_when_no_row_has_them(self) -> None:
        assert list(ROWS.to_pandas()["colour"].cat.categories) == ["RED", "BLUE"]
        odd = Rows([Chest(colour=Colour("GREEN"))]).to_pandas()["colour"]
        assert (list(odd.cat.categories), odd[0]) == (["RED", "BLUE", "GREEN"], "GREEN")

    def test_nothing_matches(self) -> None:
        empty = Rows[Chest](of=Chest).to_pandas()
        assert len(empty) == 0
        assert (empty["colour"] == "RED").sum() == 0
        assert empty.dtypes.to_dict() == ROWS.to_pandas().dtypes.to_dict()


def test_arrow() -> None:
    table = ROWS.to_arrow()
    assert table.schema.field("colour").type == pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
    assert table.schema.field("made").type == pyarrow.timestamp("us", tz="UTC")
    assert table.schema.field("duration").type == pyarrow.duration("us")
    inside = pyarrow.struct([("label", pyarrow.string()), ("tools", pyarrow.int64())])
    assert table.schema.field("drawers").type == pyarrow.list_(inside)
    assert Rows[Chest](of=Chest).to_arrow().schema == table.schema
    assert "canary" not in str(table.to_pylist())


def test_polars() -> None:
    frame = ROWS.to_polars()
    assert frame.schema["colour"] == polars.Categorical
    assert frame.schema["made"] == polars.Datetime("us", "UTC")
    assert frame.schema["size"] == polars.Int64
    assert frame.explode("drawers").unnest("drawers")["label"].drop_nulls().to_list() == ["a"]
    assert Rows[Chest](of=Chest).to_polars().schema == frame.schema
    assert "canary" not in str(frame.rows())


@attrs.frozen(kw_only=True)
class Sealed(Model):
    """Sensitive in every form."""

    texts: tuple[str, ...] = attrs.field(default=(), repr=False, metadata=sensitive())
    number: int | None = attrs.field(default=None, repr=False, metadata=sensitive())
    maker: Maker | None = attrs.field(default=None, repr=False, metadata=sensitive())
    drawers: tuple[Drawer, ...] = attrs.field(default=(), repr=False, metadata=sensitive())


def test_what_is_sensitive_and_no_text_is_absent() -> None:
    rows = Rows([Sealed(texts=("canary",), number=7, maker=Maker(name="canary"), drawers=(Drawer(label="canary"),))])
    empty = {"texts": None, "number": None, "maker.name": None, "maker.city": None, "drawers": None}
    assert rows.to_arrow().to_pylist() == [empty]
    assert rows.to_polars().rows(named=True) == [empty]
    assert "canary" not in rows.to_pandas().to_csv()
    assert rows.to_arrow(reveal_secrets=True).to_pylist()[0]["drawers"] == [{"label": "canary", "tools": None}]


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-12)), None])
@pytest.mark.parametrize("moment", [datetime.min, datetime.max, datetime(1970, 1, 1)])
def test_times_that_stand_for_none_break_no_view(moment: datetime, zone: timezone | None) -> None:
    rows = Rows([Chest(made=moment.replace(tzinfo=zone)), Chest()])
    assert len(rows.to_pandas()) == len(rows.to_polars()) == rows.to_arrow().num_rows == 2
    assert " UTC" in rows._repr_html_()
    assert len(sorted(rows)) == 2


def test_a_model_in_itself_is_a_document() -> None:
    assert json.loads(ROWS.to_pandas()["inner"][0])["id"] == "2"


def test_unknown_members_come_last_under_their_own_names() -> None:
    rows = Rows(
        [Maker(name="a", extra={"age": 7, "newPassword": "canary"}), Maker(extra={"age": 8, "odd": [1]}), Maker()]
    )
    frame = rows.to_pandas()
    assert list(frame.columns) == ["name", "city", "extra.age", "extra.newPassword", "extra.odd"]
    assert str(frame.dtypes["extra.age"]) == "Int64"
    assert frame["extra.newPassword"][0] == "***"
    assert frame["extra.odd"][1] == "[1]"
    mixed = Rows([Maker(extra={"age": 7}), Maker(extra={"age": "old"})])
    assert list(mixed.to_pandas()["extra.age"]) == ["7", '"old"']


def test_rows_of_several_classes_share_their_columns() -> None:
    frame = Rows([Maker(name="m"), Drawer(label="d"), "loose", JobFailed(
        message="It broke.", ref=JobRef(plane="lathe", kind="lathe.part", id="7", endpoint="e"), phase=Phase.FAILED
    )]).to_pandas()  # fmt: skip
    assert list(frame.columns) == ["name", "city", "label", "tools", "value", "error", "message"]
    assert list(frame["error"].dropna()) == ["JobFailed"]
    assert list(frame["value"].dropna()) == ["loose"]


class TestOthers:
    def test_a_batch_is_a_table(self) -> None:
        result = BatchResult(
            (ItemResult(item="a", status=ItemStatus.ACCEPTED), ItemResult(item="b", status=ItemStatus.FAILED))
        )
        frame = result.to_pandas()
        assert list(frame["item"]) == ["a", "b"]
        assert list(frame["status"]) == ["accepted", "failed"]
        assert BatchResult[str](()).to_polars().columns == list(frame.columns)

    def test_a_page_is_a_table(self) -> None:
        assert Page(items=(), row=Maker).to_arrow().column_names == ["name", "city"]
        assert len(Page(items=(FULL,)).to_pandas()) == 1

    def test_no_row_of_no_class(self) -> None:
        assert Rows[Any]().to_pandas().shape == (0, 0)
        assert "no rows" in Rows[Any]()._repr_html_()


@pytest.mark.parametrize(
    ("library", "extra", "convert"),
    [
        ("pandas", "pandas", lambda rows: rows.to_pandas()),
        ("polars", "polars", lambda rows: rows.to_polars()),
        ("pyarrow", "arrow", lambda rows: rows.to_arrow()),
    ],
)
def test_a_missing_library_is_named_with_its_extra(
    monkeypatch: pytest.MonkeyPatch, library: str, extra: str, convert: Callable[[Rows[Any]], Any]
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtra, match=rf"pip install 'jobspan\[{extra}\]'") as caught:
        convert(ROWS)
    assert caught.value.extra == extra
    assert isinstance(caught.value, ConfigError)
    assert isinstance(caught.value, ModuleNotFoundError)


@pytest.mark.parametrize(
    ("library", "modules", "extra"),
    [
        ("starlette", ("jobspan.testing.sandbox.app", "jobspan.testing.sandbox.listener"), "sandbox"),
        ("vcr", (), "testing"),
        ("sqlalchemy", ("jobspan._io.journal.opened", "jobspan._io.journal.store"), "journal"),
    ],
)
def test_so_is_every_other_library_that_an_extra_brings(
    monkeypatch: pytest.MonkeyPatch, library: str, modules: tuple[str, ...], extra: str
) -> None:
    for name in [each for each in sys.modules if each.partition(".")[0] == library or each in modules]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    uses: dict[str, Callable[[], Any]] = {
        "sandbox": lambda: Sandbox(["delphix"]).start(),
        "testing": scrubbing_vcr,
        "journal": lambda: Journal("sqlite://").runs(),
    }
    with pytest.raises(MissingExtra, match=rf"needs {library}.*pip install 'jobspan\[{extra}\]'"):
        uses[extra]()


class TestOrder:
    def test_jobs_by_time_then_name(self) -> None:
        late, early, never = (Chest(made=NOON + timedelta(1), name="a"), Chest(made=NOON, name="b"), Chest(name="c"))
        assert sorted([late, early, never]) == [never, early, late]
        assert late > early
        assert max([late, early, never]) is late

    def test_others_by_name(self) -> None:
        assert sorted([Maker(name="b"), Maker(), Maker(name="a")]) == [Maker(), Maker(name="a"), Maker(name="b")]

    def test_of_different_classes_not_at_all(self) -> None:
        with pytest.raises(TypeError):
            sorted([Maker(), Drawer()])

    def test_rows_by_attributes_those_without_last(self) -> None:
        rows = Rows([Chest(id="1"), Chest(id="2", size=5), Chest(id="3", size=4)], of=Chest)
        assert [row.id for row in rows.sorted_by("size")] == ["3", "2", "1"]
        assert [row.id for row in rows.sorted_by("size", reverse=True)] == ["2", "3", "1"]
        assert type(rows.sorted_by("size")) is Rows


class TestTimeline:
    def test_each_job_is_a_bar_in_the_order_of_their_begin(self) -> None:
        rows = Rows(
            [Chest(name="late", made=NOON + timedelta(seconds=90)), Chest(name="<b>", made=NOON), Chest(name="never")]
        )
        timeline = rows.timeline()
        assert [(bar.label, bar.duration) for bar in timeline.bars] == [("<b>", "1 min 30 s"), ("late", "1 min 30 s")]
        assert timeline.unknown == 1
        html = timeline._repr_html_()
        assert "2026-01-05 10:00:00 UTC to 2026-01-05 10:03:00 UTC" in html
        assert "margin-left:0.0%;width:50.0%" in html
        assert "margin-left:50.0%;width:50.0%" in html
        assert "&lt;b&gt;" in html
        assert str(timeline).splitlines()[0].startswith("2026-01-05 10:00:00 UTC  succeeded")

    def test_one_that_is_not_over_reaches_to_the_last_known_time(self) -> None:
        last = datetime.max.replace(microsecond=0, tzinfo=UTC)
        bar, _ = Rows([Chest(made=last), Chest(made=NOON)]).timeline("id").bars[::-1]
        assert (bar.end, bar.duration) == (last, "not over")

    def test_no_job_at_all(self) -> None:
        assert "No job of which the begin is known" in Rows([Maker()]).timeline()._repr_html_()


class TestReprs:
    def test_only_what_is_set_and_long_texts_cut(self) -> None:
        assert repr(Maker(name="x" * 500)) == f"Maker(name='{'x' * 79}…')"
        assert repr(Chest(colour=Colour.RED, made=datetime(2026, 1, 5, tzinfo=UTC))) == (
            "Chest(id='1', colour='RED', made='2026-01-05 00:00:00+00:00')"
        )

    def test_long_lists_are_cut(self) -> None:
        assert repr(Chest(tags=tuple("abcdefgh"))) == "Chest(id='1', tags=('a', 'b', 'c', ... 5 more))"
        assert repr(Rows([Maker()] * 1000)) == "[Maker(), Maker(), Maker(), ... 997 more]"
        assert repr(Rows([Maker()])) == "[Maker()]"


def test_html_is_escaped_and_compact() -> None:
    html = Rows([Chest(name="<script>alert(1)</script>", code=Secret("canary"))])._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "canary" not in html
    assert html.count("<th>") == 4  # id, name, phase, code


def columns_in(html: str) -> list[str]:
    return re.findall(r"<th>(.*?)</th>", html)


class TestCompactTables:
    def test_a_time_of_the_vendor_is_not_shown_twice(self) -> None:
        rows = Rows([FULL])
        assert "made" not in columns_in(rows._repr_html_())
        assert "started_at" in columns_in(rows._repr_html_())
        assert "made" in rows.to_pandas().columns

    @pytest.mark.parametrize("sent", ["1767607200000", 1767607200000, "2026-01-05 10:00:00"])
    def test_nor_is_one_that_the_vendor_sends_in_another_form(self, sent: object) -> None:
        assert "about" not in columns_in(Rows([attrs.evolve(FULL, about=sent)])._repr_html_())

    def test_nor_is_what_says_nothing(self) -> None:
        assert "about" not in columns_in(Rows([Chest(about={}), Chest(about=[])])._repr_html_())

    def test_without_rows_the_first_columns_stand_there(self) -> None:
        head = columns_in(Rows[Any](of=Chest)._repr_html_())
        assert head[:3] == ["id", "name", "phase"]
        assert len(head) == 9

    def test_what_is_inside_of_other_models_comes_late(self) -> None:
        head = columns_in(Rows([FULL])._repr_html_())
        assert "size" in head
        assert not [name for name in head if "." in name]

    def test_rows_that_have_another_sort_of_id_begin_with_it(self) -> None:
        assert columns_in(Rows([JobInfo(job_id=5, name="People to AD")])._repr_html_())[:2] == ["job_id", "name"]

    def test_rows_of_several_classes_say_what_they_are(self) -> None:
        html = Rows([Maker(name="Ann"), Drawer(label="a")])._repr_html_()
        assert columns_in(html) == ["", "name", "label"]
        assert "<td>Maker</td><td>Ann</td>" in html


class TestOneModel:
    def test_what_every_job_has_stands_where_people_look_first(self) -> None:
        names = re.findall(r"<tr><td>(\w+)</td>", FULL._repr_html_())
        assert names[:5] == ["id", "name", "phase", "ended_at", "duration"]
        assert "made" in names
        assert "started_at" not in names  # that is when it was made

    def test_records_stand_one_below_the_other(self) -> None:
        html = Chest(drawers=tuple(Drawer(label=str(number), tools=4) for number in range(60)))._repr_html_()
        assert "label: 0, tools: 4\nlabel: 1, tools: 4\n" in html
        assert "label: 49, tools: 4\n… and 10 more" in html

    def test_an_empty_text_is_nothing_that_is_set(self) -> None:
        assert "name" not in Chest(name="")._repr_html_()
