"""How commands end: one table of exit codes, and what is said of an error on the way."""

import os
import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

import click

from jobspan._core.visible import as_one_thing, visible
from jobspan.cli.streams import colored, json_text

if TYPE_CHECKING:
    from jobspan.batches import BatchResult
    from jobspan.errors import JobspanError
    from jobspan.jobs import JobRef


class Exit(IntEnum):
    """The exit codes of all commands."""

    OK = 0
    """What was asked for was done."""
    ERROR = 1
    """It was not: settings are missing, a plane refused, a rule forbids it, a plane could not be reached."""
    USAGE = 2
    """The command line is wrong, or an argument is; nothing was changed. What is wrong by itself is refused before anything is
    sent; what only a look at the plane shows, after that."""
    JOB_FAILED = 3
    """A job ended and not in success, or an item of a batch was not accepted."""
    TIMEOUT = 4
    """The wait is over, the job is not."""
    AMBIGUOUS = 5
    """It is unknown whether the plane acted. Look before you try again."""
    INTERRUPTED = 130
    """Ctrl-C. Jobs that were started go on."""
    UNREAD = 141
    """Whoever read the output went away, as `head` does. Jobs that were started go on."""
    TERMINATED = 143
    """SIGTERM. A fleet says how to go on."""


AS_JSON: Final = "jobspan.as_json"
"""Of contexts: programs read what is printed."""

_RESUME: Final = re.compile(r"client\.resume\((?P<quote>['\"])(?P<ref>\{.*?\})(?P=quote)\)")
_CONFIGURE: Final = re.compile(r"Give Client\((?P<section>\w+)=\w+\(\.\.\.\)\), or set what is listed\.")
_ARGUMENT: Final = re.compile(r"Looked for: the argument \w+=; ")
_IN_PYTHON: Final = {
    "client.resume(error.ref)": "`jobspan wait`",
    "client.resume(handle.ref)": "`jobspan wait`",
    "handle.wait()": "`jobspan wait`",
    "handle.cancel()": "`jobspan cancel`",
    "what JobRef.to_json() wrote": "what --json prints of a job that was started",
}


def code_of(error: BaseException) -> Exit:
    """The exit code of an error."""
    from jobspan import errors

    match error:
        case errors.ValidationError():
            return Exit.USAGE
        case errors.AmbiguousOutcomeError():
            return Exit.AMBIGUOUS
        case errors.PartialFailure():
            return code_of_batch(error.result)
        case errors.JobFailed():
            return Exit.JOB_FAILED
        case errors.WaitTimeout():
            return Exit.TIMEOUT
        case KeyboardInterrupt():
            return Exit.INTERRUPTED
        case _:
            return Exit.ERROR


def code_of_batch(result: "BatchResult[Any]") -> Exit:
    """The exit code of a batch."""
    if result.unknown:
        return Exit.AMBIGUOUS
    return Exit.OK if len(result.succeeded) == len(result) else Exit.JOB_FAILED


def text_of_error(error: BaseException) -> str:
    """What is said of an error to people: the reason first, and what to do in terms of the command line."""
    from jobspan.errors import JobError, JobFailed

    if isinstance(error, JobError):
        lines = [error.message, *(f"  - {line}" for line in getattr(error, "evidence", ()))]
        if isinstance(error, JobFailed) and (advice := _advice(error)):
            lines.append(advice)
        return as_one_thing("\n".join(lines))
    return for_command_line(str(error))


def for_command_line(text: str) -> str:
    """A message without Python in it."""
    text = _RESUME.sub(lambda match: f"`jobspan wait {shlex.quote(match['ref'])}`", text)
    text = _CONFIGURE.sub(r"`jobspan configure \g<section>` asks for them.", text)
    text = _ARGUMENT.sub("Looked for: ", text)
    for python, command in _IN_PYTHON.items():
        text = text.replace(python, command)
    return text


def how_to_come_back(ref: "JobRef") -> str:
    """The command that waits for a job."""
    return f"jobspan wait {shlex.quote(ref.to_json())}"


@contextmanager
def leaving_jobs(ref: "JobRef", *, can_be_cancelled: bool) -> Iterator[None]:
    """Ctrl-C ends the wait and not the job, and says how to come back."""
    try:
        yield
    except KeyboardInterrupt:
        say(f"\nInterrupted. {ref.plane} {ref.kind.rpartition('.')[2]} {ref.id} goes on.")
        say(f"Wait again: {how_to_come_back(ref)}")
        if can_be_cancelled:
            say(f"Stop it:    jobspan cancel {shlex.quote(ref.to_json())}")
        raise SystemExit(Exit.INTERRUPTED) from None


@contextmanager
def leaving_calls() -> Iterator[None]:
    """Ctrl-C ends a call that waits and not what it waits for, and says how to come back."""
    try:
        yield
    except KeyboardInterrupt:
        say(f"\nWhat was waited for goes on. Wait again: {shlex.join(['jobspan', *sys.argv[1:]])}")
        raise


@contextmanager
def reported(context: click.Context) -> Iterator[None]:
    """An error ends the command with its code, after it was said to standard error: as JSON where output is."""
    from jobspan._io.signals import leave_it_to_the_program
    from jobspan.errors import Interrupted, JobspanError

    leave_it_to_the_program()
    try:
        yield
    except BrokenPipeError:
        _print_nothing_more()
        raise SystemExit(Exit.UNREAD) from None
    except click.Abort as ended:
        if isinstance(ended.__context__, EOFError):
            say("Standard input ended before every question was answered.")
            raise SystemExit(Exit.USAGE) from None
        say("\nInterrupted.")
        raise SystemExit(Exit.INTERRUPTED) from None
    except (JobspanError, KeyboardInterrupt) as error:
        _say_error(context, error)
        raise SystemExit(code_of(error)) from None
    except OSError as failed:  # what jobspan does with files and sockets raises errors of its own
        say(f"Error: {failed.strerror or failed}{f': {failed.filename}' if failed.filename else ''}.", "red")
        raise SystemExit(Exit.ERROR) from None
    except SystemExit as ending:
        if isinstance(ending.__cause__, Interrupted):
            _say_error(context, ending.__cause__)
        raise


def _print_nothing_more() -> None:
    """What is still in the buffer would fail again when the interpreter ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _say_error(context: click.Context, error: "JobspanError | KeyboardInterrupt") -> None:
    from jobspan.errors import Interrupted, JobspanError

    if context.meta.get(AS_JSON) and isinstance(error, JobspanError | Interrupted):
        say(json_text(error.to_dict(), err=True))
    else:
        _say_to_people(error)


def say(text: str, color: str | None = None) -> None:
    """To standard error, in so many words."""
    click.echo(colored(visible(text), color), err=True)


def _say_to_people(error: BaseException) -> None:
    from jobspan.errors import Interrupted, JobError, NotFound, OperationError

    if isinstance(error, KeyboardInterrupt):
        say(for_command_line(str(error)) if isinstance(error, Interrupted) else "Interrupted.")
        refs = error.refs if isinstance(error, Interrupted) else ()
    else:
        say(f"{type(error).__name__}: {text_of_error(error)}", "red")
        found = error.ref if isinstance(error, JobError | OperationError) else None
        refs = () if found is None or code_of(error) is Exit.JOB_FAILED else (found,)
    for note in getattr(error, "__notes__", ()):
        say(for_command_line(note))
    for ref in refs:
        waiting_helps = not isinstance(error, NotFound)
        say(f"Wait for it: {how_to_come_back(ref)}" if waiting_helps else f"Its reference: {ref.to_json()}")


def _advice(error: Any) -> str:
    from jobspan._core.poll import LOOK

    return for_command_line((error.hint or "").removesuffix(LOOK).strip())
