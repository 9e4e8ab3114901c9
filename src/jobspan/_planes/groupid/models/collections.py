"""Collections of Synchronize jobs. A collection holds copies: each job in it has an id of its own.

Source: https://docs-dev.netwrix.com/docs/directorymanager/11_0/api/syncjobs/updatjobcollection
"""

from datetime import datetime

import attrs

from jobspan._core.classes import frozen
from jobspan._planes.groupid.models.documents import Document
from jobspan._planes.groupid.models.enums import NEVER_RAN
from jobspan._planes.groupid.models.jobs import Job, JobInfo


@frozen(kw_only=True)
class CollectionInfo(Document):
    """The head of a collection, and what is known of its last run.

    Attributes:
        id: 0 for one that is yet to be created.
        job_collection_guid: ``""`` or ``None`` in all documented documents.
        name: its name.
        description: any text.
        total_jobs: right in lists, 0 in details: count ``jobs`` instead.
        times_run: how often it ran.
        last_run_date: when it last ran (jobs call it ``last_run``).
        last_out_come: ``None`` (the word) for one that never ran; other words are not documented.
        last_out_come_display_text: the same for people.
        next_run: when its schedule runs it next.
        created, modified: when it was made, and when it last changed.
        schedule: ``"0"``, ``""`` and ``None`` all mean none.
        smartgroup_schedule: reference to a schedule of Smart Groups; set by the server.
        enabled: true in lists and false in details of the same collection; do not rely on it.
        jobs: the heads of the jobs in it; empty in lists.
    """

    id: int = 0
    job_collection_guid: str | None = ""
    name: str = ""
    description: str | None = ""
    total_jobs: int = 0
    times_run: int = 0
    last_run_date: datetime | None = None
    last_out_come: str = NEVER_RAN
    last_out_come_display_text: str | None = None
    next_run: datetime | None = None
    created: datetime | None = None
    modified: datetime | None = None
    schedule: str | None = "0"
    smartgroup_schedule: str | None = None
    enabled: bool = False
    jobs: tuple[JobInfo, ...] = ()


@frozen(kw_only=True)
class JobCollection(Document):
    """A whole collection. The same jobs are in it twice: as heads in ``job_collection_info.jobs``, and whole in ``jobs``.

    Attributes:
        is_template: false in all documented documents.
        description: ``None``; the real one is in ``job_collection_info``.
        is_notification_enabled: mail the result of runs; replaces what the jobs themselves say.
        notification_send_individual_email: a mail for each job.
        notify_when: 3 in the documentation, with notifications off; other numbers are not explained.
        notification_recipients: replaces what the jobs themselves say of notifications.
        job_collection_info: its head.
        jobs: whole, in the order in which they run.
        total_jobs: 0 in all documented documents: count ``jobs`` instead.
        has_access: set by the server.
    """

    is_template: bool = False
    description: str | None = None
    is_notification_enabled: bool = False
    notification_send_individual_email: bool = False
    notify_when: int = 3
    notification_recipients: str = ""
    job_collection_info: CollectionInfo = attrs.field(factory=CollectionInfo)
    jobs: tuple[Job, ...] = ()
    total_jobs: int = 0
    has_access: bool = False

    @property
    def id(self) -> int:
        """0 for one that is yet to be created."""
        return self.job_collection_info.id

    @property
    def name(self) -> str:
        return self.job_collection_info.name
