"""Lines for the log of a task."""

from jobspan.jobs import JobRef, Phase, Progress


def progress_line(ref: JobRef, phase: Phase, state: str, progress: Progress) -> str:
    """How far a job is."""
    known = f"{state or phase.value}"
    if progress.fraction is not None:
        known += f", {progress.fraction:.0%}"
    return f"{ref.kind} {ref.id}: {known}" + (f" ({progress.text})" if progress.text else "")
