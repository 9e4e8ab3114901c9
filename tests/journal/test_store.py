"""The journal's storage: who gets a key, what is kept, and what is never written in clear. On each kind of database."""

from __future__ import annotations

import json
import multiprocessing
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
import sqlalchemy as sa

from jobspan import ConfigError, JobRef, ValidationError
from jobspan._core.once import Differs, Finished, Granted, Held, KeyedCall
from jobspan._core.replay import OPEN, Step
from jobspan.errors import JournalError
from jobspan.journal import Journal, RunState

CALL = KeyedCall(key="nightly", plane="lathe", method="Parts.turn", endpoint="e", arguments={"id": "1", "deep": True})
OTHER_KEY = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA="
REF = JobRef(plane="lathe", kind="lathe.part", id="7", endpoint="e")


def granted(journal: Journal, call: KeyedCall = CALL) -> Granted:
    claim = journal._store.claim(call)
    assert isinstance(claim, Granted)
    return claim


class TestClaims:
    def test_a_key_is_had_by_one(self, journal_of: Callable[..., Journal]) -> None:
        first, second = journal_of(), journal_of()
        granted(first)
        held = second._store.claim(CALL)
        assert isinstance(held, Held)
        assert f"process {os.getpid()}" in held.holder

    def test_what_is_over_is_known_to_everybody(self, journal_of: Callable[..., Journal]) -> None:
        first, second = journal_of(), journal_of()
        first._store.finish(granted(first).lease, result=b"made", ref=None, steps=None)
        claim = second._store.claim(CALL)
        assert isinstance(claim, Finished)
        assert claim.result == b"made"

    def test_a_job_is_kept_as_its_reference(self, journal: Journal) -> None:
        lease = granted(journal).lease
        step = Step("", 0, "send! POST /x", '{"value": 1}')
        journal._store.write(lease, (step,))
        journal._store.finish(lease, result=None, ref=REF, steps=())
        claim = journal._store.claim(CALL)
        assert isinstance(claim, Finished)
        assert claim.ref == REF
        assert claim.steps == (step,)

    def test_other_arguments_are_named(self, journal: Journal) -> None:
        granted(journal)
        claim = journal._store.claim(attrs.evolve(CALL, arguments={"id": "2", "size": 3}))
        assert isinstance(claim, Differs)
        assert [line.partition(" ")[0] for line in claim.differs] == ["deep", "id", "size"]

    def test_another_method_is_named_and_not_its_arguments(self, journal: Journal) -> None:
        granted(journal)
        claim = journal._store.claim(attrs.evolve(CALL, arguments={"id": "2"}, method="Parts.melt"))
        assert isinstance(claim, Differs)
        assert claim.differs == ("method was Parts.turn, and is Parts.melt",)

    def test_nothing_done_leaves_the_key_free(self, journal: Journal) -> None:
        journal._store.free(granted(journal).lease)
        assert journal.get("nightly") is None
        granted(journal, attrs.evolve(CALL, arguments={}))

    def test_a_silent_holder_loses_it_and_cannot_go_on(self, journal_of: Callable[..., Journal]) -> None:
        first, second = journal_of(lease=-1.0, heartbeat=3600.0), journal_of()
        old = granted(first)
        first._store.write(old.lease, (Step("", 0, "send! POST /x", OPEN),))
        new = granted(second)
        assert new.taken_from is not None
        assert [step.answer for step in new.steps] == [OPEN]
        with pytest.raises(JournalError, match="has taken its call over"):
            first._store.write(old.lease, (Step("", 1, "send! POST /y", OPEN),))

    def test_one_that_goes_in_order_leaves_it_at_once(self, journal_of: Callable[..., Journal]) -> None:
        first, second = journal_of(), journal_of()
        first._store.drop(granted(first).lease)
        granted(second)

    def test_signs_of_life_keep_it(self, journal_of: Callable[..., Journal]) -> None:
        first = journal_of(lease=30.0, heartbeat=0.01)
        lease = granted(first).lease
        before = first._archive.row("nightly")
        assert before is not None
        beating = first._open().leases._beating
        assert beating is not None
        first._open().leases._held.clear()
        beating.join(10)
        assert not beating.is_alive(), "it ends with the last call"
        after = first._archive.row("nightly")
        assert after is not None
        assert after["lease_until"] >= before["lease_until"]
        first._store.finish(lease, result=b"", ref=None, steps=None)

    def test_steps_that_are_outdated_are_forgotten(self, journal: Journal) -> None:
        lease = granted(journal).lease
        journal._store.write(lease, tuple(Step("", number, "now", '{"value": 1}') for number in range(3)))
        journal._store.erase(lease, [("", 1), ("", 2)])
        assert [step.number for step in journal._archive.steps("nightly")] == [0]


def _race(url: str, key: str, start: Any, wins: Any) -> None:
    journal = Journal(url, key=key)
    journal.get("nightly")
    start.wait()
    for number in range(20):
        claim = journal._store.claim(attrs.evolve(CALL, key=f"race {number}"))
        if isinstance(claim, Granted):
            wins.put(number)
    start.wait()  # a process that is gone holds nothing, so nobody leaves before all have tried


def test_of_many_processes_one_gets_each_key(url: str, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.journal.conftest import KEY

    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    journal.get("nightly")
    context = multiprocessing.get_context("spawn")
    start, wins = context.Barrier(4), context.Queue()
    racers = [context.Process(target=_race, args=(url, KEY, start, wins)) for _ in range(4)]
    for each in racers:
        each.start()
    won = sorted(wins.get(timeout=60) for _ in range(20))
    for each in racers:
        each.join()
    assert won == list(range(20))
    assert wins.empty()


KILLED = """
import os, signal
from jobspan.journal import Journal
from tests.journal.test_store import CALL
from jobspan._core.replay import OPEN, Step
store = Journal({url!r}, key={key!r})._store
store.write(store.claim(CALL).lease, (Step("", 0, "send! POST /x", OPEN),))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_of_this_machine_that_was_killed_holds_nothing(url: str, journal: Journal) -> None:
    from tests.journal.conftest import KEY

    root = str(Path(__file__).parents[2])
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([root, *sys.path])}
    program = KILLED.format(url=url, key=KEY)
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
    assert done.returncode == -9, done.stderr
    claim = granted(journal)
    assert claim.taken_from is not None
    assert len(claim.steps) == 1


class TestSeenFromOutside:
    def test_runs(self, journal: Journal) -> None:
        journal._store.leave(granted(journal).lease, certain=False, error="Nobody answered.", steps=())
        journal._store.finish(granted(journal, attrs.evolve(CALL, key="done")).lease, result=None, ref=REF, steps=None)
        assert {run.key: run.state for run in journal.runs()} == {"done": "done", "nightly": "ambiguous"}
        (run,) = journal.runs(state="ambiguous")
        assert (run.error, run.method, run.arguments) == ("Nobody answered.", "Parts.turn", {"id": "1", "deep": True})
        assert journal.runs(plane="other") == []
        assert journal.runs(since=run.updated + timedelta(days=1)) == []
        done = journal.get("done")
        assert done is not None
        assert done.ref == REF

    @pytest.mark.parametrize("asked", [{"state": "over"}, {"since": datetime.min}])
    def test_what_cannot_be_looked_up_is_named(self, journal: Journal, asked: dict[str, Any]) -> None:
        granted(journal)
        with pytest.raises(ValidationError) as refused:
            journal.runs(**asked)
        assert [problem.field for problem in refused.value.problems] == list(asked)

    def test_a_doubt_is_resolved_by_hand(self, journal: Journal) -> None:
        journal._store.leave(granted(journal).lease, certain=False, error="?", steps=())
        journal.resolve("nightly", done=REF, note="seen in the portal")
        run = journal.get("nightly")
        assert run is not None
        assert (run.state, run.ref, run.note) == (RunState.DONE, REF, "seen in the portal")
        journal._store.leave(granted(journal, attrs.evolve(CALL, key="b")).lease, certain=False, error="?", steps=())
        journal.resolve("b", not_done=True)
        assert journal.get("b") is None

    def test_what_has_no_job_can_be_done_as_well(self, journal: Journal) -> None:
        journal._store.leave(granted(journal).lease, certain=False, error="?", steps=())
        journal.resolve("nightly", done=True)
        claim = journal._store.claim(CALL)
        assert isinstance(claim, Finished)
        assert claim.ref is None
        assert pickle.loads(claim.result or b"") is None

    def test_only_a_doubt_is(self, journal: Journal) -> None:
        granted(journal)
        with pytest.raises(ValidationError, match="is not the key of a call that ended without certainty"):
            journal.resolve("nightly", not_done=True)
        for wrong in ({}, {"done": REF, "not_done": True}):
            with pytest.raises(ValidationError, match="exactly one"):
                journal.resolve("nightly", **wrong)  # type: ignore[arg-type]  # the mistake under test

    def test_what_is_done_can_be_pruned_and_nothing_else(self, journal: Journal) -> None:
        journal._store.leave(granted(journal).lease, certain=False, error="?", steps=())
        for key in ("old", "older"):
            journal._store.finish(granted(journal, attrs.evolve(CALL, key=key)).lease, result=b"", ref=None, steps=None)
        assert journal.prune(timedelta(days=1)) == 0
        for wrong in (timedelta(seconds=-1), 90):
            with pytest.raises(ValidationError, match="older_than"):
                journal.prune(wrong)  # type: ignore[arg-type]  # the mistake under test
        assert journal.prune(timedelta()) == 2
        assert [run.key for run in journal.runs()] == ["nightly"]
        assert journal.forget("nightly")
        assert not journal.forget("nightly")


class TestAtRest:
    def test_nothing_is_in_clear(self, url: str, journal: Journal, tmp_path: Path) -> None:
        call = attrs.evolve(CALL, arguments={"name": "canary-7f3a"})
        lease = granted(journal, call).lease
        journal._store.write(lease, (Step("", 0, "send! POST /x", json.dumps({"value": "canary-7f3a"})),))
        journal._store.leave(lease, certain=False, error="canary-7f3a", steps=())
        journal._store.finish(granted(journal, call).lease, result=b"canary-7f3a", ref=None, steps=())
        if url.startswith("sqlite"):
            files = [path for path in tmp_path.iterdir() if path.is_file()]
            assert len(files) >= 1
            assert all(b"canary" not in path.read_bytes() for path in files)
            assert {path.stat().st_mode & 0o77 for path in files} == {0}
        else:
            engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
            with engine.connect() as connection:
                for table in ("jobspan_keys", "jobspan_steps", "jobspan_about"):
                    rows = connection.execute(sa.text(f"select * from {table}")).all()
                    assert "canary" not in repr(
                        [[bytes(c) if isinstance(c, memoryview) else c for c in r] for r in rows]
                    )
            engine.dispose()

    def test_another_key_opens_nothing(self, url: str, journal: Journal) -> None:
        granted(journal)
        other = Journal(url, key=OTHER_KEY)
        with pytest.raises(JournalError, match="sealed with another key"):
            other.runs()
        other.close()

    def test_everything_can_be_sealed_anew(self, url: str, journal: Journal) -> None:
        lease = granted(journal).lease
        journal._store.write(lease, (Step("", 0, "now", '{"value": 1}'),))
        before = journal._digest("secret")
        assert journal.rekey(OTHER_KEY) >= 2
        other = Journal(url, key=OTHER_KEY)
        assert other._archive.steps("nightly")[0].answer == '{"value": 1}'
        assert other._digest("secret") == before, "arguments compare as before"
        other.close()

    def test_a_step_that_was_moved_does_not_open(self, url: str, journal: Journal) -> None:
        lease = granted(journal).lease
        journal._store.write(lease, (Step("", 0, "now", '{"value": 1}'),))
        engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
        with engine.begin() as connection:
            connection.execute(sa.text("update jobspan_steps set number = 5"))
        engine.dispose()
        with pytest.raises(JournalError, match="was changed"):
            journal._archive.steps("nightly")


def test_a_file_in_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    journal = Journal("sqlite:///~/journal.sqlite3", key=OTHER_KEY)
    assert journal.runs() == []
    journal.close()
    assert (tmp_path / "journal.sqlite3").stat().st_size > 0


class TestTrouble:
    def test_a_database_that_is_not_there(self, tmp_path: Path) -> None:
        file = tmp_path / "folder"
        file.write_text("not a folder")
        with pytest.raises((JournalError, OSError)):
            Journal(f"sqlite:///{file}/journal.sqlite3", key=OTHER_KEY).runs()
        with pytest.raises(JournalError, match="cannot be used") as failed:
            Journal("postgresql://u:canary@127.0.0.1:1/x", key=OTHER_KEY).runs()
        assert "canary" not in str(failed.value)

    def test_a_journal_of_a_newer_version(self, url: str, journal: Journal) -> None:
        journal.runs()
        engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
        with engine.begin() as connection:
            connection.execute(sa.text("update jobspan_about set value = :v where name = 'version'"), {"v": b"99"})
        engine.dispose()
        newer = Journal(url, key=OTHER_KEY)
        with pytest.raises(JournalError, match="has version 99"):
            newer.runs()

    @pytest.mark.parametrize("key", ["no base64!", "c2hvcnQ="])
    def test_a_key_that_cannot_be_one(self, key: str) -> None:
        with pytest.raises(ConfigError):
            Journal("sqlite://", key=key).runs()


class TestOddKeys:
    @pytest.mark.parametrize("key", ["[/x]", "a\nb", "\N{GRINNING FACE}", "-x"])
    def test_the_command_line_shows_them(self, url: str, journal: Journal, key: str) -> None:
        from click.testing import CliRunner

        from jobspan.cli.journal import journal as command
        from tests.journal.conftest import KEY

        granted(journal, attrs.evolve(CALL, key=key))
        for words in (["list"], ["show", "--", key]):
            shown = CliRunner(env={"JOBSPAN_JOURNAL_KEY": KEY}).invoke(command, ["--url", url, *words])
            assert shown.exit_code == 0, shown.exception

    def test_what_is_done_cannot_be_resolved(self, journal: Journal) -> None:
        journal._store.finish(granted(journal).lease, result=b"made", ref=None, steps=None)
        with pytest.raises(ValidationError):
            journal.resolve(CALL.key, not_done=True)
