"""What is waited for until it would outlive a power cut, and what is not."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from jobspan._core.replay import OPEN, Step
from jobspan._io.journal.database import Database, now_of
from jobspan.errors import JournalError
from jobspan.journal import Journal
from tests.journal.test_store import CALL, granted


def waits(connection: sa.Connection) -> bool:
    if connection.dialect.name == "sqlite":
        return connection.exec_driver_sql("pragma synchronous").scalar() == 2
    return connection.exec_driver_sql("show synchronous_commit").scalar() == "on"


def test_both_kinds_of_transactions(journal: Journal) -> None:
    database = journal._open().database
    for durable in (True, False, True):
        with database.transaction(durable=durable) as connection:
            assert waits(connection) is durable


def test_only_a_request_that_is_about_to_go_out_is_waited_for(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    real = Database.transaction

    def watched(self: Database, *, durable: bool = True) -> Any:
        asked.append(durable)
        return real(self, durable=durable)

    monkeypatch.setattr(Database, "transaction", watched)
    lease = granted(journal).lease
    journal._store.write(lease, (Step("", 0, "now", '{"value": 1}'), Step("", 1, "send! POST /x", OPEN)))
    journal._store.write(lease, (Step("", 1, "send! POST /x", '{"value": 1}'),))
    journal._store.finish(lease, result=b"", ref=None, steps=None)
    assert asked == [False, True, False, False]


def test_times_are_the_database_s(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 0.0)
    granted(journal)
    run = journal.get(CALL.key)
    assert run is not None
    assert run.created.year > 2025
    with journal._open().database.transaction() as connection:
        assert connection.execute(sa.select(now_of(connection))).scalar_one() > run.created.timestamp() - 1


def test_a_transaction_that_fails_says_which_journal_and_hides_its_password() -> None:
    database = Database("postgresql+psycopg://me:canary-77@127.0.0.1:1/none")
    with pytest.raises(JournalError, match="cannot be used") as caught, database.transaction():
        raise AssertionError("there is no such database")
    assert "canary-77" not in str(caught.value)


def test_a_server_that_comes_back_is_used_again(url: str, journal: Journal) -> None:
    if not url.startswith("postgresql"):
        return  # a file does not go away
    database = journal._open().database
    with database.transaction() as connection:
        mine = connection.exec_driver_sql("select pg_backend_pid()").scalar_one()
    other = Database(url.replace("postgresql:", "postgresql+psycopg:"))
    with other.transaction() as connection:
        connection.exec_driver_sql(f"select pg_terminate_backend({mine})")
    other.close()
    with pytest.raises(JournalError, match="cannot be used"):
        journal.runs()
    assert journal.runs() == []
