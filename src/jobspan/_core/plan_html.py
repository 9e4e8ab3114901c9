"""A plan in a notebook: its requests and verdicts as tables."""

from collections.abc import Iterable
from typing import Final

from jobspan._core.html import escaped, html_box, html_phase, html_table
from jobspan._core.proposal import Proposal, Step
from jobspan._core.showing import shown
from jobspan._core.words import cut
from jobspan.models import Verdict

_MOST_STEPS: Final = 20
_MOST: Final = 50
"""Verdicts, and sentences, that are shown."""
_LONGEST: Final = 4_000
"""Letters of a body."""


def html_of_plan(proposal: Proposal | None) -> str:
    """What would be sent, what each rule says, and what follows."""
    if proposal is None:
        return html_box("<p>Nothing to change.</p>")
    steps, verdicts = proposal.steps[:_MOST_STEPS], _worst_first(proposal.verdicts)[:_MOST]
    bodies = [step.request.masked_body() for step in steps]
    requests = [_request(number, step, bodies[number - 1]) for number, step in enumerate(steps, 1)]
    head = ("", "method", "address", "body")
    parts = [html_table(head, requests, more=len(proposal.steps) - len(steps))]
    if verdicts:
        more = len(proposal.verdicts) - len(verdicts)
        parts.append(html_table(("rule", "subject", "", "says"), map(_verdict, verdicts), more=more))
    said = [*(f"then {line}" for line in proposal.then), *(f"note: {line}" for line in proposal.notes)]
    parts += [f"<p>{escaped(line)}</p>" for line in said[:_MOST]]
    if len(said) > _MOST:
        parts.append(f"<p>… and {len(said) - _MOST:,} more</p>")
    if len(steps) < len(proposal.steps) or any(len(body) > _LONGEST for body in bodies):
        parts.append("<p>print(plan) shows all of it.</p>")
    outcome = html_phase("failed", "refused") if proposal.refused else html_phase("succeeded", "ok")
    return html_box(f"<p>Plan: {escaped(proposal.title)} {outcome}</p>{''.join(parts)}")


def _request(number: int, step: Step, body: str) -> tuple[str, str, str, str]:
    masked = step.request.masked()
    return str(number), masked["method"], masked["url"], cut(body, _LONGEST)


def _worst_first(verdicts: Iterable[Verdict]) -> list[Verdict]:
    return sorted(verdicts, key=lambda each: each.passed is True)


def _verdict(verdict: Verdict) -> tuple[str, str, str, str]:
    mark, _, text = str(verdict).partition(": ")
    rest = text.removeprefix(f"{verdict.subject}: ").removesuffix(f" [{verdict.rule}]")
    return verdict.rule, verdict.subject, mark, shown(rest)
