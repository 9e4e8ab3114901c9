"""Synchronize jobs, as whole documents.

Source: https://docs-dev.netwrix.com/docs/directorymanager/11_0/api/syncjobs/createjob
"""

import json
from datetime import datetime
from typing import Any, Self

import attrs

from jobspan._core.arguments import hold_to_types
from jobspan._core.classes import frozen
from jobspan._planes.groupid.models.documents import Document
from jobspan._planes.groupid.models.enums import (
    NEVER_RAN,
    ContainerStrategy,
    JobType,
    ObjectType,
    OnFailure,
    PasswordType,
    QueryType,
)
from jobspan._planes.groupid.models.job_settings import Settings
from jobspan._planes.groupid.models.outcomes import in_utc, phase_of_outcome
from jobspan._planes.groupid.models.secret_fields import is_password_field
from jobspan._planes.groupid.models.transforms import Transform, concealed
from jobspan.jobs import JobFacts, Phase
from jobspan.models import Model


@frozen(kw_only=True)
class JobInfo(Document, JobFacts):
    """The head of a job, and what is known of its last run.

    Attributes:
        job_id: 0 for a job that is yet to be created.
        template_id: the template that it was made from.
        job_guid: ``None`` in all documented documents.
        name: its name.
        type: whether it stands alone or is in a collection.
        description: any text.
        source_provider, destination_provider: names of a data source or identity store, not of its kind.
        last_run: when it last ran; ``None`` if never.
        last_out_come: ``None`` (the word) for a job that never ran; other words are not documented.
        last_out_come_display_text: the same for people.
        next_run: when its schedule runs it next.
        times_run: how often it ran.
        created, modified: in UTC, up to three fraction digits.
        schedule, smartgroup_schedule, scheduled_task: references to schedules; set by the server.
        enabled: true in lists and false in details of the same job; do not rely on it.
        on_failure: what a failure means for the jobs after it in a collection.
        run_order: its place in a collection, from 1.
        is_enable: whether it is switched on.
        action: 0 in all documented documents; not explained.
        collection_id: the collection it is a copy in.
    """

    job_id: int = 0
    template_id: int | None = None
    job_guid: str | None = None
    name: str = ""
    type: JobType = JobType.STANDALONE
    description: str = ""
    source_provider: str = ""
    destination_provider: str = ""
    last_run: datetime | None = None
    last_out_come: str = NEVER_RAN
    last_out_come_display_text: str | None = None
    next_run: datetime | None = None
    times_run: int = 0
    created: datetime | None = None
    modified: datetime | None = None
    schedule: str = ""
    smartgroup_schedule: str | None = ""
    enabled: bool = False
    on_failure: OnFailure = OnFailure.ABORT
    run_order: int = 0
    is_enable: bool = True
    action: int = 0
    collection_id: int | None = None
    scheduled_task: Any = None

    @property
    def phase(self) -> Phase:
        """What the outcome of its last run means; queued for one that never ran."""
        return Phase.QUEUED if not self.times_run and self.last_run is None else phase_of_outcome(self.last_out_come)

    @property
    def created_at(self) -> datetime | None:
        """When it was made."""
        return in_utc(self.created)

    @property
    def ended_at(self) -> datetime | None:
        """When it last ran: the server tells one time a run."""
        return in_utc(self.last_run) if self.phase.is_terminal else None


@frozen(kw_only=True)
class PasswordOptions(Document):
    """How the password of a new object is made.

    Attributes:
        password_length: 6 to 99; for Active Directory at least what the domain's policy asks for.
        include_uppercase_alphabets, include_lowercase_alphabets, include_digits, include_special_symbols: which characters it
            may hold.
        special_symbols: the symbols that may be used when ``include_special_symbols`` is set.
        exclude_similar_symbols: a special symbol occurs at most once.
        manager_notification: mail the password to the user's manager.
        password_type: one static password for all, or a generated one for each.

    Source: https://docs-dev.netwrix.com/docs/directorymanager/11_0/portal/synchronize/job/create (password options)
    """

    password_length: int = 7
    include_uppercase_alphabets: bool = True
    include_lowercase_alphabets: bool = True
    include_digits: bool = True
    include_special_symbols: bool = False
    special_symbols: str = "%^&*("
    exclude_similar_symbols: bool = False
    manager_notification: bool = False
    password_type: PasswordType = PasswordType.STATIC

    @property
    def character_classes(self) -> int:
        """How many kinds of characters it may hold."""
        return sum(
            (
                self.include_uppercase_alphabets,
                self.include_lowercase_alphabets,
                self.include_digits,
                self.include_special_symbols,
            )
        )

    def to_text(self) -> str:
        """JSON text without blanks, as the portal writes it."""
        return json.dumps(self.to_document(reveal=True), separators=(",", ":"), ensure_ascii=False)


@frozen(kw_only=True)
class FieldMap(Document):
    """How one destination field gets its value: a source field as it is, or a transform.

    Attributes:
        action: 0 in all documented documents; not explained.
        source_field: the field whose value is taken; empty where a transform gives it.
        destination_field: the field that gets it.
        id: of the row; 0 for a new one.
        delimiter: between the values of a field that holds several.
        transform: how the value is made; the base class ``Transform``: the source field is copied.
        for_create_only: the portal's *New only*: written when the object is created, never updated. Keys always are.
        object_type: what kind of object the row is for.
        is_key: matches source and destination objects.
        options: JSON text; :attr:`password_options` is its typed view.
    """

    action: int = 0
    source_field: str = ""
    destination_field: str = ""
    id: int = 0
    delimiter: str = ""
    transform: Transform = attrs.field(factory=Transform)
    for_create_only: bool = False
    object_type: ObjectType = ObjectType.USER
    is_key: bool = False
    options: str | None = None

    def __attrs_post_init__(self) -> None:
        if is_password_field(self.destination_field):
            object.__setattr__(self, "transform", concealed(self.transform))

    @property
    def password_options(self) -> PasswordOptions | None:
        """The options as an object; ``None`` when there are none, or their text is not a JSON object."""
        try:
            tree = json.loads(self.options or "")
        except ValueError:
            return None
        return PasswordOptions.from_document(tree) if isinstance(tree, dict) else None

    def with_password_options(self, options: PasswordOptions) -> Self:
        """Set the options. The same options leave the text as it is, byte for byte.

        Args:
            options: how the password of a new object is made.
        """
        return self if self.password_options == options else attrs.evolve(self, options=options.to_text())


hold_to_types(FieldMap)


@frozen(kw_only=True)
class ObjectOption(Document):
    """What a job does with one type of object.

    Attributes:
        object_type: the type.
        id: of the row; 0 for a new one.
        job_id: the job; 0 for one that is yet to be created.
        is_create: create objects that the destination lacks.
        display_name: name of the type in the portal.
        is_delete: delete what the source lacks; tables only.
        is_selected: the type takes part in the job.
        container_option, container_option_value, create_object_container_strategy: where new objects go.
        is_deprovisioning: the job moves or disables objects.
        object_type_settings: ``None`` in all documented documents.
        action: 0 in all documented documents; not explained.
    """

    object_type: ObjectType = ObjectType.USER
    id: int = 0
    job_id: int = 0
    is_create: bool = True
    display_name: str = "User"
    is_delete: bool = False
    is_selected: bool = True
    container_option: str = "1"
    container_option_value: str = ""
    create_object_container_strategy: ContainerStrategy = ContainerStrategy.FIXED
    is_deprovisioning: bool = False
    object_type_settings: Any = None
    action: int = 0


@frozen(kw_only=True)
class SyncQuery(Document):
    """Which objects of one side take part.

    Attributes:
        action: 0 in all documented documents; not explained.
        id: of the row; 0 for a new one.
        query_for: ``None`` in all documented documents.
        object_type: what kind of object it is for.
        query: the query.
        query_type: the language of the query.
        is_source: the side.
        time_stamp_field: the source field with the time of the last change.
        update_all: process every source row; ``False`` takes only those changed since the last run.
    """

    action: int = 0
    id: int = 0
    query_for: Any = None
    object_type: ObjectType = ObjectType.USER
    query: str = ""
    query_type: QueryType = QueryType.SQL
    is_source: bool = True
    time_stamp_field: str | None = ""
    update_all: bool = True


@frozen(kw_only=True)
class Job(Document):
    """A whole Synchronize job. Read it, change it with ``attrs.evolve``, write it: nothing else changes.

    Attributes:
        is_template: false in all documented documents.
        job_info: its head.
        fields_map: a row for each destination field.
        objects_option: what to do with each type of object.
        sync_query: a source and a destination query for each type of object.
        settings: providers, containers, owners, notifications; secrets come as ``Secret``.
        delimiter_schema, source_schema, destination_schema: never filled in any documented sample.
        has_access: set by the server.
    """

    is_template: bool = False
    job_info: JobInfo = attrs.field(factory=JobInfo)
    fields_map: tuple[FieldMap, ...] = ()
    objects_option: tuple[ObjectOption, ...] = ()
    sync_query: tuple[SyncQuery, ...] = ()
    settings: Settings = attrs.field(factory=Settings)
    delimiter_schema: Any = None
    source_schema: Any = None
    destination_schema: Any = None
    has_access: bool = True

    @property
    def id(self) -> int:
        """0 for a job that is yet to be created."""
        return self.job_info.job_id

    @property
    def name(self) -> str:
        return self.job_info.name

    def renamed(self, name: str) -> Self:
        """The same job under another name.

        Args:
            name: the other name.
        """
        return attrs.evolve(self, job_info=attrs.evolve(self.job_info, name=name))


@frozen(kw_only=True)
class JobName(Model):
    """A name that is taken: of a job, or of a predefined template (``type`` 3).

    Attributes:
        name: the name.
        type: whose: that of a job, or of a predefined template (3).
    """

    name: str
    type: JobType = JobType.STANDALONE
