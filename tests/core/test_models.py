"""What every plane shares: references, phases, batches, open enums."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st

from jobspan.batches import BatchResult, ItemResult, ItemStatus
from jobspan.errors import ConfigError, PartialFailure, ValidationError
from jobspan.jobs import JobRef, Phase
from jobspan.models import UNSET, OpenEnum, OpenIntEnum, Reply, Verdict

REF = JobRef(
    plane="delphix", kind="delphix.copy", id="j-1", endpoint="0123456789abcdef",
    about={"masking_job_id": "m-1"}, created=datetime(2026, 3, 1, 12, tzinfo=UTC),
)  # fmt: skip


class Colour(OpenEnum):
    RED = "red"


class Size(OpenIntEnum):
    SMALL = 1


class TestJobRef:
    def test_its_form_is_fixed(self) -> None:
        """What is written today must be read by every later jobspan."""
        assert REF.to_json() == (
            '{"about":{"masking_job_id":"m-1"},"created":"2026-03-01T12:00:00+00:00","endpoint":"0123456789abcdef",'
            '"id":"j-1","jobspan":1,"kind":"delphix.copy","plane":"delphix"}'
        )

    @given(id=st.text(), about=st.dictionaries(st.text(), st.text()), created=st.datetimes(timezones=st.just(UTC)))
    def test_there_and_back(self, id: str, about: dict[str, str], created: datetime) -> None:
        ref = attrs.evolve(REF, id=id, about=about, created=created)
        assert JobRef.from_json(ref.to_json()) == ref
        assert JobRef.from_json(ref.to_json().encode()) == ref

    def test_it_can_be_kept_in_sets(self) -> None:
        assert len({REF, JobRef.from_json(REF.to_json()), attrs.evolve(REF, id="j-2")}) == 2

    @pytest.mark.parametrize("version", [0, 2, "1", None])
    def test_another_version_is_refused_by_name(self, version: Any) -> None:
        document = json.loads(REF.to_json()) | {"jobspan": version}
        with pytest.raises(ConfigError, match=f"has version {version}; this jobspan reads version 1"):
            JobRef.from_json(json.dumps(document))

    @pytest.mark.parametrize(
        "text",
        ["", "null", "[]", "3", '"text"', "{}", '{"jobspan":1}', REF.to_json()[:-1], REF.to_json().replace('"id"', '"di"'),
         REF.to_json().replace("2026-03", "2026-13")],
    )  # fmt: skip
    def test_anything_else_is_no_reference(self, text: str) -> None:
        with pytest.raises(ConfigError, match="This is not a job reference"):
            JobRef.from_json(text)


class TestPhases:
    def test_which_are_an_end(self) -> None:
        assert {phase for phase in Phase if phase.is_terminal} == {
            Phase.SUCCEEDED, Phase.PARTIAL, Phase.FAILED, Phase.CANCELLED,
        }  # fmt: skip


class TestOpenEnums:
    def test_known_ones(self) -> None:
        assert Colour("red") is Colour.RED
        assert Colour.RED.is_known
        assert Size(1) is Size.SMALL
        assert Size.SMALL.is_known

    def test_unknown_ones(self) -> None:
        assert Colour("mauve") == "mauve"
        assert f"{Colour('mauve')} {Colour('mauve')!r}" == "mauve <Colour.mauve: 'mauve'>"
        assert hash(Colour("mauve")) == hash("mauve")
        assert not Colour("mauve").is_known
        assert Size(7) == 7
        assert not Size(7).is_known
        assert "mauve" not in Colour.__members__

    def test_they_travel(self) -> None:
        for value in (Colour.RED, Colour("mauve"), Size.SMALL, Size(7)):
            again = pickle.loads(pickle.dumps(value))
            assert again == value
            assert type(again) is type(value)

    def test_other_types_are_refused(self) -> None:
        mistakes: tuple[tuple[Any, Any], ...] = ((Colour, 5), (Size, "x"), (Size, 1.5))
        for kind, value in mistakes:
            with pytest.raises(ValueError, match="is not a valid"):
                kind(value)


class TestBatches:
    RESULT = BatchResult(
        tuple(ItemResult(item=status.value, status=status, message=f"was {status.value}") for status in ItemStatus)
    )

    def test_every_item_is_accounted_for(self) -> None:
        result = self.RESULT
        parts = (*result.succeeded, *result.failed, *result.skipped, *result.unknown)
        assert sorted(each.item for each in parts) == sorted(each.item for each in result)
        assert len(result) == 4

    def test_a_failure_names_the_first_and_counts_all(self) -> None:
        with pytest.raises(
            PartialFailure, match=r"3 of 4 items did not succeed \(1 accepted, 1 failed, 1 skipped"
        ) as caught:
            self.RESULT.raise_for_failures()
        assert "First: failed: was failed." in str(caught.value)
        assert caught.value.result == self.RESULT

    def test_success_returns_the_result(self) -> None:
        fine = BatchResult((ItemResult(item=1, status=ItemStatus.ACCEPTED),))
        assert fine.raise_for_failures() is fine
        assert BatchResult[int](()).raise_for_failures().items == ()

    def test_notebooks_get_a_table_that_is_escaped(self) -> None:
        shown = BatchResult((ItemResult(item="<b>", status=ItemStatus.FAILED),))._repr_html_()
        assert "&lt;b&gt;" in shown
        assert "<b>" not in shown


def test_a_reply_without_an_exchange_says_how_to_get_one() -> None:
    with pytest.raises(ValidationError, match="to_list"):
        _ = Reply([], ()).meta


@pytest.mark.parametrize(
    ("passed", "advisory", "mark"),
    [(True, False, "ok"), (False, False, "refused"), (False, True, "warning"), (None, False, "not known")],
)
def test_a_verdict_in_words(passed: bool | None, advisory: bool, mark: str) -> None:
    verdict = Verdict(rule="r", subject="s", passed=passed, message="m", advisory=advisory, allowed=("A",))
    allowed = "" if passed else " (allowed: A)"
    assert str(verdict) == f"{mark}: s: m{allowed} [r]"


def test_unset_is_not_none() -> None:
    assert repr(UNSET) == "UNSET"
    assert not UNSET
    assert pickle.loads(pickle.dumps(UNSET)) is UNSET
