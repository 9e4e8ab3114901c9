"""A process whose journal got another key, or another file, since it was opened: it sends nothing more."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from jobspan._io.journal import holders
from jobspan.errors import JobspanError, JournalError
from jobspan.journal import Journal
from jobspan.testing import Sandbox
from jobspan.testing.sandbox.delphix.seed import FINANCE_JOB
from tests.journal.conftest import KEY

CHANGE = "create_masking_job_tag"
OTHER_KEY = base64.b64encode(b"o" * 32).decode()


def tag(dct: Sandbox, journal: Journal, key: str) -> None:
    with dct.client(journal=journal) as client:
        client.masking_jobs.add_tags.once(key, FINANCE_JOB, {key: "b"})


def test_one_that_has_the_key_of_before_writes_nothing(
    dct: Sandbox, url: str, journal: Journal, journal_of: Callable[..., Journal]
) -> None:
    tag(dct, journal, "a")
    journal_of().rekey(OTHER_KEY)
    with pytest.raises(JournalError, match="another key"):
        tag(dct, journal, "b")
    assert dct.requests.count(CHANGE) == 1
    anew = Journal(url, key=OTHER_KEY)
    assert [run.key for run in anew.runs()] == ["a"]
    assert anew.rekey(KEY) > 0
    anew.close()


@pytest.mark.parametrize("digest", [True, False], ids=["proof", "without-proof"])
def test_one_without_the_key_adds_nothing(dct: Sandbox, url: str, journal: Journal, digest: bool) -> None:
    tag(dct, journal, "a")
    if not digest:  # as journals were that had never seen a secret
        with journal._open().database.transaction() as connection:
            connection.execute(sa.text("delete from jobspan_about where name = 'digest'"))
    other = Journal(url, key=OTHER_KEY)
    with pytest.raises(JournalError, match="another key"):
        tag(dct, other, "b")
    other.close()
    assert dct.requests.count(CHANGE) == 1
    assert [run.key for run in journal.runs()] == ["a"]


def test_one_that_lost_its_key_file_adds_nothing(dct: Sandbox, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'j.sqlite3'}"
    tag(dct, Journal(url), "a")
    (tmp_path / "j.sqlite3.key").unlink()
    with pytest.raises(JournalError, match="another key"):
        tag(dct, Journal(url), "b")
    assert dct.requests.count(CHANGE) == 1


@pytest.mark.parametrize("replaced", [True, False], ids=["replaced", "deleted"])
def test_a_file_that_was_deleted_takes_nothing(dct: Sandbox, tmp_path: Path, replaced: bool) -> None:
    file = tmp_path / "j.sqlite3"
    journal = Journal(f"sqlite:///{file}", key=KEY)
    tag(dct, journal, "a")
    for each in tmp_path.iterdir():
        each.unlink()
    if replaced:
        Journal(f"sqlite:///{file}", key=KEY).runs()
    with pytest.raises(JournalError, match="deleted or replaced"):
        tag(dct, journal, "b")
    assert dct.requests.count(CHANGE) == 1
    journal.close()
    tag(dct, journal, "b")
    assert dct.requests.count(CHANGE) == 2
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("odd", ["folder", "not-base64"])
def test_a_key_file_that_cannot_be_read_is_named(dct: Sandbox, tmp_path: Path, odd: str) -> None:
    file = tmp_path / "j.sqlite3.key"
    if odd == "folder":
        file.mkdir()
    else:
        file.write_text("no key")
    with pytest.raises(JobspanError, match=r"key of the journal"):
        tag(dct, Journal(f"sqlite:///{tmp_path / 'j.sqlite3'}"), "a")
    assert dct.requests.count(CHANGE) == 0


def test_nobody_is_asked_by_a_signal_where_a_signal_is_no_question(monkeypatch: pytest.MonkeyPatch) -> None:
    def kill(*_: object) -> None:
        raise AssertionError("on Windows this interrupts the process")

    gone = holders.this_process().replace(f" {os.getpid()} ", " 999999999 ")
    assert holders.is_gone(gone)
    monkeypatch.setattr(holders, "_CAN_ASK", False)
    monkeypatch.setattr(os, "kill", kill)
    assert not holders.is_gone(gone)
