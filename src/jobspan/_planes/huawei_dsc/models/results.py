"""What scans found. Matched content is live sensitive data: no ``repr`` of a row shows it.

Source: https://support.huaweicloud.com/intl/en-us/api-dsc/ListClassificationResults.html
"""

from typing import Any

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import RowsReply, rows
from jobspan._core.envelope import ReplyEnvelope
from jobspan._core.showing import sensitive
from jobspan._planes.huawei_dsc.models.shared import AssetType
from jobspan.models import Model


@frozen(kw_only=True)
class MatchedExample(Model):
    """A place where a rule matched, with the content found there.

    Attributes:
        line_number: where.
        matched_content: live sensitive data; no ``repr`` shows it.
    """

    line_number: int | None = None
    matched_content: str | None = attrs.field(default=None, repr=False, metadata=sensitive())


@frozen(kw_only=True)
class ClassificationMatch(Model):
    """A rule that matched an object.

    Attributes:
        template_id, template_name: the template that the rule is from.
        rule_id, rule_name: the rule.
        security_level_name, security_level_id, security_level_color: the level that it gives.
        classification_name, classification_id: the class that it gives.
        matched_detail: what matched; live sensitive data, which no ``repr`` shows.
        matched_examples: where it matched, with the content.
    """

    template_id: str | None = None
    template_name: str | None = None
    rule_id: str | None = None
    rule_name: str | None = None
    security_level_name: str | None = None
    security_level_id: str | None = None
    security_level_color: int | None = None
    classification_name: str | None = None
    classification_id: str | None = None
    matched_detail: str | None = attrs.field(default=None, repr=False, metadata=sensitive())
    matched_examples: tuple[MatchedExample, ...] | None = None


@frozen(kw_only=True)
class ClassificationResult(Model):
    """An object (file, table, index) and how it was classified.

    Rows of servers that know only the oldest generation of the API have no ``id`` and no levels; their risk level is in
    ``extra``.

    Attributes:
        id: of the result.
        project_id: the project.
        job_id: the scan job.
        task_id: its sub-task.
        ins_id: the instance that the object is in.
        asset_id, asset_name, asset_type: the asset that it is in.
        object_name, object_full_path: the object.
        security_level_name, security_level_id, security_level_color: the level that it was given.
        create_time, update_time: of the result, Unix milliseconds.
        scan_time: a time or a count, depending on the language of the vendor's page.
        match_info: the rules that matched.
    """

    id: str | None = None
    project_id: str | None = None
    job_id: str | None = None
    task_id: str | None = None
    ins_id: str | None = None
    asset_id: str | None = None
    asset_name: str | None = None
    asset_type: AssetType | None = None
    object_name: str | None = None
    object_full_path: str | None = None
    security_level_name: str | None = None
    security_level_id: str | None = None
    security_level_color: int | None = None
    create_time: int | None = None
    update_time: int | None = None
    scan_time: int | None = None
    match_info: tuple[ClassificationMatch, ...] | None = None


@frozen(kw_only=True)
class ClassificationResults(RowsReply):
    """One page of results. ``marker`` is where it ended, in an opaque form."""

    classification_list: tuple[ClassificationResult, ...] = attrs.field(metadata=rows(total="total"))
    total: int | None = None
    marker: tuple[Any, ...] | None = None


@frozen(kw_only=True)
class LevelShare(Model):
    """How many objects have a security level.

    Attributes:
        security_level_id, security_level_name, security_level_color: the level.
        count: how many objects have it.
        percent: the share of all, as text.
    """

    security_level_id: str | None = None
    security_level_name: str | None = None
    security_level_color: int | None = None
    count: int | None = None
    percent: str | None = None


@frozen(kw_only=True)
class LevelShares(RowsReply):
    """The levels of a scan's results."""

    security_level_list: tuple[LevelShare, ...] = attrs.field(metadata=rows(total="total"))
    total: int | None = None


@frozen(kw_only=True)
class HitRule(Model):
    """A rule that matched, and the objects it matched most.

    Attributes:
        rule_id, rule_name: the rule.
        top_objects: what it matched most, as the server sends it.
    """

    rule_id: str | None = None
    rule_name: str | None = None
    top_objects: tuple[Any, ...] | None = None


@frozen(kw_only=True)
class HitRules(RowsReply):
    """One page of rules that matched."""

    hit_rule_list: tuple[HitRule, ...] = attrs.field(metadata=rows(total="total"))
    total: int | None = None


@frozen(kw_only=True)
class FindingMatch(Model):
    """A rule that matched, in the oldest generation.

    Attributes:
        column_name: where, in databases.
        field_name: where, in big data.
        rule_name, rule_id: the rule.
        rule_risk_level: a small integer; its scale is not documented.
        column_line: the numbers of the rows that matched.
    """

    column_name: str | None = None
    field_name: str | None = None
    rule_name: str | None = None
    rule_id: str | None = None
    rule_risk_level: int | None = None
    column_line: tuple[int, ...] | None = None


@frozen(kw_only=True)
class Finding(Model):
    """A row of the oldest generation: a table, a file or a type of an index.

    Attributes:
        task_id: the sub-task.
        db_name, table_id, table_name: the table, in databases.
        bucket_id, bucket_name, file_path, file_name, md5: the file, in buckets.
        index_name, type_id, type_name: the type of an index, in big data.
        risk_level: a small integer; its scale is not documented.
        sensitive_data_type: what kinds of sensitive data are in it.
        match_info: the rules that matched; files have none.
    """

    task_id: str | None = None
    db_name: str | None = None
    table_id: str | None = None
    table_name: str | None = None
    bucket_id: str | None = None
    bucket_name: str | None = None
    file_path: str | None = None
    file_name: str | None = None
    md5: str | None = None
    index_name: str | None = None
    type_id: str | None = None
    type_name: str | None = None
    risk_level: int | None = None
    sensitive_data_type: tuple[str, ...] | None = None
    match_info: tuple[FindingMatch, ...] | None = None


@frozen(kw_only=True)
class FindingList(RowsReply):
    """Rows of one kind of asset. The key is ``db_scan_results`` for every kind."""

    db_scan_results: tuple[Finding, ...] = attrs.field(metadata=rows(total="total"))
    total: int | None = None


@frozen(kw_only=True)
class ScanJobResults(ReplyEnvelope):
    """One page of the oldest generation: of its three lists only the one of ``type`` is filled."""

    job_id: str | None = None
    job_name: str | None = None
    type: AssetType | None = None
    db_scan_result: FindingList | None = None
    obs_scan_result: FindingList | None = None
    es_scan_result: FindingList | None = None

    @property
    def findings(self) -> FindingList | None:
        """The list that is filled."""
        return self.db_scan_result or self.obs_scan_result or self.es_scan_result
