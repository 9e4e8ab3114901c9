"""A plan in a notebook: its requests and verdicts as tables."""

from html import escape

from jobspan._core.html import html_box, html_phase, html_table
from jobspan._core.proposal import Proposal, Step
from jobspan._core.showing import shown
from jobspan.models import Verdict


def html_of_plan(proposal: Proposal | None) -> str:
    """What would be sent, what each rule says, and what follows."""
    if proposal is None:
        return html_box("<p>Nothing to change.</p>")
    parts = [html_table(("", "method", "address", "body"), [_request(*each) for each in enumerate(proposal.steps, 1)])]
    if proposal.verdicts:
        parts.append(html_table(("rule", "subject", "", "says"), [_verdict(each) for each in proposal.verdicts]))
    said = [*(f"then {line}" for line in proposal.then), *(f"note: {line}" for line in proposal.notes)]
    parts += [f"<p>{escape(shown(line))}</p>" for line in said]
    outcome = html_phase("failed", "refused") if proposal.refused else html_phase("succeeded", "ok")
    return html_box(f"<p>Plan: {escape(shown(proposal.title))} {outcome}</p>{''.join(parts)}")


def _request(number: int, step: Step) -> tuple[str, str, str, str]:
    masked = step.request.masked()
    return str(number), masked["method"], masked["url"], step.request.masked_body()


def _verdict(verdict: Verdict) -> tuple[str, str, str, str]:
    mark, _, text = str(verdict).partition(": ")
    rest = text.removeprefix(f"{verdict.subject}: ").removesuffix(f" [{verdict.rule}]")
    return verdict.rule, verdict.subject, mark, shown(rest)
