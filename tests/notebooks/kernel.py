"""Runs cells in a kernel, as a notebook does, and tells what is in the saved notebook afterwards."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_ID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_PORT = re.compile(r"127\.0\.0\.1:\d+")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def executed(cells: Sequence[str], folder: Path) -> list[list[dict[str, Any]]]:
    """The outputs of each cell, as they are saved; a cell that raises does not end the run."""
    v4: Any = nbformat.v4
    notebook = v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in cells])
    places = [str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(places),
        "IPYTHONDIR": str(folder),
        "PYTHONWARNINGS": "error::UserWarning",
    }
    client = NotebookClient(
        notebook, timeout=120, kernel_name="python3", allow_errors=True, resources={"metadata": {"path": folder}}
    )
    client.execute(env=environment)
    return [[dict(output) for output in cell.outputs] for cell in notebook.cells]


def html_of(outputs: Sequence[dict[str, Any]]) -> str:
    """All HTML of a cell, without style and with ids and ports made equal."""
    shown = "\n".join(output["data"].get("text/html", "") for output in outputs if "data" in output)
    return _PORT.sub("SERVER", _ID.sub("ID", _STYLE.sub("", shown)))


def trace_of(outputs: Sequence[dict[str, Any]]) -> str:
    """The traceback of a cell, without colours."""
    return _COLOUR.sub("", "\n".join(line for output in outputs for line in output.get("traceback", ())))
