"""The doors by which values leave: they agree on what may be shown."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

from jobspan import ConfigError, JobFailed, JobRef, Phase, Progress, Rows, Secret
from jobspan._core.board import Board
from jobspan.batches import BatchResult, ItemResult, ItemStatus
from jobspan.credentials import Withheld
from jobspan.delphix import Connector
from jobspan.drs import EndpointPassword
from jobspan.dsc import ClassificationMatch, ClassificationResult, MatchedExample
from jobspan.errors import PartialFailure
from jobspan.hooks import JobChanged
from jobspan.integrations.notebook import board_html
from jobspan.integrations.pandas import data_frame
from tests.masking.views import views

CANARY = "canary-4929 1234 5678 9012"
JDBC = "jdbc:postgresql://db.example.com/shop?user=app&password=canary-pw"


def test_live_samples_are_shown_nowhere_unless_asked_for() -> None:
    finding = MatchedExample(matched_content=CANARY)
    frame = data_frame([finding])
    for shown in (repr(finding), finding._repr_html_(), str(finding.to_dict()), finding.to_json(), frame.to_csv()):
        assert CANARY not in shown
    assert "***" in finding.to_json()
    assert finding.to_dict(reveal_secrets=True)["matched_content"] == CANARY
    assert MatchedExample().to_dict()["matched_content"] is None


def test_live_samples_inside_of_rows_are_masked_in_every_table() -> None:
    found = ClassificationResult(
        match_info=(ClassificationMatch(matched_examples=(MatchedExample(matched_content=CANARY),)),)
    )
    for name, text in views(Rows([found])):
        if name != "pickle":  # which is the data itself
            assert CANARY not in text, name
    assert CANARY in Rows([found]).to_pandas(reveal_secrets=True).to_csv()
    assert CANARY in str(Rows([found]).to_arrow(reveal_secrets=True).to_pylist())


def test_the_tables_of_a_batch_show_no_password() -> None:
    for name, text in views(batch()):
        assert "canary-pw" not in text, name


def test_an_error_for_logs_shows_no_secret_of_its_view() -> None:
    ref = JobRef(plane="delphix", kind="delphix.copy", id="1", endpoint="e")
    failed = JobFailed(
        message=f"no {JDBC}", ref=ref, phase=Phase.FAILED, evidence=(JDBC,), view=Connector(id="1", name="n", jdbc=JDBC)
    )
    assert "canary-pw" not in json.dumps(failed.to_dict())
    assert "db.example.com" in json.dumps(failed.to_dict())


def test_a_display_of_progress_shows_no_password() -> None:
    ref = JobRef(plane="delphix", kind="delphix.copy", id="1", endpoint="e")
    looked = JobChanged(
        ref=ref,
        phase=Phase.RUNNING,
        state="RUNNING",
        progress=Progress(text=JDBC),
        elapsed=1.0,
        changed=True,
        view=None,
    )
    board = Board("copy 1")
    board.hear(looked)
    assert "canary-pw" not in board.summary + board_html(board)


def test_passwords_in_addresses_are_shown_nowhere() -> None:
    connector = Connector(id="1", name="n", jdbc=JDBC)
    frame = data_frame([connector])
    for shown in (repr(connector), connector._repr_html_(), connector.to_json(), frame.to_csv()):
        assert "canary-pw" not in shown
        assert "db.example.com" in shown
    assert connector.jdbc == JDBC


def batch() -> BatchResult[EndpointPassword]:
    item = EndpointPassword("task", "so", Secret("canary-pw"))
    return BatchResult((ItemResult(item=item, status=ItemStatus.NOT_SENT),))


def test_a_pickle_of_a_batch_holds_no_password_and_says_so() -> None:
    failed = PartialFailure(message="no", result=batch())
    for pickled in (pickle.dumps(batch()), pickle.dumps(failed)):
        assert b"canary" not in pickled
    [again] = pickle.loads(pickle.dumps(batch())).remaining()
    assert again.job_id == "task"
    assert isinstance(again.password, Withheld)
    with pytest.raises(ConfigError, match="Give it again"):
        again.password.reveal()


def test_what_has_no_secret_pickles_as_it_is_and_copies_stay_whole() -> None:
    plain = BatchResult((ItemResult(item="task", status=ItemStatus.ACCEPTED),))
    assert pickle.loads(pickle.dumps(plain)) == plain
    assert copy.deepcopy(batch()) == batch()
