"""Every call of the table can be made from the command line, and every change is the one that Python would make."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any

import click
import pytest

from jobspan._core.plain import plain
from jobspan.cli.calls import Call, find
from jobspan.cli.generated import Part, parts_of
from jobspan.cli.run import get, list_rows, run as run_group
from jobspan.cli.table import TABLE
from jobspan.credentials import Secret
from jobspan.testing import Clock, Sandbox
from tests.cli.conftest import Run, configure
from tests.samples import SAMPLES, Sample
from tests.samples.sample import CANARY

NOT_ON_A_COMMAND_LINE = {"progress", "on_progress", "on_step"}


def called(name: str) -> Call:
    call = find(name)
    assert call is not None, name
    return call


PLANNED = [sample for sample in SAMPLES if called(sample.call).changes]


def command(name: str) -> click.Command:
    found = run_group.get_command(click.Context(run_group), name)
    assert found is not None, name
    return found


@pytest.mark.parametrize("name", TABLE.calls)
def test_each_call_is_a_command(name: str) -> None:
    call = called(name)
    made = command(name)
    taken = {each.name for each in made.params}
    parameters = {each.name for each in call.parameters if each.kind is not each.VAR_KEYWORD}
    assert parameters - NOT_ON_A_COMMAND_LINE <= taken
    assert len({name for each in made.params for name in each.opts}) == sum(len(each.opts) for each in made.params)
    text = made.get_help(click.Context(made, info_name=name))
    assert ":meth:" not in text
    assert "``" not in text
    assert all(row.path in text for row in call.operations)
    assert ("--once" in text) == call.changes
    assert ("--wait" in text) == call.starts_a_job


def test_help_names_the_members_of_documents() -> None:
    made = command("migration_jobs.change_passwords")
    text = " ".join(made.get_help(click.Context(made)).split())
    assert "A list of objects with job_id, end_point, password, and if wanted kerberos." in text


@pytest.mark.parametrize("group", [get, list_rows], ids=lambda group: str(group.name))
def test_get_and_list_have_all_there_is(group: click.Group) -> None:
    context = click.Context(group)
    names = group.list_commands(context)
    assert len(names) > 30
    assert {f"{name}.{group.name}" for name in names} == {
        name for name in TABLE.calls if name.endswith(f".{group.name}")
    }
    assert all(group.get_command(context, name) for name in names)


def words(part: Part, value: Any, folder: Path) -> list[str]:
    """A value as it is given on a command line."""
    option = [] if part.positional else [f"--{part.name.replace('_', '-')}"]
    if part.word.flag:
        return [f"--{'' if value else 'no-'}{part.name.replace('_', '-')}"]
    if part.word.many:
        given = [value] if isinstance(value, str | int) else value.items() if isinstance(value, Mapping) else value
        texts = ["=".join(each) if isinstance(each, tuple) else str(each) for each in given]
        return [word for text in texts for word in [*option, text]]
    if part.word.secret or part.word.metavar == "JSON":
        file = folder / f"{part.name}.txt"
        secret = value.reveal() if isinstance(value, Secret) else value
        file.write_text(str(secret) if part.word.secret else json.dumps(document_of(value)))
        return [*option, f"@{file}"]
    return [*option, str(value.value if isinstance(value, Enum) else value)]


def document_of(value: Any) -> Any:
    return value.to_document(reveal=True) if hasattr(value, "to_document") else plain(value, reveal_secrets=True)


def command_line(call: Call, args: tuple[Any, ...], kwargs: Mapping[str, Any], folder: Path) -> list[str]:
    given = inspect.signature(call.function).bind(None, *args, **kwargs).arguments
    given |= given.pop("named", {})
    line = [call.name]
    for part in parts_of(call):
        if part.name in given and given[part.name] is not None:
            line += words(part, given[part.name], folder)
    return line


@pytest.mark.parametrize("sample", PLANNED, ids=lambda sample: sample.name)
def test_the_plan_is_that_of_python(sample: Sample, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    call = called(sample.call)
    with Sandbox([sample.plane], clock=Clock.manual()) as box:
        configure(box, monkeypatch, tmp_path)
        with box.client() as client:
            given = sample.prepare(client, box)
            wanted = sample.method(client).plan(*given.args, **given.kwargs)
            line = command_line(call, given.args, given.kwargs, tmp_path)
            result = run("run", *line, "--plan", "--json")
    assert result.exit_code == (0 if wanted.ok else 1), result.output
    shown = json.loads(result.stdout)
    assert shown["requests"] == plain(wanted.requests)
    assert shown["ok"] == wanted.ok
    assert CANARY not in result.output
    assert CANARY not in " ".join(line)
