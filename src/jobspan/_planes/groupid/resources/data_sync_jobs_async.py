"""Synchronize jobs of Directory Manager."""

from collections.abc import Mapping, Sequence
from typing import NoReturn

from jobspan._async.change import change
from jobspan._async.handle import AsyncHandle
from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._core.common_arguments import empty_is_meant
from jobspan._planes.groupid.errors import not_offered
from jobspan._planes.groupid.flows import jobs, reads, runs
from jobspan._planes.groupid.flows.define import define
from jobspan._planes.groupid.flows.replace import replace
from jobspan._planes.groupid.job_kinds import RunView
from jobspan._planes.groupid.models.definitions import Map, Owner, Place
from jobspan._planes.groupid.models.enums import ObjectType
from jobspan._planes.groupid.models.filters import Filter, is_exactly
from jobspan._planes.groupid.models.jobs import Job, JobInfo, JobName
from jobspan._planes.groupid.operations import jobs as job_calls
from jobspan.credentials import Secret
from jobspan.models import Verdict
from jobspan.progress import ProgressOption
from jobspan.tables import Rows


class AsyncDataSyncJobs(AsyncResource):
    """Synchronize jobs: definitions of what is copied from where to where. The server's scheduler and the portal run them."""

    def list(self, *, page_size: int | None = None, sort: str = "", sort_order: int = 1) -> AsyncPager[JobInfo]:
        """The heads of all jobs that stand alone; those in collections are in :meth:`AsyncCollections.jobs`.

        Args:
            page_size: rows per request, 1..10000; without it, 100.
            sort: column to sort by, as the server has it; ``modified`` is documented. Without it, the server's own order.
            sort_order: direction, as the server has it; only 1 is documented, and not what it means.

        Raises:
            ValidationError: the page size is out of range.
        """
        return self._pager(reads.jobs(self._ctx, page_size=page_size, sort=sort, sort_order=sort_order))

    def search(
        self, filter: Filter | str, *, page_size: int | None = None, sort: str = "", sort_order: int = 1
    ) -> AsyncPager[JobInfo]:
        """The heads of the jobs that satisfy a filter.

        Args:
            filter: the name of a job, or conditions: ``contains("Name", "HR")`` and others of ``jobspan.groupid``.
            page_size: rows per request, 1..10000; without it, 100.
            sort: column to sort by, as the server has it; ``modified`` is documented. Without it, the server's own order.
            sort_order: direction, as the server has it; only 1 is documented, and not what it means.

        Raises:
            ValidationError: the page size is out of range.
        """
        chosen = is_exactly("Name", filter) if isinstance(filter, str) else filter
        return self._pager(reads.jobs(self._ctx, chosen, page_size=page_size, sort=sort, sort_order=sort_order))

    async def names(self) -> Rows[JobName]:
        """Every name that is taken, including those of predefined templates."""
        return await self._rows(reads.rows(self._ctx, job_calls.JOB_NAMES), JobName)

    async def get(self, job_id: int) -> Job:
        """The whole document of a job. Written back unchanged, it is equal to what was read, to the byte.

        Args:
            job_id: id of the job, as ``list`` shows it.

        Raises:
            NotFound: no job has this id.
        """
        return await self._run(reads.job(self._ctx, job_id))

    @empty_is_meant
    async def define(
        self,
        *,
        name: str,
        source: Place,
        destination: Place,
        fields: Sequence[Map],
        object_type: ObjectType = ObjectType.USER,
        display_name: str | None = None,
        description: str | None = None,
        owner: Owner | None = None,
        create: bool = True,
        delete: bool = False,
        notify: bool = False,
        settings: Mapping[str, str | Secret | bool | int] | None = None,
    ) -> Job:
        """The document of a new job. The facts of data sources (kind, directory or table, tables, columns) are read; nothing
        is changed. Create it with :meth:`create`.

        Args:
            name: name of the new job.
            source: where data comes from: a ``Table`` of a data source, or a ``Container`` of an identity store.
            destination: where it goes: a ``Table`` of a data source, or a ``Container`` of an identity store.
            fields: what each destination field gets; at least one is a key.
            object_type: what kind of object is synchronized; without it, users.
            display_name: name of that kind in the portal; without it, ``User`` or ``Group``, and ``Object`` for others.
            description: any text; without it, the name.
            owner: who owns the job; without it, nobody.
            create: create objects that the destination lacks.
            delete: delete rows that the source lacks; tables only.
            notify: mail the result of runs.
            settings: further settings by key, or other values of those that are made here.

        Raises:
            ValidationError: an unknown data source, table or column, no key, a field without value, a field mapped twice.

        Source: https://docs-dev.netwrix.com/docs/directorymanager/11_0/portal/synchronize/job/create
        """
        return await self._run(
            define(
                self._ctx,
                name=name,
                source=source,
                destination=destination,
                fields=fields,
                object_type=object_type,
                display_name=display_name,
                description=description,
                owner=owner,
                create=create,
                delete=delete,
                notify=notify,
                settings=dict(settings or {}),
            )
        )

    async def check(self, job: Job, *, allow_duplicate_name: bool = False) -> Rows[Verdict]:
        """Evaluate the rules for a job that is to be created. Changes nothing.

        Args:
            job: the whole document, from ``define``, ``get`` or ``Job.from_document``.
            allow_duplicate_name: let the name be one that is taken.

        Raises:
            ValidationError: the document is not valid; every place is named.
        """
        return await self._rows(jobs.check(self._ctx, job, allow_duplicate_name=allow_duplicate_name), Verdict)

    @change
    async def create(self, job: Job, *, allow_duplicate_name: bool = False) -> int:
        """Create a job and return its id. Creating runs nothing.

        A plan shows the document and, when a job of this name exists, how the two differ.

        Args:
            job: the whole document, from ``define``, ``get`` or ``Job.from_document``.
            allow_duplicate_name: let the name be one that is taken: the vendor does not promise unique names. Without this,
                it is refused.

        Raises:
            ValidationError: the document is not valid; every place is named.
            RuleViolation: a documented rule is broken, or the name is taken.
            GroupIDError: the server refuses it, whatever the HTTP status.
            AmbiguousOutcomeError: the reply was lost, and the list of jobs does not show what happened.
        """
        return await self._change(lambda: jobs.create(self._ctx, job, allow_duplicate_name=allow_duplicate_name))

    @change
    async def delete(self, job_ids: int | Sequence[int]) -> None:
        """Delete jobs. The history of their runs is lost, too.

        Args:
            job_ids: id or ids of jobs, as ``list`` shows them.

        Raises:
            ValidationError: no id is given.
            GroupIDError: the server rejects it.
        """
        ids = [job_ids] if isinstance(job_ids, int) else [*job_ids]
        await self._change(lambda: jobs.delete(self._ctx, ids))

    @change
    async def duplicate(self, job_id: int, name: str, *, description: str | None = None) -> int:
        """Create a copy of a job under another name, without its ids, history and schedule; returns the new id.

        Args:
            job_id: id of the job that is copied, as ``list`` shows it.
            name: name of the copy; none that is taken.
            description: any text; without it, that of the job.

        Raises:
            NotFound: no job has this id.
            RuleViolation: the name is taken, or the job breaks a documented rule.
        """
        return await self._change(lambda: jobs.duplicate(self._ctx, job_id, name, description))

    @change
    async def replace(self, job_id: int, job: Job) -> int:
        """Put another job in the place of one, since a single job cannot be changed: create, verify, delete.

        At every moment at least one of the two exists. The new job has a new id; the old one's history of runs and its place
        in schedules are lost. A plan shows how the two differ.

        Args:
            job_id: id of the job that goes, as ``list`` shows it; not one of a collection.
            job: the whole document of the one that comes, from ``get`` or ``define``.

        Raises:
            ValidationError: the document is not valid, or the old job is a copy in a collection.
            NotFound: no job has this id.
            NotVerified: the new job reads back differently from what was sent; both are kept.
            GroupIDError: the server refuses the new job, for example because of its name; the old one is untouched.
        """
        return await self._change(lambda: replace(self._ctx, job_id, job))

    async def watch(self, job_id: int) -> AsyncHandle[RunView, JobInfo]:
        """A handle on the next run of a job, whoever starts it: one that is not counted yet. Several can be waited for at once.

        Args:
            job_id: id of the job, as ``list`` shows it.

        Raises:
            NotFound: no job has this id.
        """
        return self._handle(await self._run(runs.next_run(self._ctx, job_id)))

    async def wait_for_run(
        self,
        job_id: int,
        *,
        timeout: float | None = None,
        progress: ProgressOption = False,
        raise_on_failure: bool = True,
    ) -> JobInfo:
        """Wait until the server has run a job once more, and return its head: ``times_run``, ``last_run``, ``last_out_come``.

        Args:
            job_id: id of the job, as ``list`` shows it.
            timeout: seconds to wait at most; without it, ``Policy.wait_timeout`` (a day).
            progress: ``True`` shows a line or a bar; a callable gets each ``JobChanged``.
            raise_on_failure: ``False`` returns the head whatever the outcome. The words for outcomes are not documented; one
                that is not known to mean success counts as a failure.

        Raises:
            JobFailed: the run ended, and its outcome is not known to be a success.
            WaitTimeout: no run ended in time. Waiting on the error's ``ref`` goes on from the same moment.
        """
        handle = await self.watch(job_id)
        ended = await handle.wait(timeout=timeout, progress=progress, raise_on_failure=raise_on_failure)
        return ended.info if isinstance(ended, RunView) else ended

    async def run(self, job_id: int) -> NoReturn:
        """Not offered by the API.

        Args:
            job_id: id of the job, as ``list`` shows it.

        Raises:
            NotOffered: always; says where to do it instead.
        """
        raise not_offered("run")

    async def preview(self, job_id: int) -> NoReturn:
        """Not offered by the API.

        Args:
            job_id: id of the job, as ``list`` shows it.

        Raises:
            NotOffered: always; says where to do it instead.
        """
        raise not_offered("preview")

    async def cancel(self, job_id: int) -> NoReturn:
        """Not offered by the API.

        Args:
            job_id: id of the job, as ``list`` shows it.

        Raises:
            NotOffered: always; says where to do it instead.
        """
        raise not_offered("cancel")

    async def schedule(self, job_id: int) -> NoReturn:
        """Not offered by the API.

        Args:
            job_id: id of the job, as ``list`` shows it.

        Raises:
            NotOffered: always; says where to do it instead.
        """
        raise not_offered("schedule")

    async def update(self, job: Job) -> NoReturn:
        """Not offered by the API; see :meth:`replace`.

        Args:
            job: the whole document.

        Raises:
            NotOffered: always; says what to do instead.
        """
        raise not_offered("update")

    async def history(self, job_id: int) -> NoReturn:
        """Not offered by the API.

        Args:
            job_id: id of the job, as ``list`` shows it.

        Raises:
            NotOffered: always; says where to do it instead.
        """
        raise not_offered("history")
