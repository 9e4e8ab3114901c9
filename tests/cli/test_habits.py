"""What people know from other command lines: the error says what it is here."""

from __future__ import annotations

import pytest

from jobspan.cli.exits import Exit
from jobspan.testing import Sandbox
from tests.cli.conftest import Run, invoke


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("list masking_jobs -o json", "No such option '-o'. --json, --ndjson and --csv print"),
        ("list masking_jobs --output json", "--json, --ndjson and --csv print"),
        ("list migration_jobs --limit 2", "No such option '--limit'. --rows N prints at most so many."),
        ("jobs --state running", "--filter COLUMN=VALUE picks rows."),
        ("run masking_jobs.execute x --dry-run", "--plan shows what would be sent, and changes nothing."),
        ("run masking_jobs.get x --dry-run", "This call changes nothing."),
        ("run migration_jobs.start x --wait", "This call starts no job of its own, so there is none to wait for."),
        ("list masking_jobs --profile qa", "It goes before the command: jobspan --profile NAME"),
        ("masking_jobs list", "The command comes first: `jobspan list masking_jobs`"),
        ("data-sync-jobs", "`jobspan list data_sync_jobs`"),
        ("masking_jobs.execute x", "A call is made with `jobspan run masking_jobs.execute`."),
        ("delphix jobs", "The command comes first, then the dotted name of a call: `jobspan run delphix...`."),
        ("version", "Did you mean `jobspan --version`?"),
        ("config", "Did you mean `jobspan configure`?"),
        ("run masking_jobs execute x", "Write it with a dot: masking_jobs.execute."),
        ("list delphix", "There are: delphix.executions, delphix.jobs, "),
        ("list export_tasks", "There are these calls, for `jobspan run`: export_tasks.buckets, export_tasks.create, "),
        ("run export_tasks", "export_tasks.export, "),
        ("list frobnicate", "`jobspan operations` lists what there is."),
        ("""run migration_jobs.create '{"naem": "x"}'""", "unknown field naem (did you mean name?) @ job"),
    ],
)
def test_a_habit(command: str, says: str) -> None:
    import shlex

    result = invoke(*shlex.split(command))
    assert result.exit_code == Exit.USAGE
    assert says in result.stderr


@pytest.mark.parametrize("command", ["frobnicate", "list masking_jobs --frobnicate"])
def test_what_nobody_is_used_to_is_said_as_ever(command: str) -> None:
    result = invoke(*command.split())
    assert result.exit_code == Exit.USAGE
    assert "No such" in result.stderr


def test_a_name_in_the_place_of_an_id(planes: Sandbox, run: Run) -> None:
    result = run("get", "masking_jobs", "finance-masking-job")
    assert result.exit_code == Exit.ERROR
    assert "An id is needed. `jobspan list masking_jobs --columns id,name` shows" in result.stderr
