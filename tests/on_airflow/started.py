"""The masking job that a task started on the sandbox."""

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
    """What was started is over: DCT's job, then the run that it made."""
    sandbox.delphix.finish(job_of(sandbox))
    for run in list(sandbox.delphix.executions):
        sandbox.delphix.finish(run)
