"""What an editor shows over a changing method and over its plan: the whole signature, and the docstring."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.typing.language_server import LanguageServer

PROGRAM = """\
from jobspan import AsyncClient, Client

def program(client: Client, async_client: AsyncClient) -> None:
    client.masking_jobs.copy
    client.masking_jobs.copy.plan
    async_client.masking_jobs.copy
    async_client.masking_jobs.copy.plan
    client.masking_jobs.get
"""
ARGUMENTS = (
    "job_id: str, *, target_engine_id: str, target_environment_id: str, source_environment_id: str | None = None, "
    "force_overwrite: bool = False, connector_credentials: Credentials | Mapping[str, Credentials] | None = None, "
    'when_busy: WhenBusy = "raise", busy_timeout: float = 3600'
)
COPY = "Copy a masking job to another engine; the handle's result is the copy."
PLAN = "Show what the call would do, and change nothing: its requests, secrets masked, and the verdict of each rule."


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    with LanguageServer(tmp_path_factory.mktemp("editor")) as server:
        server.open("program.py", PROGRAM)
        yield server


def over(editor: LanguageServer, expression: str) -> str:
    """What is shown over the last name of an expression, each run of white space as one blank."""
    line = PROGRAM.splitlines().index(f"    {expression}")
    shown = editor.hover("program.py", line, 4 + expression.rindex(".") + 1)
    return re.sub(r"\s+", " ", shown).replace("( ", "(").replace(" )", ")")


@pytest.mark.parametrize(
    ("expression", "signature", "docstring"),
    [
        ("client.masking_jobs.copy", f"ChangingMethod[({ARGUMENTS}), Handle[CopyView, MaskingJob]]", COPY),
        ("client.masking_jobs.copy.plan", f"def plan({ARGUMENTS}) -> Plan[Handle[CopyView, MaskingJob]]", PLAN),
        (
            "async_client.masking_jobs.copy",
            f"AsyncChangingMethod[({ARGUMENTS}), AsyncHandle[CopyView, MaskingJob]]",
            COPY,
        ),
        (
            "async_client.masking_jobs.copy.plan",
            f"def plan({ARGUMENTS}) -> CoroutineType[Any, Any, AsyncPlan[AsyncHandle[CopyView, MaskingJob]]]",
            PLAN,
        ),
        ("client.masking_jobs.get", "def get(", "-> MaskingJob"),
    ],
)
def test_signature_and_docstring(editor: LanguageServer, expression: str, signature: str, docstring: str) -> None:
    shown = over(editor, expression)
    assert signature in shown
    assert docstring in shown


def test_the_arguments_are_explained(editor: LanguageServer) -> None:
    assert "target_engine_id: id of the engine to copy it to, as " in over(editor, "client.masking_jobs.copy")
