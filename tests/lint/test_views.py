"""Every model in every library of tables, in HTML and in a line: the same columns with and without rows, and no secret."""

from __future__ import annotations

import copy
import pickle
import re
from datetime import timedelta
from html import unescape
from typing import Any, cast

import attrs
import pytest

from jobspan._core.envelope import ReplyEnvelope
from jobspan._core.plain import Plain
from jobspan._core.tables.columns import columns_of
from jobspan.ciphertrust import SyncJob
from jobspan.groupid import Document, RunBaseline, RunView
from jobspan.jobs import FACTS, JobFacts, Phase
from jobspan.models import Model
from jobspan.tables import Rows
from tests.lint.conftest import CANARY, MODELS, filled, subclasses

PUBLIC = [each for each in MODELS if not issubclass(each, ReplyEnvelope) and each is not Document]
TIMELESS = {"JobState", "ExportTask", "JobWatch", "CollectedPosition"}
"""Jobs of which the vendor tells no time."""
JOBS = [each for each in subclasses(JobFacts) if attrs.has(each)]


@pytest.fixture(params=PUBLIC, ids=lambda each: f"{each.__module__}.{each.__name__}")
def public_model(request: pytest.FixtureRequest) -> type[Model]:
    model: type[Model] = request.param
    return model


def with_odd_members(value: Any) -> Any:
    return attrs.evolve(value, extra={"newPassword": CANARY, "note": "text", "deep": {"tokens": [CANARY]}})


def test_no_view_shows_a_secret(public_model: type[Model]) -> None:
    rows = Rows([with_odd_members(filled(public_model))])
    elsewhere = f'"unknown":"{CANARY}"'  # what models inside of this one do not know, and is no secret by its name
    views = {
        "pandas": rows.to_pandas().to_csv(),
        "polars": str(rows.to_polars().rows(named=True)),
        "arrow": str(rows.to_arrow().to_pylist()),
        "html": rows._repr_html_(),
        "html of one": rows[0]._repr_html_(),
        "dicts": str(rows.to_dicts()).replace(f"'unknown': '{CANARY}'", ""),
        "repr": repr(rows),
    }
    for name, text in views.items():
        shown = unescape(text)
        for of_inner in (elsewhere, elsewhere.replace('"', '""'), f"unknown: {CANARY}"):
            shown = shown.replace(of_inner, "")
        assert CANARY not in shown, name


def test_whoever_asks_gets_the_secrets() -> None:
    secretive = [each for each in PUBLIC if "Secret" in str([field.type for field in attrs.fields(each)])]
    assert secretive
    for model in secretive:
        rows = Rows([filled(model)])
        assert CANARY in rows.to_pandas(reveal_secrets=True).to_csv()
        assert CANARY in str(rows.to_arrow(reveal_secrets=True).to_pylist())
        assert CANARY in str(rows.to_polars(reveal_secrets=True).rows())


def test_texts_by_name_are_a_document_and_not_the_repr_of_a_dictionary() -> None:
    rows = Rows([SyncJob(id="1", detailed_status={"eu-west-1": "done"})])
    assert rows.to_pandas()["detailed_status"][0] == '{"eu-west-1":"done"}'


def test_columns_are_there_without_rows(public_model: type[Model]) -> None:
    """And are the same with rows, in all three libraries, but for what is unknown or has no declared shape."""
    empty, full = Rows[Any](of=public_model), Rows([filled(public_model)])
    before, after = empty.to_pandas(), full.to_pandas()
    names = list(before.columns)
    assert names == empty.to_polars().columns == empty.to_arrow().column_names
    assert names
    assert [name for name in after.columns if not name.startswith("extra.")] == names
    loose = {each.name for each in columns_of([], public_model) if each.kind.sort == "json"}
    declared = [name for name in names if name not in loose]
    assert before[declared].dtypes.to_dict() == after[declared].dtypes.to_dict()
    assert empty.to_arrow().select(declared).schema == full.to_arrow().select(declared).schema
    assert empty.to_polars().select(declared).schema == full.to_polars().select(declared).schema


def test_what_a_frame_leaves_out_is_what_the_repr_leaves_out(public_model: type[Model]) -> None:
    columns = {name.partition(".")[0] for name in Rows[Any](of=public_model).to_arrow().column_names}
    for field in attrs.fields(public_model):
        hidden = field.repr is False and "jobspan.sensitive" not in field.metadata
        assert (field.name in columns) is not hidden, field.name


def test_a_repr_shows_what_is_set(public_model: type[Model]) -> None:
    required = [field.name for field in attrs.fields(public_model) if field.default is attrs.NOTHING]
    full = filled(public_model)
    bare = public_model(**{name: getattr(full, name) for name in required})
    shown = re.sub(r"\w+\(.*\)", "", repr(bare).partition("(")[2])  # without models inside of it
    for field in attrs.fields(public_model):
        if getattr(bare, field.name) is None:
            assert f" {field.name}=" not in f" {shown}"
    assert len(repr(full)) < 40_000


def test_models_sort_and_compare(public_model: type[Model]) -> None:
    one = filled(public_model)
    assert sorted([one, one]) == [one, one]
    same = copy.copy(one)
    assert one <= same
    assert one >= same
    assert not one < same
    assert not one > same
    with pytest.raises(TypeError):
        assert one < object()


def test_rows_travel_and_stay_rows(public_model: type[Model]) -> None:
    rows = Rows([filled(public_model)], of=public_model)
    for twin in (pickle.loads(pickle.dumps(rows)), copy.deepcopy(rows), copy.copy(rows), rows.copy(), rows[:]):
        assert type(twin) is Rows
        assert twin == rows == list(rows)
        assert list(twin[:0].to_arrow().column_names) == list(rows[:0].to_arrow().column_names)


@pytest.mark.parametrize("kind", JOBS, ids=lambda kind: kind.__name__)
class TestJobs:
    def test_each_tells_the_facts(self, kind: type[Plain]) -> None:
        job = filled(kind)
        if isinstance(job, RunView):
            job = attrs.evolve(job, before=RunBaseline(times_run=0))
        for name in FACTS:
            value = getattr(job, name)
            if name == "phase":
                assert isinstance(value, Phase)
            elif name == "duration":
                assert value is None or isinstance(value, timedelta)
            else:
                assert value is None or value.tzinfo is not None, name
        assert FACTS.keys() <= set(Rows[Any](of=kind).to_arrow().column_names)

    def test_each_tells_when_it_was(self, kind: type[Plain]) -> None:
        """At least one time is taken from the vendor's own, unless the vendor tells none."""
        own = vars(kind).keys() | {field.name for field in attrs.fields(cast(Any, kind))}
        assert own & {"created_at", "started_at", "ended_at"} or kind.__name__ in TIMELESS
