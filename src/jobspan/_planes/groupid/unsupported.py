"""What the product can do and its REST API cannot: said plainly, with the place where it exists.

Source: https://docs.netwrix.com/docs/directorymanager/11_0/user-guide/synchronization/sync-jobs (Manage a Job; Schedule a Job)
"""

from typing import Final

from jobspan._planes.groupid.errors import NotOffered

_WHERE: Final = {
    "run": (
        "start a job",
        "the portal (Synchronize > All Jobs > Run) and schedules of Admin Center (Management Shell: Invoke-Schedule)",
        "Put the job into a Synchronize schedule, then follow it with wait_for_run().",
    ),
    "preview": (
        "preview a job",
        "the portal (Synchronize > All Jobs > Preview)",
        "check() tells what rules say of it.",
    ),
    "cancel": ("cancel a run", "the portal (background list) and Stop-Schedule of the Management Shell", ""),
    "schedule": (
        "schedule a job",
        "Admin Center (Synchronize Schedule) and New-Schedule of the Management Shell",
        "A job's own schedule fields are references; they are kept as they are.",
    ),
    "update": (
        "change a single job",
        "the portal (Edit)",
        "Use replace(), which creates the new job first; or update the collection that a copy is in.",
    ),
    "history": (
        "read the history and statistics of runs",
        "the portal (Review Job Run) and the identity store's history",
        "The head of a job shows the last run: get(id).job_info.",
    ),
}


def not_offered(what: str) -> NotOffered:
    """The error for one of these wishes."""
    wanted, where, instead = _WHERE[what]
    return NotOffered(
        message=f"Directory Manager's REST API cannot {wanted}; nothing was sent. It exists in {where}.",
        hint=instead or None,
        wanted=what,
        where=where,
    )
