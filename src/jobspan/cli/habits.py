"""What people know from other command lines, and where it is here."""

from collections.abc import Mapping
from typing import Final

import click

from jobspan.cli.table import TABLE

_FORMS: Final = "--json, --ndjson and --csv print other forms than a table."
_ROWS: Final = "--rows N prints at most so many."
_FILTER: Final = "--filter COLUMN=VALUE picks rows."
_PLAN: Final = "--plan shows what would be sent, and changes nothing."
_OPTIONS: Final[Mapping[str, tuple[str, str]]] = {
    **dict.fromkeys(("-o", "--output", "--format"), ("--json", _FORMS)),
    **dict.fromkeys(("-n", "--limit", "--max-items", "--max-results", "--page-size"), ("--rows", _ROWS)),
    **dict.fromkeys(("-q", "--query", "--name", "--state", "--status", "--where", "--phase"), ("--filter", _FILTER)),
    **dict.fromkeys(("-l", "--selector"), ("--filter", _FILTER)),
    "--dry-run": ("--plan", _PLAN),
}
"""An option of others, an option that a command here must have for it, and what to say."""
_ELSEWHERE: Final[Mapping[str, str]] = {
    **dict.fromkeys(("--profile", "-p"), "It goes before the command: jobspan --profile NAME ..."),
    "--wait": "This call starts no job of its own, so there is none to wait for.",
    "--timeout": "It goes with the --wait of calls that start a job.",
    **dict.fromkeys(("--plan", "--dry-run", "--once"), "This call changes nothing."),
}
_COMMANDS: Final[Mapping[str, str]] = {
    "ls": "list",
    "show": "get",
    "describe": "get",
    "start": "run",
    "execute": "run",
    "call": "run",
    "ps": "jobs",
    "watch": "jobs --watch",
    "status": "jobs",
    "top": "jobs --watch",
    "stop": "cancel",
    "config": "configure",
    "login": "configure",
    "init": "configure",
    "check": "doctor",
    "version": "--version",
    "help": "--help",
}


def option_meant(unknown: click.NoSuchOption) -> str:
    """Where an option is that is known from elsewhere, so that a name that merely looks like it leads nobody astray."""
    there = {name for each in (unknown.ctx.command.params if unknown.ctx else ()) for name in each.opts}
    own, hint = _OPTIONS.get(unknown.option_name, ("", ""))
    return hint if own in there else _ELSEWHERE.get(unknown.option_name, "")


def command_meant(name: str) -> str:
    """What to write instead of a command that there is not; empty if nothing is known."""
    from jobspan.cli.calls import method_named

    if name in _COMMANDS:
        return f"Did you mean `jobspan {_COMMANDS[name]}`?"
    resource = name.replace("-", "_")
    if method_named(resource) is not None:
        return f"A call is made with `jobspan run {resource}`."
    if resource in TABLE.resources("list"):
        return f"The command comes first: `jobspan list {resource}`, `jobspan get {resource} ID`, `jobspan run {resource}...`."
    if TABLE.within(resource):
        return f"The command comes first, then the dotted name of a call: `jobspan run {resource}...`."
    return ""


def call_meant(name: str, rest: list[str], names: list[str]) -> str:
    """What to write instead of a call or resource that there is not; empty if nothing is known."""
    from jobspan.cli.calls import method_named, methods_of

    name = name.replace("-", "_")
    if rest and method_named(dotted := f"{name}.{rest[0]}") is not None:
        return f"Write it with a dot: {dotted}."
    below = [each for each in names if each.startswith(f"{name}.")] if len(names) < len(TABLE.every) else []
    if below:
        return f"There are: {', '.join(below)}."
    calls = methods_of(name)
    return f"There are these calls, for `jobspan run`: {', '.join(calls)}." if calls else ""
