"""Jobs on one axis of time, as bars in HTML."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Any, Final

from jobspan._core.classes import frozen
from jobspan._core.html import html_box, html_phase, html_span
from jobspan._core.showing import shown
from jobspan._core.visible import in_line
from jobspan._core.words import counted, cut, in_utc, in_words, moment
from jobspan.jobs import JobFacts, Phase

_MOST: Final = 200
"""Bars that are shown; the attribute has all."""
_LONGEST: Final = 60
"""Letters of a name."""


@frozen
class Bar:
    """A job from its begin to its end, or to the last moment that is known of any of them."""

    label: str
    phase: Phase
    begin: datetime
    end: datetime
    duration: str


@frozen
class Timeline:
    """Jobs as bars on one axis of time, in the order they began. Displays itself in notebooks.

    Attributes:
        bars: a bar for each job whose begin is known.
        unknown: how many jobs have none.
    """

    bars: tuple[Bar, ...]
    unknown: int = 0

    def __str__(self) -> str:
        lines = [f"{moment(bar.begin)}  {bar.phase.value:<10} {bar.duration:>12}  {_name(bar)}" for bar in self._shown]
        return "\n".join([*lines, *self._notes()])

    def __repr__(self) -> str:
        return f"<Timeline of {counted(len(self.bars), 'job')}>"

    @property
    def _shown(self) -> tuple[Bar, ...]:
        return self.bars[:_MOST]

    def _notes(self) -> list[str]:
        left_out, unknown = len(self.bars) - len(self._shown), self.unknown
        return [
            *([f"… and {left_out:,} more that began later"] if left_out else []),
            *([f"{unknown:,} more of which the begin is not known"] if unknown else []),
        ]

    def _repr_html_(self) -> str:
        notes = "".join(f"<p>{escape(note)}</p>" for note in self._notes())
        if not self.bars:
            return html_box(f"<p>No job of which the begin is known.</p>{notes}")
        first, last = self.bars[0].begin, max(bar.end for bar in self._shown)
        whole = (last - first).total_seconds() or 1.0

        def place(at: datetime) -> float:
            return (at - first).total_seconds() / whole

        rows = "".join(_row(bar, place(bar.begin), place(bar.end)) for bar in self._shown)
        axis = f"<th></th><th></th><th>{moment(first)} to {moment(last)}</th><th></th>"
        return html_box(f"<table><thead><tr>{axis}</tr></thead><tbody>{rows}</tbody></table>{notes}")


def _name(bar: Bar) -> str:
    return cut(in_line(bar.label), _LONGEST)


def _row(bar: Bar, begin: float, end: float) -> str:
    phase = bar.phase.value
    return (
        f"<tr><td>{escape(_name(bar))}</td><td>{html_phase(phase, phase)}</td>"
        f'<td>{html_span(begin, end, phase)}</td><td class="n">{escape(bar.duration)}</td></tr>'
    )


def timeline_of(rows: Sequence[Any], label: str | None = None) -> Timeline:
    """The jobs among rows as a timeline.

    Args:
        label: the attribute that names a job; by default its name, or else its id.
    """
    jobs = [row for row in rows if isinstance(row, JobFacts)]
    begun = sorted((job for job in jobs if job.started_at is not None), key=lambda job: _begin(job))
    known = [in_utc(each) for job in begun for each in (job.started_at, job.ended_at) if each is not None]
    bars = tuple(
        Bar(_label(job, label), job.phase, _begin(job), _end(job, max(known)), in_words(job.duration) or "not over")
        for job in begun
    )
    return Timeline(bars, unknown=len(rows) - len(bars))


def _begin(job: JobFacts) -> datetime:
    return in_utc(job.started_at or datetime.min)


def _end(job: JobFacts, otherwise: datetime) -> datetime:
    return max(_begin(job), otherwise if job.ended_at is None else in_utc(job.ended_at))


def _label(job: JobFacts, attribute: str | None) -> str:
    names = (attribute,) if attribute else ("name", "masking_job_name", "id")
    found = next((value for name in names if (value := getattr(job, name, None))), None)
    return str(shown(in_words(found)))
