"""Rules that look at a whole document and name the places where it breaks them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, Generic, TypeVar

from jobspan._core.classes import frozen
from jobspan._core.rules import FactRule
from jobspan._planes.groupid.models.data_sources import DataSource, TableSchema
from jobspan._planes.groupid.models.enums import ObjectType, PasswordType
from jobspan._planes.groupid.models.jobs import FieldMap, Job, JobInfo, PasswordOptions
from jobspan._planes.groupid.models.secret_fields import is_password_field
from jobspan.models import Verdict

F = TypeVar("F")

GUIDE: Final = "https://docs.netwrix.com/docs/directorymanager/11_0/user-guide/synchronization/sync-jobs"
REFERENCE: Final = "https://docs.netwrix.com/docs/directorymanager/11_0/automation/apis/rest-api-reference"

Findings = Iterable[tuple[str, str]]
"""Places in the document, and what is wrong there."""


@frozen(kw_only=True)
class JobFacts:
    """A job, and what was read to evaluate it; what could not be read is ``None``."""

    job: Job
    data_sources: Sequence[DataSource] | None = None
    schemas: Sequence[TableSchema] | None = None
    namesakes: Sequence[JobInfo] | None = None

    @property
    def selected(self) -> frozenset[int]:
        """The object types that take part."""
        return frozenset(int(option.object_type) for option in self.job.objects_option if option.is_selected)

    @property
    def active(self) -> tuple[tuple[int, FieldMap], ...]:
        """The field maps of these types, with their positions."""
        return tuple((i, row) for i, row in enumerate(self.job.fields_map) if int(row.object_type) in self.selected)

    @property
    def generated_passwords(self) -> tuple[tuple[str, PasswordOptions], ...]:
        """The options of passwords that the server makes, with their places."""
        found: list[tuple[str, PasswordOptions]] = []
        for i, row in self.active:
            options = row.password_options if is_password_field(row.destination_field) else None
            if options is not None and options.password_type != PasswordType.STATIC:
                found.append((f"$.fieldsMap[{i}].options", options))
        return tuple(found)

    def fields_of(self, type: ObjectType) -> frozenset[str]:
        """The destination fields mapped for a type, in lower case."""
        return frozenset(row.destination_field.casefold() for _, row in self.active if row.object_type == type)


@frozen
class DocumentRule(Generic[F]):
    """A rule, and how to find where a document breaks it: ``None`` when what it needs could not be read."""

    rule: FactRule[str]
    find: Callable[[F], Findings | None]

    def verdicts(self, subject: str, facts: F) -> tuple[Verdict, ...]:
        """One verdict a broken place; a single one when the rule holds, or cannot be evaluated."""
        found = self.find(facts)
        if found is None:
            return (self.rule.judge(subject, None),)
        broken = tuple(self.rule.judge(f"{subject} {place}".rstrip(), problem) for place, problem in found)
        return broken or (self.rule.judge(subject, ""),)


def document_rule(
    id: str, text: str, find: Callable[[F], Findings | None], *, source: str, advisory: bool = False
) -> DocumentRule[F]:
    return DocumentRule(
        FactRule(id=id, text=text, broken=lambda problem: problem or None, source=source, advisory=advisory), find
    )


def rule_ids(*rules: DocumentRule[Any]) -> tuple[str, ...]:
    """The names of rules, as a row of the table of operations lists them."""
    return tuple(each.rule.id for each in rules)


def judge(rules: Iterable[DocumentRule[Any]], subject: str, facts: Any) -> tuple[Verdict, ...]:
    """The verdicts of all rules."""
    return tuple(verdict for rule in rules for verdict in rule.verdicts(subject, facts))
