"""The recipes of the page about Prefect and Dagster, as modules, and a DCT for them."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Final

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "guide" / "prefect-dagster.md"
RECIPE: Final = re.compile(r"^## (?P<title>\w+)\n.*?^```py\n(?P<source>.*?)^```$", re.DOTALL | re.MULTILINE)


def recipe(title: str, folder: Path) -> Path:
    """A recipe as a file."""
    file = folder / f"{title.lower()}_recipe.py"
    file.write_text({match["title"]: match["source"] for match in RECIPE.finditer(PAGE.read_text())}[title])
    return file


def imported(file: Path) -> ModuleType:
    """It as a module, which the engines find by its name."""
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[file.stem] = module
    spec.loader.exec_module(module)
    return module
