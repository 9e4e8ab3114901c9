"""The tools: what each takes, and what it does. Nothing here knows how tools are served."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs
import click
from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import best_match

from jobspan import Client
from jobspan._core.classes import frozen
from jobspan._planes.registry import PLANES
from jobspan.cli.calls import Call
from jobspan.cli.filters import Filter
from jobspan.cli.mcp import catalog
from jobspan.cli.mcp.answers import MOST_ROWS, View, about_job, answer_of, can_be_shown
from jobspan.cli.mcp.arguments import arguments_given
from jobspan.cli.mcp.failures import failure_of
from jobspan.cli.mcp.plans import LIFETIME, ShownPlans
from jobspan.cli.mcp.secrets import HOW_TO_NAME_SECRETS, Granted
from jobspan.cli.output import Output
from jobspan.cli.overview import configured, look_at
from jobspan.cli.plain_secrets import refuse_secrets
from jobspan.cli.results import document_of_plan
from jobspan.errors import JobspanError, WaitTimeout

INSTRUCTIONS: Final = (
    "Data jobs on five control planes. Find a call with `search_operations`, see with `describe` what it takes, then `read` "
    "it, or `plan` it when it changes something. `apply` does what a plan has shown: show the plan to the person you work for "
    "first, and wait for their word. Give `apply` a key that says what the change stands for; after a doubt, plan the same call "
    "again and apply it with the same key, and nothing is done twice. Secrets are named, never given, and never shown."
)
_LONGEST_WAIT: Final = 60
_MOST_FOUND: Final = 25

_SCHEMAS: Final = validators.extend(
    Draft202012Validator,
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", lambda _, value: type(value) is int),
)
"""JSON Schema, where a whole number is written as one."""


@frozen
class Member:
    """One argument of a tool: its JSON Schema."""

    name: str
    type: str
    about: str
    required: bool = False
    more: Mapping[str, Any] = attrs.field(factory=dict)

    @property
    def schema(self) -> dict[str, Any]:
        """What stands in the schema of the tool."""
        return {"type": self.type, "description": self.about} | dict(self.more)


@frozen(kw_only=True)
class Tool:
    """A tool."""

    name: str
    about: str
    members: tuple[Member, ...]
    run: Callable[..., dict[str, Any]]
    changes: bool = False

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of its arguments."""
        return {
            "type": "object",
            "properties": {each.name: each.schema for each in self.members},
            "required": [each.name for each in self.members if each.required],
            "additionalProperties": False,
        }

    def check(self, given: Mapping[str, Any]) -> None:
        """Refuse arguments that do not fit.

        Raises:
            click.UsageError: says which.
        """
        wrong = best_match(_SCHEMAS(self.schema).iter_errors(given))
        if wrong is None:
            return
        if not wrong.absolute_path:
            takes = ", ".join(each.name for each in self.members)
            raise click.UsageError(f"The tool {self.name}: {wrong.message}. It takes: {takes}.")
        place = ".".join(map(str, wrong.absolute_path))  # and not the message, which repeats what was given
        raise click.UsageError(f"{place} does not fit: {wrong.validator} is {json.dumps(wrong.validator_value)}.")


@frozen
class Answer:
    """What a tool answers, and whether that is an error."""

    document: dict[str, Any]
    failed: bool = False


_CALL = Member("call", "string", "The dotted name of a call, for example masking_jobs.execute.", True)
_ARGUMENTS = Member("arguments", "object", "The arguments of the call by name, as `describe` lists them.")
_PLANE = Member("plane", "string", "Only this plane.", more={"enum": list(PLANES)})
_READING = (
    Member("columns", "array", "Only these fields.", more={"items": {"type": "string"}}),
    Member(
        "filters",
        "array",
        "Only rows that all of these accept: COLUMN=VALUE, also !=, ~ (contains), <, <=, >, >=.",
        more={"items": {"type": "string"}},
    ),
    Member("rows", "integer", "At most so many rows; 50 unless told.", more={"minimum": 1, "maximum": MOST_ROWS}),
)
_REFERENCE = Member("reference", "object", "The reference of the job: `job` in the answer of `apply`.", True)
_WAIT = Member(
    "wait_seconds",
    "integer",
    "Wait for its end, at most so long. Unless told, it looks once.",
    more={"minimum": 0, "maximum": _LONGEST_WAIT},
)


class Toolbox:
    """The tools over a client. Threads may use it side by side.

    Args:
        granted: secrets that tool calls may name.
        allow_changes: offer ``apply``.
        now: a clock that never goes back, in seconds, for plans that grow old.
    """

    def __init__(
        self,
        client: Client,
        granted: Granted,
        *,
        allow_changes: bool = False,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._granted = granted
        self._allow_changes = allow_changes
        self._plans = ShownPlans(now)

    @property
    def tools(self) -> list[Tool]:
        """Those that are offered."""
        tools = [
            Tool(
                name="search_operations",
                about="Find calls by words: what they do, and which tool makes them. Without words: all, by plane.",
                members=(Member("words", "string", "For example: start masking job."), _PLANE),
                run=self._search,
            ),
            Tool(
                name="describe",
                about="What a call does, which arguments it takes, which requests it sends, which rules guard it.",
                members=(_CALL,),
                run=self._describe,
            ),
            Tool(
                name="read",
                about="Make a call that only reads. Secrets are masked. Few rows are shown, and whether there are more.",
                members=(_CALL, _ARGUMENTS, *_READING),
                run=self._read,
            ),
            Tool(
                name="jobs",
                about="The newest jobs of every configured plane, or of one.",
                members=(
                    _PLANE,
                    Member(
                        "rows",
                        "integer",
                        "At most so many a plane; 10 unless told.",
                        more={"minimum": 1, "maximum": 50},
                    ),
                ),
                run=self._jobs,
            ),
            Tool(
                name="job",
                about="Look at a job that was started, or wait a while for its end.",
                members=(_REFERENCE, _WAIT),
                run=self._job,
            ),
            Tool(name="plan", about=self._about_plan, members=(_CALL, _ARGUMENTS), run=self._plan),
        ]
        return [*tools, self._applying] if self._allow_changes else tools

    def use(self, tool: Tool, given: Mapping[str, Any]) -> Answer:
        """Use a tool. What goes wrong is an answer as well."""
        try:
            tool.check(given)
            return Answer(tool.run(**given))
        except (JobspanError, click.UsageError) as error:
            return Answer(failure_of(error), failed=True)

    @property
    def _about_plan(self) -> str:
        about = "Show what a call would change, without changing it: its requests, and what each rule says."
        if self._allow_changes:
            return f"{about} The token lets `apply` do exactly that, once, within {LIFETIME:.0f} seconds."
        return f"{about} This server only reads: a plan cannot be applied here."

    @property
    def _applying(self) -> Tool:
        return Tool(
            name="apply",
            about="Do what a plan has shown, or nothing. Repeat its call and its arguments, so that whoever allows it sees them. "
            "What was done under a key is not done again: the same key gives the same job.",
            members=(
                Member("token", "string", "The token of the plan.", True),
                _CALL,
                _ARGUMENTS,
                Member("key", "string", "What the change stands for, for example nightly-2026-11-26.", True),
            ),
            run=self._apply,
            changes=True,
        )

    def _search(self, words: str = "", plane: str | None = None) -> dict[str, Any]:
        found = catalog.search(words, plane)
        answer = {
            "operations": found[:_MOST_FOUND],
            "shown": len(found[:_MOST_FOUND]),
            "more": len(found) > _MOST_FOUND,
        }
        return answer | ({"note": f"{len(found)} fit: say more words."} if answer["more"] else {})

    def _describe(self, call: str) -> dict[str, Any]:
        return catalog.describe(catalog.called(call))

    def _read(
        self,
        call: str,
        arguments: Mapping[str, Any] | None = None,
        columns: list[str] | None = None,
        filters: list[str] | None = None,
        rows: int = 50,
    ) -> dict[str, Any]:
        found = catalog.called(call)
        if why := catalog.why_not_read(found):
            raise click.UsageError(why)
        view = View(columns=tuple(columns or ()), filters=tuple(map(Filter.parse, filters or ())), rows=rows)
        args, kwargs = arguments_given(found, arguments or {}, self._granted)
        return answer_of(found.of(self._client)(*args, **kwargs), view)

    def _jobs(self, plane: str | None = None, rows: int = 10) -> dict[str, Any]:
        looks = [look_at(self._client, name, rows) for name in configured(self._client, plane)]
        return {"rows": Output().documents([row for look in looks for row in look.rows])}

    def _job(self, reference: Mapping[str, Any], wait_seconds: int = 0) -> dict[str, Any]:
        refuse_secrets(reference, "reference", HOW_TO_NAME_SECRETS)
        handle = self._client.resume(json.dumps(reference))
        if wait_seconds == 0:
            handle.refresh()
            return about_job(handle)
        try:
            handle.wait_until(lambda view: handle.done, timeout=wait_seconds)
        except WaitTimeout:
            return about_job(handle) | {"note": f"It is not over after {wait_seconds} seconds, and goes on."}
        return about_job(handle)

    def _plan(self, call: str, arguments: Mapping[str, Any] | None = None) -> dict[str, Any]:
        found, args, kwargs = self._change(call, arguments or {})
        if found is catalog.CANCEL:
            plan = catalog.plan_of_cancel(self._client, *args)
        else:
            plan = found.of(self._client).plan(*args, **kwargs)
        document = {"text": str(plan)} | document_of_plan(plan)
        if not can_be_shown(document):
            raise click.UsageError(
                f"The plan has {len(plan.requests):,} requests, too much to show: plan less at once."
            )
        if not self._allow_changes:
            return document | {
                "note": "This server only reads: start it with `jobspan mcp --allow-changes` to apply plans."
            }
        token = self._plans.keep(plan, found, args, kwargs)
        return document | {"token": token, "expires_in_seconds": LIFETIME}

    def _apply(self, token: str, call: str, key: str, arguments: Mapping[str, Any] | None = None) -> dict[str, Any]:
        refuse_secrets(key, "key", HOW_TO_NAME_SECRETS)
        found, args, kwargs = self._change(call, arguments or {})
        plan = self._plans.take(token, found, args, kwargs)
        return {"key": key} | answer_of(plan.apply(once=key), View(rows=MOST_ROWS))

    def _change(self, call: str, arguments: Mapping[str, Any]) -> tuple[Call, list[Any], dict[str, Any]]:
        found = catalog.called(call)
        if not found.changes:
            raise click.UsageError(
                f"{found.name} cannot be planned: it changes nothing, or not in a way that can be shown."
            )
        return found, *arguments_given(found, arguments, self._granted)
