"""Resource classes of Netwrix Directory Manager (GroupID)."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NoReturn

from jobspan._async.change import change
from jobspan._async.handle import AsyncHandle
from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._core.call import call
from jobspan._planes.groupid.auth import PasswordAuth
from jobspan._planes.groupid.flows import collections, data_sources, jobs, runs
from jobspan._planes.groupid.flows.define import define
from jobspan._planes.groupid.flows.details import check_ids, content
from jobspan._planes.groupid.flows.replace import replace
from jobspan._planes.groupid.job_kinds import RunView
from jobspan._planes.groupid.models.collections import CollectionInfo, JobCollection
from jobspan._planes.groupid.models.data_sources import ConnectionParts, DataSource, Form, ProviderOptions, TableSchema
from jobspan._planes.groupid.models.enums import DataSourceType, ObjectType
from jobspan._planes.groupid.models.filters import Filter, is_exactly
from jobspan._planes.groupid.models.job_builder import Map, Owner, Place
from jobspan._planes.groupid.models.jobs import Job, JobInfo, JobName
from jobspan._planes.groupid.operations import data_sources as data_source_calls, jobs as job_calls
from jobspan._planes.groupid.unsupported import not_offered
from jobspan.credentials import Secret
from jobspan.models import Verdict
from jobspan.progress import ProgressOption


class AsyncDataSyncJobs(AsyncResource):
    """Synchronize jobs: definitions of what is copied from where to where. The server's scheduler and the portal run them."""

    def list(self, *, page_size: int | None = None, sort: str = "", sort_order: int = 1) -> AsyncPager[JobInfo]:
        """The heads of all jobs that stand alone; those in collections are in :meth:`AsyncCollections.jobs`.

        Args:
            page_size: rows a page, 1..10000; 100 by default.
            sort, sort_order: as the server wants them; ``modified`` and 1 are documented.
        """
        return self._pager(jobs.jobs(self._ctx, page_size=page_size, sort=sort, sort_order=sort_order))

    def search(
        self, filter: Filter | str, *, page_size: int | None = None, sort: str = "", sort_order: int = 1
    ) -> AsyncPager[JobInfo]:
        """The heads of the jobs that satisfy a filter.

        Args:
            filter: a job's name, or ``contains("Name", "HR")`` and others of ``jobspan.groupid``.
            page_size: rows a page, 1..10000; 100 by default.
            sort, sort_order: as the server wants them.
        """
        chosen = is_exactly("Name", filter) if isinstance(filter, str) else filter
        return self._pager(jobs.jobs(self._ctx, chosen, page_size=page_size, sort=sort, sort_order=sort_order))

    async def names(self) -> tuple[JobName, ...]:
        """Every name that is taken, those of predefined templates included."""
        return await self._run(call(self._ctx, job_calls.JOB_NAMES))

    async def get(self, job_id: int) -> Job:
        """The whole document of a job. Written back unchanged, it is equal to what was read, to the byte.

        Raises:
            NotFound: there is no job of this id.
        """
        return await self._run(jobs.get(self._ctx, job_id))

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
            name: of the job.
            source, destination: a ``Table`` of a data source, or a ``Container`` of an identity store.
            fields: what each destination field gets; at least one is a key.
            object_type: what is synchronized; ``display_name`` is its name in the portal, ``User`` and ``Group`` are known.
            description: by default the name.
            owner: who owns the job.
            create: create objects that the destination lacks.
            delete: delete rows that the source lacks; tables only.
            notify: mail the result of runs.
            settings: further settings, or other values of those that are made here.

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

    async def check(self, job: Job, *, allow_duplicate_name: bool = False) -> tuple[Verdict, ...]:
        """What the rules say of a job that is to be created. Changes nothing.

        Raises:
            ValidationError: the document is none that could be sent; every place is named.
        """
        return await self._run(jobs.check(self._ctx, job, allow_duplicate_name=allow_duplicate_name))

    @change
    async def create(self, job: Job, *, allow_duplicate_name: bool = False) -> int:
        """Create a job and return its id. Creating runs nothing.

        A plan shows the document and, when a job of this name exists, how the two differ.

        Args:
            job: the whole document, from :meth:`define`, :meth:`get` or ``Job.from_document``.
            allow_duplicate_name: the vendor does not promise unique names; without this, a name that is taken is refused.

        Raises:
            ValidationError: the document is none that could be sent; every place is named.
            RuleViolation: a documented rule is broken, or the name is taken.
            GroupIDError: the server refuses it, whatever the HTTP status.
            AmbiguousOutcomeError: the reply was lost, and the list of jobs does not tell.
        """
        return await self._change(lambda: jobs.create(self._ctx, job, allow_duplicate_name=allow_duplicate_name))

    @change
    async def delete(self, job_ids: int | Sequence[int]) -> None:
        """Delete jobs. The history of their runs is lost, too.

        Raises:
            ValidationError: no id is given.
            GroupIDError: the server refuses it.
        """
        ids = [job_ids] if isinstance(job_ids, int) else [*job_ids]
        await self._change(lambda: jobs.delete(self._ctx, ids))

    @change
    async def duplicate(self, job_id: int, name: str, *, description: str | None = None) -> int:
        """Create a copy of a job under another name, without its ids, history and schedule; returns the new id.

        Raises:
            NotFound: there is no such job.
            RuleViolation: the name is taken, or the job breaks a documented rule.
        """
        return await self._change(lambda: jobs.duplicate(self._ctx, job_id, name, description))

    @change
    async def replace(self, job_id: int, job: Job) -> int:
        """Put another job in the place of one, since a single job cannot be changed: create, verify, delete.

        There is no moment in which neither exists. The new job has a new id; the old one's history of runs and its place
        in schedules are lost. A plan shows how the two differ.

        Raises:
            ValidationError: the document is none that could be sent, or the old job is a copy in a collection.
            NotFound: there is no such job.
            NotVerified: the new job reads back differently from what was sent; both are left.
            GroupIDError: the server refuses the new job, for example because of its name; the old one is untouched.
        """
        return await self._change(lambda: replace(self._ctx, job_id, job))

    async def watch(self, job_id: int) -> AsyncHandle[RunView, JobInfo]:
        """A handle on the next run of a job, whoever starts it: one that is not counted yet. Several can be watched at once.

        Raises:
            NotFound: there is no job of this id.
        """
        return self._handle(await self._run(runs.watch(self._ctx, job_id)))

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
            timeout: seconds to wait at most; ``None`` means ``Policy.wait_timeout`` (a day).
            progress: ``True`` shows a line; a callable gets each ``JobChanged``.
            raise_on_failure: ``False`` returns the head whatever the outcome. The words for outcomes are not documented;
                one that is not known to mean success counts as a failure.

        Raises:
            JobFailed: the run ended, and its outcome is not known to be a success.
            WaitTimeout: no run ended in time. The error's ``ref`` goes on watching from the same moment.
        """
        handle = await self.watch(job_id)
        return await handle.wait(timeout=timeout, progress=progress, raise_on_failure=raise_on_failure)

    async def run(self, job_id: int) -> NoReturn:
        """Not offered by the API.

        Raises:
            NotOffered: always; says where it exists.
        """
        raise not_offered("run")

    async def preview(self, job_id: int) -> NoReturn:
        """Not offered by the API.

        Raises:
            NotOffered: always; says where it exists.
        """
        raise not_offered("preview")

    async def cancel(self, job_id: int) -> NoReturn:
        """Not offered by the API.

        Raises:
            NotOffered: always; says where it exists.
        """
        raise not_offered("cancel")

    async def schedule(self, job_id: int) -> NoReturn:
        """Not offered by the API.

        Raises:
            NotOffered: always; says where it exists.
        """
        raise not_offered("schedule")

    async def update(self, job: Job) -> NoReturn:
        """Not offered by the API; see :meth:`replace`.

        Raises:
            NotOffered: always; says what to do instead.
        """
        raise not_offered("update")

    async def history(self, job_id: int) -> NoReturn:
        """Not offered by the API.

        Raises:
            NotOffered: always; says where it exists.
        """
        raise not_offered("history")


class AsyncCollections(AsyncResource):
    """Collections of jobs that run one after the other. Their jobs are copies with ids of their own."""

    def list(self, *, page_size: int | None = None, sort: str = "", sort_order: int = 1) -> AsyncPager[CollectionInfo]:
        """The heads of all collections."""
        return self._pager(collections.collections(self._ctx, page_size=page_size, sort=sort, sort_order=sort_order))

    def search(self, filter: Filter | str, *, page_size: int | None = None) -> AsyncPager[CollectionInfo]:
        """The heads of the collections that satisfy a filter, or have a name."""
        chosen = is_exactly("Name", filter) if isinstance(filter, str) else filter
        return self._pager(collections.collections(self._ctx, chosen, page_size=page_size))

    def jobs(
        self,
        collection_id: int,
        filter: Filter | str | None = None,
        *,
        page_size: int | None = None,
        sort: str = "",
        sort_order: int = 1,
    ) -> AsyncPager[JobInfo]:
        """The heads of the jobs in a collection.

        Raises:
            ValidationError: the id is none.
        """
        chosen = is_exactly("Name", filter) if isinstance(filter, str) else filter
        return self._pager(
            collections.jobs_in(self._ctx, collection_id, chosen, page_size=page_size, sort=sort, sort_order=sort_order)
        )

    async def get(self, collection_id: int) -> JobCollection:
        """A whole collection with its jobs. Stored passwords and certificates come as ``Secret``.

        Raises:
            NotFound: there is no collection of this id.
        """
        return await self._run(collections.get(self._ctx, collection_id))

    @change
    async def create(self, collection: JobCollection) -> int:
        """Create a collection (see ``jobspan.groupid.make_collection``) and return its id.

        Raises:
            ValidationError: the document is none that could be sent; every place is named.
            RuleViolation: a documented rule is broken.
            GroupIDError: the server refuses it.
        """
        return await self._change(lambda: collections.create(self._ctx, collection))

    @change
    async def update(self, collection: JobCollection) -> int:
        """Replace a collection by this document, and return its id. Start from :meth:`get`, change with ``attrs.evolve``.

        Everything that was not changed travels back as it came, fields included that this release does not know.

        Raises:
            ValidationError: it has no id, or a new job in it is none that could be sent.
            NotFound: there is no such collection.
            GroupIDError: the server refuses it.
        """
        return await self._change(lambda: collections.update(self._ctx, collection))

    @change
    async def delete(self, collection_ids: int | Sequence[int]) -> None:
        """Delete collections with the copies of jobs in them; the originals stay.

        Raises:
            ValidationError: no id is given.
            GroupIDError: the server refuses it.
        """
        ids = [collection_ids] if isinstance(collection_ids, int) else [*collection_ids]
        await self._change(lambda: collections.delete(self._ctx, ids))


class AsyncDataSources(AsyncResource):
    """Files and databases that jobs read from or write to. Their paths are those of the server."""

    async def list(self, type: DataSourceType | None = None) -> tuple[DataSource, ...]:
        """All data sources, or those of one type. Stored passwords come as ``Secret``."""
        if type is None:
            return await self._run(call(self._ctx, data_source_calls.LIST_DATA_SOURCES))
        path = {"type": str(int(type))}
        return await self._run(call(self._ctx, data_source_calls.LIST_DATA_SOURCES_BY_TYPE, path=path))

    async def allowed(self, *, is_source: bool) -> tuple[DataSource, ...]:
        """With ``is_source=True``, those that the role's policy allows as a source; otherwise all."""
        query = {"isSource": is_source}
        return await self._run(call(self._ctx, data_source_calls.FILTERED_DATA_SOURCES, query=query))

    def search(
        self,
        type: DataSourceType,
        filter: Filter | str | None = None,
        *,
        page_size: int | None = None,
        with_configuration: bool = False,
    ) -> AsyncPager[DataSource]:
        """Data sources of one type; a text looks for it in their names.

        Args:
            filter: a part of the name, or a filter.
            page_size: rows a page, 1..10000; 100 by default.
            with_configuration: ask for their configuration, too. Some servers send it in any case.
        """
        return self._pager(
            data_sources.search(self._ctx, type, filter, page_size=page_size, with_configuration=with_configuration)
        )

    async def get(self, source_id: int) -> DataSource:
        """One data source with its configuration.

        Raises:
            NotFound: there is none of this id.
        """
        return await self._run(data_sources.get(self._ctx, source_id))

    async def find(self, type: DataSourceType, name: str) -> DataSource | None:
        """The data source of a type and name, without its configuration; ``None`` when there is none."""
        return await self._run(data_sources.find(self._ctx, type, name))

    @change
    async def create(self, source: DataSource) -> int:
        """Create a data source (``DataSource.excel``, ``.text``, ``.sql_server``, ``.of``) and return its id.

        Raises:
            ValidationError: it has no name.
            RuleViolation: its form asks for something that is missing.
            GroupIDError: the server refuses it.
        """
        return await self._change(lambda: data_sources.create(self._ctx, source))

    @change
    async def update(self, source: DataSource) -> None:
        """Replace a data source by this one, which has its id. Every job that uses it follows.

        Raises:
            ValidationError: it has no id.
            RuleViolation: its form asks for something that is missing.
        """
        await self._change(lambda: data_sources.update(self._ctx, source))

    @change
    async def delete(self, source_id: int, *, even_if_used: bool = False) -> None:
        """Delete a data source. Every job, membership query and search query that uses it breaks.

        Args:
            even_if_used: delete it although jobs use it.

        Raises:
            RuleViolation: a job uses it.
            NotFound: there is none of this id.
        """
        await self._change(lambda: data_sources.delete(self._ctx, source_id, even_if_used=even_if_used))

    async def validate(self, source: DataSource) -> str:
        """Let the server try to reach a data source, saved or not, and return its words.

        Raises:
            GroupIDError: it cannot be reached.
        """
        return await self._run(data_sources.validate(self._ctx, source))

    async def parameters(self, source_id: int) -> tuple[TableSchema, ...]:
        """The tables of a data source, with the columns of one.

        Raises:
            NotFound: there is none of this id.
        """
        check_ids("groupid.data_sources.parameters", "source_id", [source_id])
        path = {"DatasourceId": str(source_id)}
        return await self._run(call(self._ctx, data_source_calls.DATA_SOURCE_PARAMETERS, path=path))

    async def provider_options(self, source_id: int) -> ProviderOptions:
        """Whether a data source is a directory or a table, and what it can create.

        Raises:
            NotFound: there is none of this id.
        """
        check_ids("groupid.data_sources.provider_options", "source_id", [source_id])
        return await self._run(call(self._ctx, data_source_calls.PROVIDER_OPTIONS, path={"id": str(source_id)}))

    async def file_names(self, type: DataSourceType, configuration: Mapping[str, str | Secret]) -> tuple[str, ...]:
        """The files of a OneDrive account that fit a type of data source."""
        return await self._run(data_sources.file_names(self._ctx, type, configuration))

    async def forms(self) -> tuple[Form, ...]:
        """What each kind of data source wants to know."""
        call_ = data_source_calls.FORMS
        return content(self._ctx, call_, await self._run(call(self._ctx, call_)))

    async def form(self, type: DataSourceType, *, file_server: str = "LocalServer") -> Form:
        """What one kind of data source wants to know."""
        call_ = data_source_calls.TYPE_FORM
        path = {"serverType": file_server, "datasourceType": str(int(type))}
        return content(self._ctx, call_, await self._run(call(self._ctx, call_, path=path)))

    async def file_server_form(self, file_server: str = "OneDrive") -> Form:
        """What a file server wants to know."""
        call_ = data_source_calls.FILE_SERVER_FORM
        query = {"fileServerType": file_server}
        return content(self._ctx, call_, await self._run(call(self._ctx, call_, query=query)))

    async def parse_connection_string(self, text: str | Secret, type: DataSourceType) -> ConnectionParts:
        """A connection string taken apart by the server."""
        return await self._run(data_sources.parse_connection_string(self._ctx, text, type))


class AsyncGroupID(AsyncResource):
    """All of Netwrix Directory Manager's Synchronize API."""

    @cached_property
    def jobs(self) -> AsyncDataSyncJobs:
        """Synchronize jobs."""
        return AsyncDataSyncJobs(self._ctx, self._driver)

    @cached_property
    def collections(self) -> AsyncCollections:
        """Collections of jobs."""
        return AsyncCollections(self._ctx, self._driver)

    @cached_property
    def data_sources(self) -> AsyncDataSources:
        """Files and databases."""
        return AsyncDataSources(self._ctx, self._driver)

    async def log_in(self) -> None:
        """Have a token now: tells early whether the credentials are right. Every other call does it by itself.

        Raises:
            AuthError: the credentials are not accepted. They are not tried again.
        """
        auth = self._ctx.auth
        if isinstance(auth, PasswordAuth):
            await self._run(auth.renew(self._ctx))
