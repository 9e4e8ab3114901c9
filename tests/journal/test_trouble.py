"""Trouble with the journal itself: nothing is sent, or what was done is told, and the error says what to do."""

from __future__ import annotations

import contextlib
import multiprocessing
import sqlite3
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from jobspan._io.journal import database
from jobspan._io.journal.sealing import key_in
from jobspan.errors import ConfigError, JournalError, JournalWarning
from jobspan.journal import Journal
from jobspan.testing import Sandbox
from jobspan.testing.sandbox.delphix.seed import FINANCE_JOB
from tests.journal.conftest import KEY

CHANGE = "create_masking_job_tag"


def tag(dct: Sandbox, journal: Journal) -> None:
    with dct.client(journal=journal) as client:
        client.masking_jobs.add_tags.once("k", FINANCE_JOB, {"a": "b"})


def read_only(folder: Path, monkeypatch: pytest.MonkeyPatch, held: contextlib.ExitStack) -> str:
    Journal(f"sqlite:///{folder / 'j.sqlite3'}", key=KEY).runs()
    return f"sqlite:///file:{folder / 'j.sqlite3'}?mode=ro&uri=true"


def locked(folder: Path, monkeypatch: pytest.MonkeyPatch, held: contextlib.ExitStack) -> str:
    file = folder / "j.sqlite3"
    Journal(f"sqlite:///{file}", key=KEY).runs()
    monkeypatch.setattr(database, "_PATIENCE", 0.05)
    other = held.enter_context(contextlib.closing(sqlite3.connect(file, isolation_level=None)))
    other.execute("begin immediate")
    return f"sqlite:///{file}"


def not_a_database(folder: Path, monkeypatch: pytest.MonkeyPatch, held: contextlib.ExitStack) -> str:
    (folder / "j.sqlite3").write_bytes(b"something else" * 100)
    return f"sqlite:///{folder / 'j.sqlite3'}"


def nowhere(folder: Path, monkeypatch: pytest.MonkeyPatch, held: contextlib.ExitStack) -> str:
    (folder / "file").write_text("")
    return f"sqlite:///{folder / 'file' / 'j.sqlite3'}"


@pytest.mark.parametrize("trouble", [read_only, locked, not_a_database, nowhere])
def test_nothing_is_sent_without_a_journal(
    trouble: Callable[[Path, pytest.MonkeyPatch, contextlib.ExitStack], str],
    dct: Sandbox,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with contextlib.ExitStack() as held, pytest.raises((JournalError, ConfigError)) as caught:
        tag(dct, Journal(trouble(tmp_path, monkeypatch, held), key=KEY))
    assert caught.value.hint
    assert dct.requests.count(CHANGE) == 0


class Breaks:
    """Lets so many transactions of a journal pass, and then its disk is full."""

    def __init__(self, journal: Journal, after: int) -> None:
        journal.runs()
        self._left = after
        self._engine = journal._open().database.engine()
        sa.event.listen(self._engine, "begin", self._begin)

    def _begin(self, connection: Any) -> None:
        if self._left == 0:
            raise sa.exc.OperationalError("commit", {}, sqlite3.OperationalError("database or disk is full"))
        self._left -= 1

    def mend(self) -> None:
        sa.event.remove(self._engine, "begin", self._begin)


@pytest.mark.parametrize("after", range(4))
def test_a_disk_that_fills_up_at_any_moment(after: int, dct: Sandbox, journal: Journal) -> None:
    """Before the request nothing is sent; after it the caller gets the result and a warning. The next call tells the truth."""
    broken = Breaks(journal, after)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always", JournalWarning)
        try:
            tag(dct, journal)
        except JournalError:
            assert dct.requests.count(CHANGE) == 0
        else:
            assert dct.requests.count(CHANGE) == 1
            assert bool(warned) is (after < 3)
    broken.mend()
    tag(dct, journal)
    succeeded = [request for request in dct.requests.of(CHANGE) if request.status == 201]
    assert len(succeeded) in (1, 2), "tags may be set again: twice is the same as once"
    run = journal.get("k")
    assert run is not None
    assert run.state == "done"


def _make_key(file: str, start: Any, keys: Any) -> None:
    start.wait()
    keys.put(key_in(Path(file)))


def test_processes_that_make_the_key_at_the_same_moment_have_the_same(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    for number in range(20):
        start, keys = context.Barrier(4), context.Queue()
        file = str(tmp_path / f"{number}.key")
        makers = [context.Process(target=_make_key, args=(file, start, keys)) for _ in range(4)]
        for each in makers:
            each.start()
        assert len({keys.get(timeout=30) for _ in makers}) == 1
        for each in makers:
            each.join()
    assert all(path.suffix == ".key" for path in tmp_path.iterdir())
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
