"""Every exception keeps its fields and its words when it travels between processes."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Iterator
from typing import Any

import attrs
import pytest

from jobspan import errors
from jobspan.batches import BatchResult, ItemResult, ItemStatus
from jobspan.drs import EndpointPassword
from jobspan.errors import JobspanError, Problem, SendPhase
from jobspan.jobs import JobRef, Phase
from jobspan.models import Verdict
from jobspan.testing import Clock, Sandbox, faults
from jobspan.testing.sandbox.delphix.seed import FINANCE_JOB

REF = JobRef(plane="lathe", kind="lathe.part", id="1", endpoint="abc", about={"engine": "2"})
SAMPLES: dict[str, Any] = {
    "message": "It went wrong.",
    "hint": "Try something else.",
    "looked_for": ("here", "there"),
    "problems": (Problem("port", "is 0", ("1..65535",)), Problem("name", "must not be empty")),
    "plane": "lathe",
    "operation": "turn_part",
    "verdicts": (Verdict(rule="idle", subject="part 1", passed=False, message="It turns.", allowed=("RESTING",)),),
    "differences": ("part 1: was RESTING, is TURNING",),
    "attempts": 3,
    "phase": SendPhase.SENT_NO_REPLY,
    "permanent": True,
    "key": "nightly",
    "holder": "host, process 7",
    "differs": ("engine_id",),
    "known": ("POST /x: HTTP 200",),
    "accepted": ("get_part",),
    "extra": "pandas",
    "reason": "It rusted.",
    "evidence": ("event: it creaked",),
    "check": "Look at the list.",
    "status": 502,
    "path": "$.items[3].id",
    "code": "E17",
    "request_id": "r-1",
    "retry_after": 7.5,
    "ref": REF,
    "view": {"state": "TURNING"},
    "waited": 60.0,
    "result": BatchResult((ItemResult(item="1", status=ItemStatus.FAILED, message="no"),)),
}


def tree(root: type[JobspanError]) -> Iterator[type[JobspanError]]:
    yield root
    for below in root.__subclasses__():
        yield from tree(below)


CLASSES = sorted({each for each in tree(JobspanError) if each.__module__ == "jobspan.errors"}, key=lambda c: c.__name__)


def sample(kind: type[JobspanError]) -> JobspanError:
    fields = {field.name: SAMPLES[field.name] for field in attrs.fields(kind)}
    if issubclass(kind, errors.JobError):
        fields["phase"] = Phase.RUNNING
    return kind(**fields)


def test_the_tree_is_complete() -> None:
    assert len(CLASSES) >= 20
    assert {each.__name__ for each in CLASSES} >= {
        "AmbiguousOutcomeError",
        "PartialFailure",
        "WaitTimeout",
        "PlanChanged",
    }


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
class TestEachClass:
    @pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
    def test_it_survives_pickling(self, kind: type[JobspanError], protocol: int) -> None:
        error = sample(kind)
        error.add_note("seen on Monday")
        again = pickle.loads(pickle.dumps(error, protocol))
        assert type(again) is kind
        assert str(again) == str(error)
        assert repr(again) == repr(error)
        assert again.__notes__ == ["seen on Monday"]
        for field in attrs.fields(kind):
            assert getattr(again, field.name) == getattr(error, field.name)

    def test_it_survives_copying(self, kind: type[JobspanError]) -> None:
        assert str(copy.deepcopy(sample(kind))) == str(sample(kind))

    def test_it_says_what_happened_and_what_to_do(self, kind: type[JobspanError]) -> None:
        assert "It went wrong. Try something else." in str(sample(kind))
        assert repr(sample(kind)).startswith(f"{kind.__name__}('It went wrong.")

    def test_it_is_a_document_for_logs(self, kind: type[JobspanError]) -> None:
        error = sample(kind)
        error.add_note("seen on Monday")
        document = json.loads(json.dumps(error.to_dict()))
        assert document["error"] == kind.__name__
        assert document["text"] == str(error)
        assert document["notes"] == ["seen on Monday"]
        assert document["page"].startswith("https://")
        assert {field.name for field in attrs.fields(kind)} <= document.keys()

    def test_one_more_hint_is_added(self, kind: type[JobspanError]) -> None:
        assert sample(kind).with_hint("Or wait.").hint == "Try something else. Or wait."

    def test_it_can_be_caught_as_itself_and_raised_twice(self, kind: type[JobspanError]) -> None:
        error = sample(kind)
        for _ in range(2):
            with pytest.raises(kind) as caught:
                raise error
            assert caught.value is error


def test_each_says_its_own() -> None:
    texts = {each.__name__: str(sample(each)) for each in CLASSES}
    assert "Looked for: here; there." in texts["ConfigError"]
    assert "port: is 0 (allowed: 1..65535); name: must not be empty" in texts["ValidationError"]
    assert "\n  - refused: part 1: It turns. (allowed: RESTING) [idle]" in texts["RuleViolation"]
    assert "\n  - part 1: was RESTING, is TURNING" in texts["PlanChanged"]


def test_a_class_of_a_caller_leads_to_the_page_of_ours() -> None:
    class Mine(errors.NotFound):
        pass

    assert Mine(message="m", plane="p", operation="o", status=404).page.endswith("#notfound")


def test_a_pickle_of_an_older_jobspan_lacks_what_came_later() -> None:
    error = sample(errors.JobFailed)
    revive, (kind, state) = error.__reduce__()
    older = {name: value for name, value in state.items() if name not in ("reason", "evidence")}
    assert revive(kind, older).evidence == ()
    assert "It went wrong." in str(revive(kind, older))


def test_the_request_id_is_in_the_text() -> None:
    error = errors.ServerError(
        message="It broke.", hint="Wait.", plane="p", operation="o", status=500, request_id="r-7"
    )
    assert str(error) == "It broke. Wait. (request id r-7)"


def test_what_a_failed_job_reported_is_in_the_text() -> None:
    error = sample(errors.JobFailed)
    assert str(error).endswith("\n  - event: it creaked")


def test_the_familiar_bases() -> None:
    assert issubclass(errors.ValidationError, ValueError)
    assert issubclass(errors.WaitTimeout, TimeoutError)
    assert issubclass(errors.StateConflict, errors.Conflict)


@pytest.mark.parametrize("said", ["It broke", "It broke.", "It broke. "])
def test_a_hint_begins_a_new_sentence_whatever_the_server_ended_with(said: str) -> None:
    assert str(JobspanError(message=said, hint="Mend it.")) == "It broke. Mend it."


HUGE = "the beginning" + "x" * 100_000 + "the end"


def test_long_values_are_not_repeated_whole() -> None:
    problem = Problem(HUGE, f"{HUGE!r} is not a number", (HUGE, "other"))
    error = errors.ValidationError(message=f"{HUGE}: nothing was sent.", problems=(problem,))
    for text in (str(error), repr(error), repr(error.problems), str(error.to_dict()["problems"])):
        assert len(text) < 1500
        assert "the beginning" in text
        assert "is not a number" in text
    assert str(error).startswith("the beginning")
    assert "nothing was sent." in str(error)


def test_short_values_stay() -> None:
    assert str(Problem("port", "is 'x'", ("a", "b"))) == "port: is 'x' (allowed: a, b)"


def test_the_text_has_the_first_of_many_problems_and_the_field_all() -> None:
    problems = tuple(Problem(f"rows[{at}]", "must not be empty") for at in range(1000))
    error = errors.ValidationError(message="rows: nothing was sent.", problems=problems)
    assert error.problems == problems
    assert str(error).endswith("rows[19]: must not be empty; and 980 more")


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (faults.DropBeforeWork(), errors.TransportError),
        (faults.CutReply(), errors.TransportError),
        (faults.Answer(200, "<html>"), errors.DecodeError),
        (faults.Answer(200, {"name": 7, "id": []}), errors.DecodeError),
        (faults.Answer(404, {"message": "no"}), errors.NotFound),
        (faults.Answer(500, {"message": "no"}), errors.ServerError),
    ],
    ids=str,
)
def test_the_text_of_an_error_names_what_was_asked_for(fault: faults.Fault, kind: type[JobspanError]) -> None:
    """Of 200 calls at once, it is the only thing that tells which of them this was."""
    with Sandbox(["delphix"], clock=Clock.manual()) as sandbox, sandbox.client() as client:
        sandbox.faults.add("get_masking_job_by_id", fault, times=None)
        with pytest.raises(kind, match=rf"\(GET http://[\w.:]+/v3/masking-jobs/{FINANCE_JOB}\)"):
            client.masking_jobs.get(FINANCE_JOB)


def test_a_doubt_about_passwords_is_told_without_its_words_taken_for_one() -> None:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox, sandbox.client() as client:
        sandbox.faults.add("batch_reset_password", faults.DropAfterWork(), times=None)
        task = client.migration_jobs.list("migration").to_list()[0].id
        result = client.migration_jobs.change_passwords([EndpointPassword(task, "source", "canary")])
    html = result._repr_html_()
    assert (
        "batch-modify-pwd): it is not known whether the request was acted on. The request was sent and no reply" in html
    )
    assert "***" not in html
    with pytest.raises(errors.PartialFailure, match=r"before repeating it\. error\.result lists each item\."):
        result.raise_for_failures()
