"""Help as people read it: sections, whole sentences, words of the command line, nothing twice."""

from __future__ import annotations

import re
from typing import Any

import click
import pytest

from jobspan.cli.commands import COMMANDS, ENDINGS, jobspan
from jobspan.cli.docstrings import doc_of
from jobspan.cli.exits import Exit
from jobspan.cli.generated import Part
from jobspan.cli.help import Context
from jobspan.cli.table import TABLE
from jobspan.cli.wording import on_a_command_line, with_words
from jobspan.cli.words import Word
from tests.cli.conftest import Run
from tests.cli.test_commands import loaded_by

LEFT_OVER = re.compile(
    r"\*\*\w|``|:\w+:`|`\"|\.\.\.\.| {4}\*|INTEGER|FLOAT|<=x|\bx>=|Several: give|default: unset|default: None"
)
"""What is of Python's docstrings, or of click."""


def helps(width: int = 80) -> dict[str, str]:
    """The help of every command, by what is typed for it."""
    found: dict[str, str] = {}

    def walk(command: click.Command, context: click.Context) -> None:
        found[context.command_path] = command.get_help(context)
        if not isinstance(command, click.Group):
            return
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            walk(below, type(below).context_class(below, info_name=name, parent=context))

    walk(jobspan, Context(jobspan, info_name="jobspan", terminal_width=width))
    return found


HELPS = helps()


@pytest.mark.parametrize("line", HELPS)
def test_nothing_of_docstrings_or_of_click_is_left_over(line: str) -> None:
    text = HELPS[line]
    assert not LEFT_OVER.search(text), LEFT_OVER.search(text)
    assert not [each for each in text.splitlines() if each != each.rstrip()]


@pytest.mark.parametrize("line", HELPS)
def test_no_option_is_broken_at_its_hyphen(line: str) -> None:
    assert not [each for each in HELPS[line].splitlines() if re.search(r"\w-$", each)]


@pytest.mark.parametrize("line", [line for line in HELPS if line.startswith("jobspan run ")])
def test_no_words_are_said_twice(line: str) -> None:
    for option in re.split(r"\n  (?=-)", HELPS[line]):
        text = " ".join(option.split())
        choices = re.search(r"\[([\w|-]+\|[\w|-]+)\] (.*?)(?: \[|$)", text)
        if choices:
            assert set(re.findall(r"[\w-]+", choices[2])) - {"or"} > set() or choices[2] == ""
            assert not re.fullmatch(
                rf"(?i){', '.join(choices[1].split('|')[:-1])} or {choices[1].split('|')[-1]}\.", choices[2]
            )
        known = re.search(r"For example (.*?)\.", text)
        if known:
            before = re.findall(r"[\w-]+", text[: known.start()])
            assert not set(known[1].split(", ")) & set(before), text


@pytest.mark.parametrize("line", [line for line in HELPS if line.count(" ") < 2])
def test_sentences_of_a_list_are_whole(line: str) -> None:
    for sentence in re.findall(r"^  \w[\w-]*  +\S.*", HELPS[line], re.MULTILINE):
        assert not sentence.endswith("...")


def test_the_commands_stand_in_sections_with_every_exit_code() -> None:
    text = HELPS["jobspan"]
    for title in ("Begin", "Look", "Act", "For other programs", "Examples", "Exit codes"):
        assert f"\n{title}:\n" in text
    assert all(re.search(rf"^  {name} +\S", text, re.MULTILINE) for name in COMMANDS)
    assert [int(code) for code, _ in ENDINGS] == [each.value for each in Exit]
    long = [
        line for line in text.partition("Begin:")[2].partition("Examples:")[0].splitlines() if line.startswith("     ")
    ]
    assert long == [], "a command has a line"


def test_run_lists_resources_by_plane_with_their_calls() -> None:
    text = " ".join(HELPS["jobspan run"].split())
    for plane in ("delphix", "groupid", "ciphertrust", "huawei_dsc", "huawei_drs", "huawei"):
        assert f" {plane}: " in text
    assert "groupid.collections create, list, jobs, get, update, delete" in text
    assert len(HELPS["jobspan run"].splitlines()) < 180


@pytest.mark.parametrize("resource", ["masking_jobs", "sync_jobs.aws", "drs"])
def test_a_resource_in_place_of_a_call_lists_its_calls_with_a_sentence_each(run: Run, resource: str) -> None:
    for line in (("run", resource), ("run", resource, "--help")):
        shown = " ".join(run(*line).stdout.split())
        calls = TABLE.within(resource)
        assert calls
        assert all(f"{name} {TABLE.every[name].about[:30].strip()}" in shown for name in calls)


def test_calls_that_make_several_operations_are_listed_as_well(run: Run) -> None:
    assert "export_tasks.export " in run("run", "export_tasks").stdout


def test_a_resource_with_a_method_beside_it_says_how_they_are_joined(run: Run) -> None:
    result = run("run", "masking_jobs", "execute", "ID")
    assert result.exit_code == Exit.USAGE
    assert "Write it with a dot: masking_jobs.execute." in result.stderr


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        (("job",), "jobs"),
        (("dcotor",), "doctor"),
        (("list", "masking_job"), "masking_jobs"),
        (("run", "drs.tags.sett"), "drs.tags.set"),
    ],
)
def test_a_name_that_is_nearly_right_is_answered_with_the_right_one(
    run: Run, line: tuple[str, ...], meant: str
) -> None:
    result = run(*line)
    assert result.exit_code == Exit.USAGE
    assert f"Did you mean {meant}" in result.stderr


@pytest.mark.parametrize("line", [("run", "--help"), ("list", "--help")], ids=" ".join)
def test_listing_calls_imports_no_plane(line: tuple[str, ...]) -> None:
    printed, loaded = loaded_by(*line)
    assert "masking_jobs" in printed
    assert not {name for name in loaded if name.startswith("jobspan._planes.") and name != "jobspan._planes.registry"}
    assert not loaded & {"httpx", "httpcore", "cattrs", "msgspec", "rich", "jobspan._sync.client"}


def test_a_call_is_made_without_importing_other_planes() -> None:
    _, loaded = loaded_by("run", "sync_jobs.aws.keys.start", "--help")
    assert "jobspan._planes.ciphertrust.abilities" in loaded
    assert not [
        name for name in loaded if name.endswith(".abilities") and "ciphertrust" not in name and "_core" not in name
    ]


def shown(line: str) -> str:
    return " ".join(HELPS[f"jobspan {line}"].split())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("sandbox", "[default: 8470; 0..65535]"),
        ("run masking_jobs.copy", "with `--connector-credentials` waiting also sets and tests them"),
        ("run masking_jobs.copy", "[OPTIONS] JOB_ID --target-engine-id TEXT --target-environment-id TEXT"),
        ("run connectors.delete_tags", "all (only with `--all`)"),
        ("run connectors.update", "`null` clears it"),
        ("run groupid.data_sources.list", "--type [excel|"),
        (
            "run sync_jobs.azure.certificates.start",
            "--key-vaults TEXT The same as `--containers`, under the vendor's own word",
        ),
        ("run connectors.add_tags", "[OPTIONS] ID NAME=VALUE..."),
        ("run groupid.data_sources.search", "One of excel, access, sql_server, text, oracle, odbc."),
        ("wait", "Arguments: REFERENCE PLANE/ID, as `jobspan jobs` shows them; or the JSON of a job reference"),
        ("wait", "--timeout SECONDS Wait at most so long. [default: 1 d]"),
        ("jobs", "--limit NUMBER At most so many a plane. [default: 20; 1..1000]"),
        ("jobs", "--every SECONDS From one look to the next (with --watch). [default: 5]"),
        ("jobs", "--plane [delphix|groupid|ciphertrust|huawei_dsc|huawei_drs]"),
        ("configure", "[default: that of --profile, else default]"),
        ("journal", "show Show what is known of a call: its arguments, what was sent, and why it is not done."),
    ],
)
def test_what_one_has_to_know_is_said(line: str, said: str) -> None:
    assert said in shown(line)


@pytest.mark.parametrize(("width", "widest"), [(50, 60), (80, 80), (100, 100), (160, 160)])
def test_help_fits_the_terminal(width: int, widest: int) -> None:
    context = Context(jobspan, info_name="jobspan", terminal_width=width)
    assert max(map(len, jobspan.get_help(context).splitlines())) <= max(widest, 70)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Read one by its id.", "Read one by its id."),
        ("Run a job. DCT follows.\n\nMore.", "Run a job."),
        ("Rows of 1.5 pages. 2 are read.", "Rows of 1.5 pages."),
        ("No stop at its end", "No stop at its end"),
    ],
)
def test_the_first_sentence(text: str, first: str) -> None:
    def documented() -> None: ...

    documented.__doc__ = text
    assert doc_of(documented).first == first


def test_arguments_with_stars_are_arguments_of_their_own() -> None:
    def documented(mode: Any, **named: Any) -> None:
        """Do it.

        Args:
            mode: how.
            **named: the rest, *really*.
        """

    assert doc_of(documented).arguments == {"mode": "how.", "named": "the rest, really."}


WORDS = Word(metavar="WORD", read=str, choices=("aws", "azure"), in_python={"Cloud.AWS": "aws"})
KNOWN = Word(metavar="WORD", read=str, known=("FTP", "SFTP", "MOUNT"))
PARTS = [
    Part(name="job_id", word=Word(metavar="TEXT", read=str), positional=True),
    Part(name="engine_id", word=Word(metavar="TEXT", read=str, clearable=True)),
    Part(name="force", word=Word(metavar="", read=bool, flag=True)),
    Part(name="cloud", word=WORDS),
]


@pytest.mark.parametrize(
    ("of", "text", "said"),
    [
        (None, "Give `job_id` and `engine_id`.", "Give `JOB_ID` and `--engine-id`."),
        (None, "Only with `force=True`; `force=False` asks.", "Only with `--force`; `--no-force` asks."),
        (None, "`None` takes it away.", "`null` takes it away."),
        (None, "`cloud=aws`, `other=1`", "`--cloud aws`, `other=1`"),
        ("engine_id", "`None`: none; not `engine_id` itself.", "`null`: none; not `engine_id` itself."),
        (
            "force",
            "`True`: all; `False`: some; `None`: what fits.",
            "`--force`: all; `--no-force`: some; `neither`: what fits.",
        ),
        ("cloud", "for example `Cloud.AWS`", "for example `aws`"),
    ],
)
def test_docstrings_speak_of_the_command_line(of: str | None, text: str, said: str) -> None:
    part = next((each for each in PARTS if each.name == of), None)
    assert on_a_command_line(text, PARTS, part) == said


@pytest.mark.parametrize(
    ("text", "word", "listed", "said"),
    [
        ("aws or azure.", WORDS, True, ""),
        ("`aws`, or `azure`", WORDS, True, ""),
        ("which one; aws has more", WORDS, True, "Which one; aws has more"),
        ("which one", WORDS, False, "Which one One of aws, azure."),
        ("how.", KNOWN, False, "How. For example FTP, SFTP, MOUNT."),
        ("FTP, SFTP or MOUNT.", KNOWN, False, "FTP, SFTP or MOUNT."),
        ("FTP, MOUNT, ...", KNOWN, False, "FTP, MOUNT, ... Also SFTP."),
        ("micro, small, medium, ...", Word(metavar="TEXT", read=str), False, "micro, small, medium, ..."),
        ("id or name of it.", Word(metavar="TEXT", read=str), False, "Id or name of it."),
    ],
)
def test_words_are_said_once_and_as_they_are_given(text: str, word: Word, listed: bool, said: str) -> None:
    assert with_words(text, word, listed=listed) == said


def test_a_default_is_said_once() -> None:
    for line, text in HELPS.items():
        for option in re.split(r"\n  (?=-)", text):
            said = " ".join(option.split())
            assert not re.search(r"(?i)(default: |without it, ).*\[default: ", said), (line, said)
