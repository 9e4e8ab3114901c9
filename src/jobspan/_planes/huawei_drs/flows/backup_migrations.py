"""Start, rename and delete backup migrations. Source: https://support.huaweicloud.com/intl/en-us/api-drs/"""

import re
from typing import Any, Final

from jobspan._core.change import change
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.jobs import Started, referenced, started
from jobspan._core.reconcile import Reconcile, look_before, looking, newcomer
from jobspan._core.rules import evaluate
from jobspan._core.validation import Validator, present, validating
from jobspan._planes.huawei_drs.backup_migration_kind import BACKUP_MIGRATION
from jobspan._planes.huawei_drs.flows.backup_migration_reads import called, migration
from jobspan._planes.huawei_drs.flows.namesakes import check_description, check_name, is_called
from jobspan._planes.huawei_drs.flows.reads import project
from jobspan._planes.huawei_drs.flows.tags import check_tags
from jobspan._planes.huawei_drs.models.backup_migrations import (
    BackupFile,
    BackupMigration,
    BackupMigrationStarted,
    NewBackupMigration,
)
from jobspan._planes.huawei_drs.models.jobs import ResourceTag
from jobspan._planes.huawei_drs.operations import backup_migrations as op
from jobspan._planes.huawei_drs.rules.backup_migrations import DELETE_BACKUP_MIGRATION

_BUCKET: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_ADDRESS: Final = re.compile(r"\d+(\.\d+){3}")
_FLAGS: Final = ("is_last_backup", "is_precheck", "is_cover", "is_default_restore", "is_delete_backup_file")
_OBS, _RDS = "OBS", "RDS"
_FULL, _INCREMENTAL = "full", "incre"


def create(ctx: PlaneContext, wanted: NewBackupMigration) -> Flow[Started[BackupMigration, BackupMigration]]:
    with validating(op.CREATE) as problems:
        if problems.instance("job", wanted, NewBackupMigration):
            _check(problems, wanted)

    def before() -> Flow[Reconcile[BackupMigrationStarted]]:
        there = yield from look_before(lambda: called(ctx, wanted.name), lambda each: each.id)
        look = newcomer(
            there,
            ours=lambda each: _is_of(wanted, each),
            value=lambda each: BackupMigrationStarted(job_id=each.id),
            name=f"backup migration named {wanted.name!r}",
        )
        return looking(look)

    reply = yield from change(
        ctx,
        op.CREATE,
        f"restore {_counted(wanted.files)} into {wanted.target_instance_id} as {wanted.name}",
        path=project(ctx),
        body=_body(ctx, wanted),
        notes=_notes(wanted),
        before=before,
        lacks=lambda reply: None if reply.job_id else "the reply does not name the backup migration",
    )
    return (yield from started(ctx, BACKUP_MIGRATION, reply.job_id or "", name=wanted.name))


def watched(ctx: PlaneContext, job_id: str) -> Started[BackupMigration, BackupMigration]:
    """One that was started before."""
    with validating("drs.backup_migrations.watch") as problems:
        problems.text("job_id", job_id)
    return referenced(ctx, BACKUP_MIGRATION, job_id)


def update(ctx: PlaneContext, job_id: str, name: str, description: str | None) -> Flow[None]:
    with validating(op.UPDATE) as problems:
        problems.text("job_id", job_id)
        check_name(problems, name)
        check_description(problems, description)
    return change(
        ctx,
        op.UPDATE,
        f"call the backup migration {job_id} {name}",
        path=project(ctx, job_id=job_id),
        body=present({"name": name, "description": description}),
    )


def delete(ctx: PlaneContext, job_id: str) -> Flow[None]:
    with validating(op.DELETE) as problems:
        problems.text("job_id", job_id)

    def status() -> Flow[str | None]:
        found = yield from migration(ctx, job_id)
        return None if found.status is None else found.status.value

    verdicts = yield from evaluate(ctx, DELETE_BACKUP_MIGRATION, f"backup migration {job_id}", status)
    yield from change(
        ctx,
        op.DELETE,
        f"delete the backup migration {job_id}",
        path=project(ctx, job_id=job_id),
        verdicts=verdicts,
    )


def _body(ctx: PlaneContext, wanted: NewBackupMigration) -> dict[str, Any]:
    write = ctx.dialect.codec.write

    def part(*names: str) -> dict[str, Any]:
        return present({name: getattr(wanted, name) for name in names})

    base = part("name", "engine_type", "description", "enterprise_project_id")
    if wanted.tags:
        base["tags"] = [write(tag) for tag in wanted.tags]
    options = part(
        "is_cover",
        "is_default_restore",
        "is_last_backup",
        "is_precheck",
        "recovery_mode",
        "reset_db_name_map",
        "is_delete_backup_file",
        "consistency_check_mode",
    )
    if wanted.db_names:
        options["db_names"] = list(wanted.db_names)
    files = [_with_path(write(file)) for file in wanted.files]
    return {
        **wanted.extra,
        "base_info": base,
        "target_db_info": part("target_instance_id", "ms_file_stream_status", "file_id"),
        "backup_info": {**part("file_source", "bucket_name"), "files": files},
        "options": options,
    }


def _with_path(file: dict[str, Any]) -> dict[str, Any]:
    """DRS wants the path of each file, an empty one where there is none."""
    return {"obs_path": ""} | file


def _counted(files: tuple[BackupFile, ...]) -> str:
    return f"the backup {files[0].name}" if len(files) == 1 else f"{len(files)} backup files"


def _notes(wanted: NewBackupMigration) -> tuple[str, ...]:
    after = "the databases take no further backups" if wanted.is_last_backup else "the databases stay restoring"
    over = ("databases of the same name are overwritten",) if wanted.is_cover else ()
    return (f"afterwards {after}", *over)


def _check(problems: Validator, wanted: NewBackupMigration) -> None:
    check_name(problems, wanted.name)
    problems.text("target_instance_id", wanted.target_instance_id)
    problems.one_of("engine_type", wanted.engine_type, ("sqlserver",))
    problems.one_of("file_source", wanted.file_source, (_OBS, _RDS))
    problems.one_of("recovery_mode", wanted.recovery_mode, (_FULL, _INCREMENTAL))
    problems.one_of("consistency_check_mode", wanted.consistency_check_mode, ("sync", "async"))
    for flag in ("is_last_backup", "is_precheck"):
        if getattr(wanted, flag) is None:
            problems.add(flag, "must be True or False")
    problems.flags(**{flag: getattr(wanted, flag) for flag in _FLAGS})
    for word in ("engine_type", "file_source", "recovery_mode"):
        if getattr(wanted, word) is None:
            problems.add(word, "is required")
    check_description(problems, wanted.description)
    tags = [tag for index, tag in enumerate(wanted.tags or ()) if problems.instance(f"tags[{index}]", tag, ResourceTag)]
    check_tags(problems, {tag.key: tag.value for tag in tags})
    for index, name in enumerate(wanted.db_names or ()):
        problems.text(f"db_names[{index}]", name)
    if wanted.is_default_restore is False and not wanted.db_names:
        problems.add("db_names", "is required when not all databases are restored (is_default_restore is False)")
    if wanted.file_source == _OBS:
        _check_bucket(problems, wanted.bucket_name)
    if wanted.file_source == _RDS and wanted.recovery_mode == _FULL and not wanted.file_id:
        problems.add("file_id", "is required to restore in full from RDS")
    _check_files(problems, wanted)
    if wanted.reset_db_name_map is not None:
        _check_new_name(problems, wanted, wanted.reset_db_name_map)


def _check_bucket(problems: Validator, bucket: object) -> None:
    if not bucket:
        problems.add("bucket_name", "is required for files in OBS")
    elif not isinstance(bucket, str) or not _BUCKET.fullmatch(bucket) or _ADDRESS.fullmatch(bucket):
        problems.add(
            "bucket_name",
            f"{bucket!r} must be 3..63 lower-case letters, digits, '-' and '.', with a letter or a digit at both ends, "
            "and no IP address",
        )


_NEEDED: Final = {_OBS: ("obs_path",), _RDS: ("rds_version", "rds_source_instance_id")}


def _check_files(problems: Validator, wanted: NewBackupMigration) -> None:
    if not wanted.files:
        problems.add("files", "must not be empty")
    for index, file in enumerate(wanted.files):
        if not isinstance(file, BackupFile):
            problems.add(f"files[{index}]", f"must be a BackupFile, not {type(file).__name__}")
            continue
        problems.text(f"files[{index}].name", file.name)
        for member in ("obs_path", "rds_version", "rds_source_instance_id"):
            problems.optional_text(f"files[{index}].{member}", getattr(file, member) or None)
        for member in _NEEDED.get(wanted.file_source, ()):
            if not getattr(file, member):
                problems.add(f"files[{index}].{member}", f"is required for files in {wanted.file_source}")


def _check_new_name(problems: Validator, wanted: NewBackupMigration, names: dict[str, str]) -> None:
    """DRS knows the database of the file under the empty string, and only where that can be one database."""
    if set(names) != {""} or not names[""]:
        problems.add("reset_db_name_map", 'must give one new name, under the empty string: {"": "new_name"}')
    if wanted.recovery_mode != _FULL:
        problems.add("reset_db_name_map", "is only for a full restore", (f"recovery_mode={_FULL!r}",))
    if wanted.is_last_backup is False:
        problems.add("reset_db_name_map", "is only for the last backup", ("is_last_backup=True",))
    if len(wanted.db_names or ()) > 1:
        problems.add("reset_db_name_map", "is only for one database", ("one of db_names",))


def _is_of(wanted: NewBackupMigration, found: BackupMigration) -> bool | None:
    """Whether a backup migration was asked for just so. What decides may not be shown."""
    if not (named := is_called(found.name, wanted.name)):
        return named
    target, source, options = found.target_db_info, found.backup_info, found.options
    if target is None or source is None or options is None:
        return None
    asked_and_shown = (
        (wanted.target_instance_id, target.target_instance_id),
        (wanted.file_source, source.file_source and source.file_source.upper()),
        (wanted.recovery_mode, options.recovery_mode and options.recovery_mode.lower()),
        (wanted.is_last_backup, options.is_last_backup),
    )
    if any(None not in pair and pair[0] != pair[1] for pair in asked_and_shown):
        return False
    if wanted.bucket_name and source.bucket_name and wanted.bucket_name != source.bucket_name:
        return False
    ours = {each for file in wanted.files for each in (file.name, file.obs_path)}
    if any(shown.file_name not in ours for shown in source.file_info or () if shown.file_name):
        return False
    return None if any(shown is None for _, shown in asked_and_shown) else True
