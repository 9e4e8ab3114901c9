"""The masking jobs that tasks started on the sandbox."""

from jobspan.testing import Sandbox
from jobspan.testing.sandbox.http import Call

EXECUTE = "execute_masking_job"


def job_of(sandbox: Sandbox) -> str:
    """The job that was started; empty while there is none."""
    answers = [request.answer.json() for request in sandbox.requests.of(EXECUTE) if request.answer is not None]
    return str(answers[0]["job"]["id"]) if answers else ""


def about_the_job(sandbox: Sandbox, call: Call) -> bool:
    """Whether a request names the job that was started."""
    job = job_of(sandbox)
    return bool(job) and (job in call.path or job.encode() in call.body)


def finish(sandbox: Sandbox) -> None:
    """Whatever was started is over: DCT's jobs, then the runs that they made."""
    for job in list(sandbox.delphix.jobs):
        sandbox.delphix.finish(job)
    for run in list(sandbox.delphix.executions):
        sandbox.delphix.finish(run)
