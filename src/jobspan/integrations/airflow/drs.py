"""Tasks for DRS of Huawei Cloud."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from airflow.sdk import BaseHook

from jobspan._public import public
from jobspan.credentials import Secret
from jobspan.errors import Problem, ValidationError
from jobspan.integrations.airflow.hook import HuaweiHook
from jobspan.integrations.airflow.operator import JobspanOperator

DrsAction = Literal["precheck", "start", "pause", "resume", "switchover", "terminate", "delete"]


@public
class DrsActionOperator(JobspanOperator):
    """Starts, pauses, resumes, ... DRS tasks, and returns what became of each. Fails if one was not accepted.

    Args:
        action: a method of ``migration_jobs``: ``precheck``, ``start``, ``pause``, ``resume``, ``switchover``, ``terminate`` or
            ``delete``.
        job_ids: one DRS task, or many; DRS gets them in batches.
        options: further arguments of the method, for example ``{"force": True}``.

    The other arguments are those of :class:`JobspanOperator`.
    """

    def __init__(
        self,
        *,
        action: DrsAction,
        job_ids: str | Sequence[str],
        options: Mapping[str, Any] | None = None,
        jobspan_conn_id: str = HuaweiHook.default_conn_name,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            call=f"migration_jobs.{action}",
            arguments={"job_ids": job_ids, **(options or {})},
            jobspan_conn_id=jobspan_conn_id,
            **kwargs,
        )


@public
class DrsPasswordsOperator(JobspanOperator):
    """Tells DRS new database passwords, and returns what became of each. Fails if one was not accepted.

    No password stands in the DAG: each comes from a connection, when the task runs.

    Args:
        passwords: a dictionary an end: ``job_id``, ``end_point`` (``source`` or ``target``), ``conn_id`` (a connection of
            Airflow, whose password it is), and what else :class:`jobspan.drs.EndpointPassword` takes.
        options: further arguments of ``migration_jobs.change_passwords``, for example ``{"verify": True}``.

    The other arguments are those of :class:`JobspanOperator`.
    """

    def __init__(
        self,
        *,
        passwords: Sequence[Mapping[str, Any]],
        options: Mapping[str, Any] | None = None,
        jobspan_conn_id: str = HuaweiHook.default_conn_name,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            call="migration_jobs.change_passwords",
            arguments={"passwords_of": passwords, **(options or {})},
            jobspan_conn_id=jobspan_conn_id,
            **kwargs,
        )

    def call_arguments(self) -> Mapping[str, Any]:
        """The arguments, with the passwords of the connections."""
        ends = self.arguments["passwords_of"]
        if isinstance(ends, str) or not all(isinstance(each, Mapping) for each in ends):
            problem = Problem(
                "passwords", "takes a list with a dictionary an end; a template needs native objects for that"
            )
            raise ValidationError(message="No passwords were changed.", problems=(problem,))
        return {**self.arguments, "passwords_of": [_with_password(each) for each in ends]}


def _with_password(end: Mapping[str, Any]) -> dict[str, Any]:
    given = dict(end)
    conn_id = given.pop("conn_id", None)
    password = BaseHook.get_connection(conn_id).password if conn_id else None
    if not password:
        raise ValidationError(
            message="No passwords were changed.",
            problems=(Problem("passwords", f"the connection {conn_id!r} has no password"),),
        )
    return {**given, "password": Secret(password)}
