"""What the vendor says a job must be like."""

import re
from typing import Final

from jobspan._planes.groupid.models.enums import ObjectType, OnFailure, ProviderType
from jobspan._planes.groupid.models.job_settings import Side
from jobspan._planes.groupid.models.transforms import Script, Verbatim, plain
from jobspan._planes.groupid.rules.base import GUIDE, DocumentRule, Findings, JobFacts, document_rule
from jobspan._planes.groupid.rules.job_validation import stored

ACTIVE_DIRECTORY: Final = "Active Directory"
ENTRA: Final = "Microsoft Entra ID"

MANDATORY: Final[dict[tuple[str, str], frozenset[str]]] = {
    (ACTIVE_DIRECTORY, "User"): frozenset({"cn", "givenname", "samaccountname", "sn", "password"}),
    (ACTIVE_DIRECTORY, "Mail-enabled User"): frozenset(
        {"cn", "givenname", "samaccountname", "sn", "password", "displayname", "mailnickname", "targetaddress"}
    ),
    (ACTIVE_DIRECTORY, "Mailbox-enabled User"): frozenset(
        {"cn", "displayname", "givenname", "homemdb", "mailnickname", "samaccountname", "sn", "password"}
    ),
    (ACTIVE_DIRECTORY, "Mail-enabled Contact"): frozenset(
        {"cn", "displayname", "givenname", "mailnickname", "sn", "targetaddress"}
    ),
    (ACTIVE_DIRECTORY, "Group"): frozenset({"cn", "displayname", "grouptype", "member", "samaccountname"}),
    (ENTRA, "User"): frozenset(
        {"accountenabled", "directoryrole", "displayname", "givenname", "userprincipalname", "password"}
    ),
    (ENTRA, "Mailbox-enabled User"): frozenset(
        {
            "accountenabled",
            "directoryrole",
            "displayname",
            "givenname",
            "userprincipalname",
            "password",
            "mailnickname",
            "surname",
            "usagelocation",
            "licenseassignment",
        }
    ),
    (ENTRA, "Group"): frozenset({"description", "displayname", "grouptype"}),
}
"""Destination fields that creating an object needs, by provider and type of object; in lower case."""

ENTRA_KEYS: Final = {"User": "userprincipalname", "Mailbox-enabled User": "userprincipalname", "Group": "displayname"}

MAIL_TYPES: Final = frozenset({"Mail-enabled User", "Mailbox-enabled User", "Mail-enabled Contact", "Linked Mailbox"})

MEMBER: Final = "member"
MEMBERS: Final = frozenset({MEMBER, "members"})
"""The members of a group, by both names that the vendor has for the field."""

MULTI_VALUED: Final = frozenset(
    {
        "otherfacsimiletelephonenumber",
        "otherhomephone",
        "otheripphone",
        "othermobile",
        "otherpager",
        "othertelephone",
        "proxyaddresses",
        "url",
    }
)
"""Attributes of Active Directory that hold several values; a group's members have rules of their own."""

_FORBIDDEN_IN_SCRIPTS: Final = re.compile(
    r"^\s*(?:(?:public|private|friend)\s+)?(sub|function|class|module|imports|option)\b", re.IGNORECASE | re.MULTILINE
)


def _providers(facts: JobFacts) -> Findings:
    info = facts.job.job_info
    if not info.source_provider:
        yield "$.jobInfo.sourceProvider", "It is empty."
    if not info.destination_provider:
        yield "$.jobInfo.destinationProvider", "It is empty."


def _keys(facts: JobFacts) -> Findings:
    for position, option in enumerate(facts.job.objects_option):
        rows = [row for _, row in facts.active if row.object_type == option.object_type]
        if option.is_selected and not any(row.is_key for row in rows):
            place = "$.fieldsMap" if rows else f"$.objectsOption[{position}]"
            yield place, f"No field of {option.display_name!r} is a key."


def _new_only(facts: JobFacts) -> Findings:
    for i, row in facts.active:
        if row.is_key and not row.for_create_only:
            yield f"$.fieldsMap[{i}].forCreateOnly", f"The key {row.destination_field!r} would be updated."


def _mandatory(facts: JobFacts) -> Findings:
    provider = facts.job.settings.destination.provider_name
    for position, option in enumerate(facts.job.objects_option):
        wanted = MANDATORY.get((provider, option.display_name), frozenset())
        mapped = facts.fields_of(option.object_type)
        missing = wanted - mapped - ({MEMBER} if mapped & MEMBERS else set())
        if option.is_selected and option.is_create and missing:
            yield f"$.objectsOption[{position}]", f"Not mapped: {', '.join(sorted(missing))}."


def _container(facts: JobFacts) -> Findings:
    side = facts.job.settings.destination
    if not _directory(side):
        return
    for position, option in enumerate(facts.job.objects_option):
        if option.is_selected and option.is_create and not (option.container_option_value or side.container):
            yield f"$.objectsOption[{position}].containerOptionValue", "It is empty."


def _delete(facts: JobFacts) -> Findings:
    for position, option in enumerate(facts.job.objects_option):
        if option.is_selected and option.is_delete and _directory(facts.job.settings.destination):
            yield f"$.objectsOption[{position}].isDelete", "The destination is a directory."


def _time_stamp(facts: JobFacts) -> Findings:
    for position, query in enumerate(facts.job.sync_query):
        if query.is_source and not query.update_all and not query.time_stamp_field:
            yield f"$.syncQuery[{position}].timeStampField", "It is empty, and updateAll is false."


def _delimiters(facts: JobFacts) -> Findings:
    for i, row in facts.active:
        if row.destination_field.casefold() in MULTI_VALUED and not row.delimiter:
            yield f"$.fieldsMap[{i}].delimiter", f"{row.destination_field!r} holds several values."


def _passwords(facts: JobFacts) -> Findings:
    """The options are about generated passwords; they say nothing of one that was typed by hand."""
    notified = facts.job.settings.flag("IsNotificationEnabled")
    for place, options in facts.generated_passwords:
        if not 6 <= options.password_length <= 99:
            yield place, f"The length is {options.password_length}, allowed are 6 to 99."
        if not notified:
            yield place, "Generated passwords are mailed, and notifications are off."


def _messaging(facts: JobFacts) -> Findings:
    configured = facts.job.settings.get("Destination.ConfiguredMessagingProvider")
    for position, option in enumerate(facts.job.objects_option):
        if option.is_selected and option.display_name in MAIL_TYPES and not configured:
            yield f"$.objectsOption[{position}]", f"{option.display_name!r} needs one, and none is configured."


def _member_key(facts: JobFacts) -> Findings:
    for i, row in facts.active:
        members = row.object_type == ObjectType.GROUP and row.destination_field.casefold() in MEMBERS
        if members and not facts.job.settings.get("memberkey"):
            yield f"$.fieldsMap[{i}]", "The setting 'memberkey' is missing."


def _entra_keys(facts: JobFacts) -> Findings:
    if facts.job.settings.destination.provider_name != ENTRA:
        return
    for option in facts.job.objects_option:
        wanted = ENTRA_KEYS.get(option.display_name)
        rows = [(i, row) for i, row in facts.active if row.object_type == option.object_type and row.is_key]
        for i, row in rows:
            if wanted and row.destination_field.casefold() != wanted:
                yield f"$.fieldsMap[{i}].isKey", f"The key of an Entra {option.display_name} is {wanted}."


def _on_failure(facts: JobFacts) -> Findings:
    info = facts.job.job_info
    if not info.on_failure.is_known and not stored(info, "onFailure"):
        yield "$.jobInfo.onFailure", f"It is {info.on_failure!s}, allowed are {', '.join(OnFailure)}."


def _scripts(facts: JobFacts) -> Findings:
    for i, row in enumerate(facts.job.fields_map):
        if not isinstance(row.transform, Script) or stored(row, "transform"):
            continue
        code = plain(row.transform.code)
        if not re.search(r"\bDTM\.(Result|CancelRow)\b", code, re.IGNORECASE):
            yield f"$.fieldsMap[{i}].transform", "It never assigns DTM.Result."
        if (word := _FORBIDDEN_IN_SCRIPTS.search(code)) is not None:
            yield f"$.fieldsMap[{i}].transform", f"It contains a declaration ({word.group(1)})."


def _resolve(facts: JobFacts) -> Findings:
    if _directory(facts.job.settings.destination) and facts.job.settings.destination.provider_name != ENTRA:
        return
    for i, row in facts.active:
        if isinstance(row.transform, Verbatim) and row.transform.kind == "Resolve":
            yield f"$.fieldsMap[{i}].transform", "The destination is neither Active Directory nor Exchange."


def _directory(side: Side) -> bool:
    return side.provider_type == ProviderType.DIRECTORY


DOCUMENTED: Final[tuple[DocumentRule[JobFacts], ...]] = (
    document_rule(
        "providers-named",
        "Source and destination are named.",
        _providers,
        source=f"{GUIDE} (Select Your Source and Destination)",
    ),
    document_rule(
        "key-field", "Each type of object has at least one key field.", _keys, source=f"{GUIDE} (Map Fields)"
    ),
    document_rule("key-new-only", "Key fields are always New only.", _new_only, source=f"{GUIDE} (Map Fields)"),
    document_rule(
        "mandatory-fields",
        "Creating an object needs its mandatory fields.",
        _mandatory,
        source=f"{GUIDE} (Selected Fields for object types)",
    ),
    document_rule(
        "target-container",
        "Creating objects in a directory needs a container.",
        _container,
        source=f"{GUIDE} (Objects, Fields and Mapping)",
    ),
    document_rule(
        "delete-tables-only",
        "Only rows of tables can be deleted by a job.",
        _delete,
        source=f"{GUIDE} (Objects, Fields and Mapping)",
    ),
    document_rule(
        "time-stamp-field",
        "Selecting only changed records needs a time stamp field.",
        _time_stamp,
        source=f"{GUIDE} (Objects, Fields and Mapping)",
    ),
    document_rule(
        "multi-valued-delimiter",
        "A field with several values needs a delimiter.",
        _delimiters,
        source=f"{GUIDE} (Map Fields)",
    ),
    document_rule(
        "password-options",
        "Generated passwords have 6 to 99 characters, and are mailed.",
        _passwords,
        source=f"{GUIDE} (Auto-Generate Unique, Complex Passwords)",
    ),
    document_rule(
        "messaging-provider",
        "Mail-enabled objects need a messaging provider.",
        _messaging,
        source=f"{GUIDE} (Select Your Source and Destination)",
    ),
    document_rule(
        "member-key",
        "Linking group members needs the field they are found by.",
        _member_key,
        source=f"{GUIDE} (Map Fields)",
    ),
    document_rule(
        "entra-key-field",
        "Entra objects are matched by a certain field.",
        _entra_keys,
        source=f"{GUIDE} (Selected Fields for object types)",
    ),
    document_rule(
        "on-failure",
        "On failure a collection aborts or continues.",
        _on_failure,
        source=f"{GUIDE} (Create a Job Collection)",
    ),
    document_rule(
        "script-text",
        "A script assigns DTM.Result and declares nothing.",
        _scripts,
        source=f"{GUIDE} (Script)",
    ),
    document_rule(
        "resolve-directories-only",
        "Resolve works only with Active Directory and Exchange as destinations.",
        _resolve,
        source=f"{GUIDE} (Transform)",
    ),
)
